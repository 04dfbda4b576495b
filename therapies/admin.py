"""Admin screens of therapies, conditions and the safety card."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.admin.facts.fact_admin import FactAdmin
from alter_site.content.admin.forms.rows import part_inline
from alter_site.content.admin.pages import PageAdmin
from alter_site.content.admin.reviews.review_sections import Part, Reading, changed
from alter_site.content.admin.reviews.review_views import ReviewViews
from alter_site.content.admin.singleton import Singleton
from alter_site.content.editions import approvals, links, reviews
from alter_site.content.objects import frozen

from .facts import SafetyCardFact, read_now
from .models import Benefit, Condition, ConditionFaq, Faq, Indication, SafetyCard, Sign, Technique, Therapy


@admin.register(Therapy)
class TherapyAdmin(PageAdmin):
    """Ways of treating people: how we use each, its techniques, questions and answers."""

    section_place = 10
    columns = ("featured_facility",)
    list_select_related = ("saved_by", "featured_facility")
    parts = (
        part_inline(Benefit, after="Benefits"),
        part_inline(Indication, after="Useful for"),
        part_inline(Technique, after="Techniques"),
        part_inline(Faq, after="Questions"),
    )
    content = {
        "Opening": (
            "heading_pattern",
            "introduction",
            "featured_picture",
            "featured_caption",
            "featured_facility",
        ),
        "How we use it": ("use_heading", "use_subtitle", "use_text"),
        "Benefits": ("benefits_heading", "benefits_subtitle"),
        "Useful for": ("indications_heading",),
        "Techniques": ("techniques_heading", "techniques_subtitle"),
        "Questions": ("questions_heading",),
    }


@admin.register(Condition)
class ConditionAdmin(PageAdmin):
    """What people live with: signs, what helps, where we treat it."""

    section_place = 10
    columns = ("involves_substances",)
    parts = (part_inline(Sign, after="Signs"), part_inline(ConditionFaq, after="Questions"))
    content = {
        "Opening": ("lede", "introduction", "hero", "hero_caption"),
        "Signs": ("signs_heading", "signs_note"),
        "What helps": ("help_heading", "help_text", "levels_of_care", "involves_substances"),
        "Questions": ("questions_heading",),
    }


@admin.register(SafetyCard)
class SafetyCardAdmin(ReviewViews, Singleton, FactAdmin):
    """Withdrawal and overdose: one text on every page about substances."""

    section_place = 70
    change_form_template = "admin/therapies/safety_card.html"

    def save_model(self, request: HttpRequest, obj: SafetyCard, form: Any, change: bool) -> None:
        if form.has_changed():
            obj.saved_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def why_hidden(self, row: SafetyCard) -> str:
        """Say that a text without a signature waits for one."""
        if approvals.in_force(SafetyCard.TEXT_ID, row.digest):
            return ""
        return "Visitors read it once a clinical reviewer has approved it. Submit it for review."

    def _what_changed(self, row: SafetyCard, before: dict[str, Any], after: dict[str, Any]) -> str:
        return self.why_hidden(row) or super()._what_changed(row, before, after)

    # --- its review: no page, and public as soon as it is signed ----------------------------------------

    def text_of(self, row: SafetyCard) -> reviews.Text:
        """Return what is submitted and signed."""
        row = SafetyCard.objects.select_related("saved_by").get(pk=row.pk)
        return reviews.Text(SafetyCard.TEXT_ID, row._meta.label_lower, row.heading, row.digest, row.saved_by)

    def saved_text(self, row: SafetyCard) -> tuple[uuid.UUID, str]:
        """Return identity and hash of the card."""
        return SafetyCard.TEXT_ID, row.digest

    def changed_parts(self, row: SafetyCard) -> dict[str, Part]:
        """Return what differs from the card that visitors read."""
        reading = Reading(links.Links(), facts.current(timezone.now()))
        return changed(row, read_now(), frozen(SafetyCardFact, row, signature=None), reading, reading)

    def was_signed(self, request: HttpRequest, row: SafetyCard) -> None:
        """Show visitors the card, under its signature."""
        facts.freeze(request.user)
