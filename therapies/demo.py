"""The demo safety card. The demo pages are text files in ``demo_pages``."""

import datetime

from alter_site.content.page_files import to_html

from .models import SafetyCard

SAFETY_CARD = """
**Do not stop all at once on your own.** If you drink every day, or take a benzodiazepine (a calming
medicine such as Xanax, Valium, Ativan or Klonopin), your body may have come to rely on it. Stopping
suddenly can make you very ill. Talk with a doctor first. There are safer ways to come off, and you can
have help with them.

**Call [911](tel:911)** if someone who is cutting down or stopping has a seizure, is confused, has a high
fever, or sees or hears things that are not there. Shaking and sweating that get worse need a doctor the same
day.

**Signs of an overdose.** One sign is enough to act on:

- you cannot wake the person up
- breathing is slow, stops and starts, or sounds like snoring or gurgling
- lips or nails turn blue, gray or very pale
- the skin is cold and damp

**What to do.**

1. Call [911](tel:911). Say that someone is not breathing well or will not wake up.
2. Give naloxone if you have it. This is a medicine, often a nose spray, that can reverse an opioid
   overdose. If it was not opioids, it is still safe to give.
3. Lay the person on their side, and stay with them until help comes.

In California you can buy naloxone at a pharmacy with no prescription.
"""


def load(today: datetime.date) -> None:
    """Write the safety card if there is none."""
    if not SafetyCard.objects.exists():
        SafetyCard(text=to_html(SAFETY_CARD), is_demo=True).save()


def delete() -> None:
    """Remove the demo card; a real one stays."""
    SafetyCard.objects.filter(is_demo=True).delete()
