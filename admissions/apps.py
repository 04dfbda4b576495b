"""How a person reaches admissions."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AdmissionsConfig(AppConfig):
    """Insurance verification and the admissions desk: the one room for personal data."""

    name = "admissions"

    def ready(self) -> None:
        from django.utils import timezone

        from alter_site.delivery.readiness import ready_when
        from alter_site.worker import loop

        from . import (  # noqa: F401 (checks register themselves)
            alerts,
            checks,
            forget,
            notifications,
            retention,
            staff_log,
        )
        from .custody import anchors, canaries
        from .figures import counting
        from .services import release_untouched, settle
        from .services.eligibility import rescue_lost
        from .services.turns import EACH_TICK
        from .verification import photo_budget

        staff_log.listen()
        ready_when("notices", notifications.all_leave_in_time)
        ready_when("forgetting", retention.is_kept_up)
        ready_when("photos", photo_budget.has_room)
        post_migrate.connect(canaries.ensure_key_rows, sender=self, dispatch_uid="admissions.ensure_key_rows")
        ready_when("anchors", anchors.are_kept)
        loop.before_all(canaries.refuse_wrong_keys)
        loop.every_tick("tell where the log of looks ends", anchors.write_due)
        loop.every_tick("send notices to staff", notifications.send_due)
        loop.every_tick(
            "notice that nobody is on duty", lambda: notifications.queue_nobody_on_duty(timezone.now())
        )
        loop.every_tick("release untouched requests", lambda: release_untouched(timezone.now()))
        loop.every_tick("ask payers whose turn was lost", lambda: rescue_lost(timezone.now()))
        loop.every_tick("count requests by day", counting.count_now)
        loop.every_tick(
            "sort the queue",
            lambda: settle(timezone.now(), EACH_TICK),
        )
        loop.every_tick("tell the leads of promises", lambda: alerts.alert_leads(timezone.now()))
        loop.every_tick("forget", forget.every_ten_minutes)
        loop.every_tick("say that photos fill their budget", photo_budget.has_room)
