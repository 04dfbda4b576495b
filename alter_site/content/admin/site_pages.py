"""The site's own pages: home, indexes and standard pages."""

from __future__ import annotations

from django.contrib import admin

from ..models import HomePage, HomePoint, IndexPage, StandardPage, StandardSection
from .forms.rows import part_inline
from .pages import PageAdmin
from .singleton import Singleton


@admin.register(HomePage)
class HomePageAdmin(Singleton, PageAdmin):
    """The first page people see."""

    section_place = 0
    has_address = False
    parts = (part_inline(HomePoint, after="Steps"),)
    content = {
        "Opening": ("headline", "lede", "hero", "hero_caption"),
        "Steps": ("steps_heading",),
        "Conditions": ("conditions_heading", "conditions_intro", "conditions"),
        "Places": ("facilities_heading", "facilities_intro", "facilities"),
        "Families": ("families_heading", "families_text", "families_picture"),
        "Therapies": ("therapies_heading", "therapies_intro", "therapies"),
    }


@admin.register(IndexPage)
class IndexPageAdmin(PageAdmin):
    """The pages that list all therapies, conditions, levels of care and places."""

    section_place = 91
    has_address = False
    columns = ("lists",)
    content = {
        "Opening": ("lists", "lede", "introduction", "hero"),
    }


@admin.register(StandardPage)
class StandardPageAdmin(PageAdmin):
    """About, contact, insurance, law: headings and text at an address of their own."""

    section_place = 90
    columns = ("slug",)
    parts = (part_inline(StandardSection, after="Opening"),)
    content = {
        "Opening": ("lede", "hero", "hero_caption", "is_plain", "is_for_counsel"),
    }
