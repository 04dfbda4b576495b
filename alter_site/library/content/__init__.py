"""Content objects of articles, questions, the glossary and who we are."""

from .articles import ArticleContent, TopicContent
from .glossary import GlossaryContent
from .people import OutcomesContent, StoryContent, TeamContent
from .questions import FaqGroupContent, ListedGroup

__all__ = [
    "ArticleContent",
    "FaqGroupContent",
    "GlossaryContent",
    "ListedGroup",
    "OutcomesContent",
    "StoryContent",
    "TeamContent",
    "TopicContent",
]
