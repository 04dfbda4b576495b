"""Facilities and levels of care."""

from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """Facility and level-of-care pages, licenses and network status."""

    name = "facilities"

    def ready(self) -> None:
        from . import facts

        facts.register()
