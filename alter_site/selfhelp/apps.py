"""Help without a person: the cost calculator and the page for tonight."""

from django.apps import AppConfig


class SelfHelpConfig(AppConfig):
    """Pages that compute something from what is typed and keep none of it. There are no tables."""

    name = "alter_site.selfhelp"
