"""The admin screen of lanterns."""

from django.contrib import admin

from alter_site.content.admin.forms.rows import part_inline
from alter_site.content.admin.pages import PageAdmin

from .models import Lantern, Ray


@admin.register(Lantern)
class LanternAdmin(PageAdmin):
    """Lanterns, each with its rays."""

    parts = (part_inline(Ray, after="Light"),)
    content = {
        "Light": ("lede", "text", "hero", "neighbor"),
    }
