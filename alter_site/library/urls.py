"""Addresses of articles, questions, the glossary and who we are."""

from django.urls import path

from alter_site.content.views import EditionView

from .feed import feed

app_name = "library"

urlpatterns = [
    path("articles/", EditionView.as_view(), name="article_index"),
    path("articles/page/<part:number>/", EditionView.as_view(), name="article_index_part"),
    path("articles/feed/", feed, name="feed"),
    path("articles/topic/<slug:slug>/", EditionView.as_view(), name="topic"),
    path("articles/<slug:slug>/", EditionView.as_view(), name="article"),
    path("faqs/", EditionView.as_view(), name="faq_index"),
    path("faqs/<slug:slug>/", EditionView.as_view(), name="faq_group"),
    path("glossary/", EditionView.as_view(), name="glossary"),
    path("about/team/", EditionView.as_view(), name="team"),
    path("about/outcomes/", EditionView.as_view(), name="outcomes"),
    path("about/stories/", EditionView.as_view(), name="story_index"),
    path("about/stories/<slug:slug>/", EditionView.as_view(), name="story"),
]
