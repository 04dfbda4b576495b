"""Makes :class:`alter_site.admin_site.AlterAdminSite` the site that ``admin.register`` fills."""

from django.contrib.admin.apps import AdminConfig


class AlterAdminConfig(AdminConfig):
    """Django's admin with our own site class, so that apps register as usual and import nothing."""

    default_site = "alter_site.admin_site.AlterAdminSite"

    def ready(self) -> None:
        super().ready()
        from admissions.custody import rotation
        from alter_site import health, maintenance_page
        from alter_site.delivery import checks  # noqa: F401 (registers itself)
        from alter_site.limits import counts
        from alter_site.postgresql import checks as checks_of_roles  # noqa: F401
        from alter_site.sign_in import SealedSecondFactors
        from alter_site.staff import sessions
        from alter_site.worker import loop

        health.register()
        rotation.ELSEWHERE.append(SealedSecondFactors())
        loop.every_tick(
            "write the facts for error pages", maintenance_page.write_facts, on_every_machine=True
        )
        loop.every_tick(
            "write the page for while the site is away", maintenance_page.write, on_every_machine=True
        )
        loop.every_tick("delete ended sessions", sessions.delete_expired)
        loop.every_tick("forget counts that have ended", counts.forget_ended)
