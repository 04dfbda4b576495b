"""What every page shares."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_delete, post_migrate, pre_save
from django.utils.module_loading import autodiscover_modules


class ContentConfig(AppConfig):
    """Pages, editions, pictures and facts."""

    name = "alter_site.content"
    label = "content"

    def ready(self) -> None:
        from alter_site.delivery import clock
        from alter_site.delivery.readiness import ready_when
        from alter_site.worker import loop

        from . import (  # noqa: F401
            baking,
            characters,
            checks,
            drafts,
            kinds,
            notices,
            site_pages,
            tasks,
        )
        from .addresses import address_counts, converters
        from .editions import reviews, scheduled  # noqa: F401 (registers its gate)
        from .facts import site
        from .lint import fact_texts, gate, results  # noqa: F401 (gates register themselves)
        from .search import index

        autodiscover_modules("content")
        converters.register()
        site.register()
        loop.every_tick("do what is scheduled", scheduled.perform_due)
        loop.every_tick("queue missing renditions", tasks.queue_missing_renditions)
        loop.every_tick("look at the clock", clock.look, on_every_machine=True)
        loop.every_tick("bake pages", baking.bake_for_a_while, on_every_machine=True)
        loop.every_tick("delete old task results", tasks.delete_old_results)
        loop.every_tick("tell reviewers", notices.tell_reviewers)
        loop.every_tick("delete old drafts", drafts.delete_old)
        loop.every_tick("count what was asked for", address_counts.take_in, on_every_machine=True)
        loop.every_tick("delete old counts", address_counts.forget_old)
        loop.every_tick("read pages for the search", index.note_missing)
        loop.every_tick("read pages for the content home", results.check_some)
        loop.every_tick("send notices to editors", notices.send_due)
        ready_when("schedule", scheduled.nothing_is_overdue)
        ready_when("notices to editors", notices.all_leave_in_time)
        ready_when("worker", loop.is_at_work)
        ready_when("queue", tasks.queue_moves)
        ready_when("pages", baking.are_all_baked, asks_database=False)
        for label in kinds.app_labels():
            for model in apps.get_app_config(label).get_models():
                pre_save.connect(characters.clean_row, sender=model)
        for model in kinds.page_models().values():
            post_delete.connect(index.forget_deleted, sender=model)
            post_delete.connect(results.forget_deleted, sender=model)
        post_migrate.connect(site.ensure_facts, sender=self, dispatch_uid="content.ensure_facts")
