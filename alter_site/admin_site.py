"""The admin in the brand's colors."""

from django.contrib.admin import AdminSite


class AlterAdminSite(AdminSite):
    """Django's admin under our name."""

    site_header = "Alter"
    site_title = "Alter"
    index_title = "Pages and facts"
    enable_nav_sidebar = False
