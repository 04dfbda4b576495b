"""Demo credentials and network statuses, all invented. The demo pages are text files in ``demo_pages``."""

import datetime

from alter_site.content.demo import INSURERS
from alter_site.content.models import Insurer
from alter_site.content.page_files import identity

from .models import Accreditation, License, NetworkStatus

# The home, the insurer's place in the list, the answer.
NETWORK_STATUSES = (
    ("dana-point", 0, NetworkStatus.Answer.IN),
    ("dana-point", 2, NetworkStatus.Answer.OUT),
    ("dana-point", 5, NetworkStatus.Answer.IN),
    ("laguna-beach", 0, NetworkStatus.Answer.IN),
    ("laguna-beach", 3, NetworkStatus.Answer.UNKNOWN),
)


def load(today: datetime.date) -> None:
    """Make one license, one accreditation and a few network statuses, each if there is none."""
    dates = {"expires": datetime.date(today.year + 1, 12, 31), "last_checked": today}
    if not License.objects.exists():
        License.objects.create(
            body="State Department of Health Care Services",
            short_name="DHCS",
            number="000000AA",
            register_url="https://www.dhcs.ca.gov/",
            is_demo=True,
            **dates,
        )
    if not Accreditation.objects.exists():
        Accreditation.objects.create(
            body="the Pretend Accreditation Council",
            short_name="PAC",
            number="DEMO-0000",
            register_url="https://example.org/",
            is_demo=True,
            **dates,
        )
    if not NetworkStatus.objects.exists():
        insurers = {insurer.name: insurer for insurer in Insurer.objects.filter(name__in=INSURERS)}
        for home, place, answer in NETWORK_STATUSES:
            if insurer := insurers.get(INSURERS[place]):
                NetworkStatus.objects.create(
                    facility_id=identity("facility", home),
                    insurer=insurer,
                    answer=answer,
                    checked_on=None if answer == NetworkStatus.Answer.UNKNOWN else today,
                )


def delete() -> None:
    """Remove the demo credentials; network statuses go with their facility or insurer."""
    License.objects.filter(is_demo=True).delete()
    Accreditation.objects.filter(is_demo=True).delete()
