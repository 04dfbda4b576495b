"""The demo safety card. The demo pages are text files in ``demo_pages``."""

import datetime

from django.contrib.auth import get_user_model

from alter_site.content.editions import approvals
from alter_site.content.models import Approval, ReviewRequest
from alter_site.content.page_files import to_html

from .models import SafetyCard

REVIEWER = "reviewer@demo.example"  # whom load_demo makes before

HEADING = "In an overdose, and before you stop"
TOOLKIT = "https://library.samhsa.gov/product/overdose-prevention-response-toolkit/pep23-03-00-001"
ASAM = "https://www.asam.org/quality-care/clinical-guidelines"
GOOD_SAMARITAN = (
    "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode=HSC&sectionNum=11376.5"
)

SAFETY_CARD = f"""
**Signs of an overdose.** One sign is enough to act on:

- the person will not wake up
- breathing is slow, or has stopped
- you hear a gurgle or a deep snore
- lips or nails are blue or gray
- the black part of each eye is as small as a pinpoint

**What to do, in five steps:**

1. **Look for the signs.** Shout, and rub the middle of the chest hard. Does the person wake?
2. **Call [911](tel:911).** Say where you are, and that someone will not wake up or is not breathing well.
3. **Give naloxone** if you have it. It does no harm if it was not an opioid. If breathing has not come back
   after two to three minutes, give a second dose.
4. **Breathe for them.** Tip the head back, lift the chin and pinch the nose. Give one breath every five
   seconds, until they breathe on their own or help is there.
5. **Stay.** Once they breathe, roll them onto their side, with the top knee bent. Watch them until help
   comes. Naloxone wears off, and they may stop breathing again.

Fentanyl is a very strong opioid. Drugs such as cocaine or meth may hold it, and so may pills that did not
come from a pharmacy. You cannot see, smell or taste it. So give naloxone even if you think that it was
something else. In California you can buy it with no prescription.

**You may call without fear.** In California a Good Samaritan law protects someone who calls for help in good
faith, and the person who needs it. Neither is charged for being high, or for having drugs for their own use.
It does not cover other things, such as selling.

**Never stop alcohol or a benzodiazepine all at once.** A benzodiazepine is a calming medicine, such as Xanax,
Valium, Ativan or Klonopin. Ask a doctor first how to come off it in safe steps. Call [911](tel:911) for a
seizure, a fever, shaking, confusion, or seeing or hearing things that are not there.

**Opioids.** To stop makes you feel very ill, and a doctor can help with that. The greater danger comes later.
After a pause your body bears much less, even after some days. The dose you once took may kill you.

Sources: Substance Abuse and Mental Health Services Administration, [Overdose Prevention and Response
Toolkit]({TOOLKIT}) (PEP23-03-00-001, 2025). American Society of Addiction Medicine, [guidelines on alcohol
and benzodiazepine withdrawal]({ASAM}). California
[Health and Safety Code, section 11376.5]({GOOD_SAMARITAN}).
"""


def load(today: datetime.date) -> None:
    """Write the safety card if there is none, and have the invented clinician sign it."""
    if not SafetyCard.objects.exists():
        SafetyCard(heading=HEADING, text=to_html(SAFETY_CARD), is_demo=True).save()
    card = SafetyCard.objects.filter(is_demo=True).first()
    if card is not None and approvals.in_force(card.TEXT_ID, card.digest) is None:
        approvals.sign(card.TEXT_ID, card.digest, get_user_model().objects.get(email=REVIEWER))


def delete() -> None:
    """Remove the demo card with its signatures; a real one stays."""
    if SafetyCard.objects.filter(is_demo=True).delete()[0]:
        Approval.objects.filter(page_id=SafetyCard.TEXT_ID).delete()
        ReviewRequest.objects.filter(page_id=SafetyCard.TEXT_ID).delete()
