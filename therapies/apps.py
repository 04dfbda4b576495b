"""Therapies and the conditions they help with."""

from django.apps import AppConfig


class TherapiesConfig(AppConfig):
    """Therapy and condition pages."""

    name = "therapies"

    def ready(self) -> None:
        from . import facts

        facts.register()
