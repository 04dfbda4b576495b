"""Admin screens of therapies, conditions and the safety card."""

from django.contrib import admin

from alter_site.content.admin.facts import FactAdmin
from alter_site.content.admin.pages import PageAdmin
from alter_site.content.admin.rows import part_inline
from alter_site.content.admin.singleton import Singleton

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
class SafetyCardAdmin(Singleton, FactAdmin):
    """Withdrawal and overdose: one text on every page about substances."""

    section_place = 70
