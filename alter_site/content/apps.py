"""What every page shares."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_save
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
            kinds,
            site_pages,
            tasks,
        )
        from .addresses import converters
        from .editions import publishing
        from .facts import site

        autodiscover_modules("content")
        converters.register()
        site.register()
        loop.every_tick("queue missing renditions", tasks.queue_missing_renditions)
        loop.every_tick("look at the clock", clock.look, on_every_machine=True)
        loop.every_tick("bake pages", baking.bake_for_a_while, on_every_machine=True)
        loop.every_tick("delete old task results", tasks.delete_old_results)
        loop.every_tick("notice pages that have left", publishing.notice_ends)
        ready_when("worker", loop.is_at_work)
        ready_when("queue", tasks.queue_moves)
        ready_when("pages", baking.are_all_baked, asks_database=False)
        for label in kinds.app_labels():
            for model in apps.get_app_config(label).get_models():
                pre_save.connect(characters.clean_row, sender=model)
        post_migrate.connect(site.ensure_facts, sender=self, dispatch_uid="content.ensure_facts")
