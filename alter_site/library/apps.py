"""What helps people know us and understand: articles, questions, words explained, who we are."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Articles, questions, the glossary, our team, outcomes and stories."""

    name = "alter_site.library"
    label = "library"

    def ready(self) -> None:
        from . import facts

        facts.register()
