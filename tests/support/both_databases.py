"""What PostgreSQL and Redis decide, and which tests therefore run on them as well as on SQLite.

The rule: a module that writes SQL of its own, takes a lock, opens a transaction, relies on a constraint, asks
which database it has or speaks to Redis may behave differently there, so the tests of that module run twice.
Markup, words and functions without a database are the same on both and run once. ``make nightly`` runs
everything on both.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

IS_DECIDED_THERE = re.compile(
    r"cursor\(|\.raw\(|RunSQL|RawSQL|select_for_update|connection\.vendor|Constraint\(|unique=True"
    r"|(?:Integrity|Operational)Error|\bredis\b|\bRedis|on_commit|\.atomic|_conflicts|bulk_create"
)

# Module of the product: the test modules that show what the database decides there, or single tests of one.
TESTS_OF = {
    "admissions/back_up.py": ("admissions/test_back_up",),
    "admissions/desk/queue/find.py": ("admissions/test_blind_index", "admissions/test_desk_calls"),
    "admissions/desk/press.py": ("admissions/test_pressed_twice",),
    "admissions/desk/views.py": ("admissions/test_desk_queue",),
    "admissions/forget.py": ("admissions/test_forget", "admissions/test_retention"),
    "admissions/holds.py": ("admissions/test_retention", "admissions/test_told_at_once"),
    "admissions/desk/oversight/glass.py": ("admissions/test_glass",),
    "admissions/desk/oversight/retention.py": ("admissions/test_retention",),
    "admissions/models/consent.py": ("admissions/test_consents",),
    "admissions/models/retention.py": ("admissions/test_retention",),
    "admissions/services/consents.py": ("admissions/test_consents", "admissions/test_told_at_once"),
    "admissions/services/glass.py": ("admissions/test_glass", "admissions/test_told_at_once"),
    "admissions/services/handoffs.py": ("admissions/test_handoff",),
    "admissions/models/draft.py": ("admissions/test_forget",),
    "admissions/models/record.py": ("admissions/test_notifications", "admissions/test_desk_calls"),
    "admissions/models/submission.py": (
        "admissions/test_receive",
        "admissions/test_desk_queue",
        "admissions/test_desk_order",
    ),
    "admissions/notifications.py": ("admissions/test_notifications",),
    "admissions/desk/oversight/log_of_looks.py": ("admissions/test_staff_log",),
    "admissions/custody/access.py": ("admissions/test_access",),
    "admissions/custody/anchors.py": ("admissions/test_anchors",),
    "admissions/custody/chain.py": ("admissions/test_access", "admissions/test_anchors"),
    "admissions/phi/field.py": ("admissions/test_sealing",),
    "admissions/custody/rotation.py": ("admissions/test_rotation",),
    "admissions/custody/canaries.py": ("admissions/test_sealing", "admissions/test_keyring"),
    "admissions/phi/triggers.py": ("admissions/test_access", "admissions/test_anchors"),
    "admissions/services/calls.py": ("admissions/test_kept_calls",),
    "admissions/services/cards.py": ("admissions/test_added_cards",),
    "admissions/services/merging.py": ("admissions/test_merging", "admissions/test_carrying"),
    "admissions/services/corrections.py": ("admissions/test_corrections",),
    "admissions/models/benefits.py": ("admissions/test_desk_worksheet",),
    "admissions/services/benefits.py": ("admissions/test_desk_worksheet",),
    "admissions/services/payer_calls.py": ("admissions/test_worksheet_call",),
    "admissions/models/estimate.py": ("admissions/test_estimates",),
    "admissions/services/estimates.py": ("admissions/test_estimates",),
    "admissions/services/by_person.py": ("admissions/test_status_page",),
    "admissions/models/payer.py": ("admissions/test_payers",),
    "admissions/models/policy.py": ("admissions/test_receive",),
    "admissions/desk/benefits/payers.py": ("admissions/test_payers",),
    "admissions/services/payers.py": ("admissions/test_payers",),
    "admissions/services/eligibility.py": ("admissions/test_eligibility",),
    "admissions/services/assigning.py": ("admissions/test_oversight",),
    "admissions/figures/counting.py": ("admissions/test_figures", "admissions/test_forget"),
    "admissions/models/tally.py": ("admissions/test_figures",),
    "admissions/services/attempts.py": ("admissions/test_states", "admissions/test_desk_dead_ends"),
    "admissions/services/claims.py": ("admissions/test_states", "admissions/test_desk_claims"),
    "admissions/alerts.py": ("admissions/test_alerts",),
    "admissions/services/reminders.py": ("admissions/test_reminders",),
    "admissions/services/turns.py": ("admissions/test_desk_turns", "admissions/test_desk_order"),
    "admissions/services/receive.py": ("admissions/test_receive",),
    "admissions/services/locks.py": ("admissions/test_two_at_once", "admissions/test_in_one_moment"),
    "admissions/services/states.py": ("admissions/test_states",),
    "admissions/services/withdrawing.py": ("admissions/test_withdrawing", "admissions/test_states"),
    "admissions/services/work.py": ("admissions/test_states", "admissions/test_desk_calls"),
    "admissions/verification/card_photos.py": ("admissions/test_card_photos",),
    "admissions/verification/drafts.py": (
        "admissions/test_verification_sent",
        "admissions/test_guards",
        "admissions/test_draft_key",
    ),
    "alter_site/admin_saves.py": ("content/test_admin_stale_rows",),
    "alter_site/cache.py": (
        "site/test_error_pages",
        "delivery/test_page_cache::test_what_is_published_is_seen_by_the_next_request",
        "delivery/test_page_cache::test_what_another_process_publishes_is_seen",
        "delivery/test_page_cache::test_a_page_that_is_taken_back_is_gone_with_the_next_request",
        "site/test_silence",
    ),
    "alter_site/content/admin/forms/as_typed.py": ("content/test_as_typed",),
    "alter_site/content/addresses/address_counts.py": ("content/test_address_counts",),
    "alter_site/content/addresses/redirect_import.py": ("content/test_redirect_import",),
    "alter_site/content/admin/addresses/redirect_files.py": ("content/test_redirect_import",),
    "alter_site/content/admin/publishing/several.py": ("content/test_several_pages",),
    "alter_site/content/editions/duplicating.py": ("content/test_several_pages",),
    "alter_site/content/editions/bulk_actions.py": ("content/test_several_pages",),
    "alter_site/content/models/address_counts.py": ("content/test_address_counts",),
    "alter_site/content/models/search.py": ("content/test_search", "content/test_where_used"),
    "alter_site/content/search/index.py": ("content/test_search", "content/test_where_used"),
    "alter_site/content/admin/facts/fact_admin.py": ("content/test_admin_facts",),
    "alter_site/content/admin/order.py": ("content/test_order",),
    "alter_site/content/admin/lint/lint_views.py": ("content/test_admin_lint",),
    "alter_site/content/admin/lint/lint_decisions.py": ("content/test_admin_lint",),
    "alter_site/content/admin/pages.py": ("content/test_admin_stale", "content/test_working_copy"),
    "alter_site/content/admin/publishing/schedule_views.py": ("content/test_schedule",),
    "alter_site/content/editions/unpublishing.py": ("content/test_unpublishing",),
    "alter_site/content/editions/scheduled.py": ("content/test_schedule",),
    "alter_site/content/facts/deciding.py": ("content/test_second_person", "content/test_facts_from_a_day"),
    "alter_site/content/models/schedule.py": ("content/test_schedule",),
    "alter_site/content/notices.py": ("content/test_schedule",),
    "alter_site/content/admin/publishing/publishing_views.py": ("content/test_admin_publishing",),
    "alter_site/content/admin/saves/saves_views.py": ("content/test_saves",),
    "alter_site/content/admin/saves/stale_views.py": ("content/test_admin_stale",),
    "alter_site/content/drafts.py": ("content/test_drafts",),
    "alter_site/content/facts/__init__.py": ("content/test_facts",),
    "alter_site/content/editions/freezing.py": ("content/test_publishing",),
    "alter_site/content/editions/links.py": ("content/test_links",),
    # Loading takes ten seconds there: where the database decides, and no more.
    "alter_site/content/management/commands/load_demo.py": (
        "content/test_load_demo::test_deleting_the_demo_leaves_nothing_of_it",
    ),
    "alter_site/content/pictures/media_files.py": ("content/test_renditions",),
    "alter_site/content/models/coverage.py": ("content/test_admin_facts",),
    "alter_site/content/models/draft.py": ("content/test_drafts",),
    "alter_site/content/models/save.py": ("content/test_saves",),
    "alter_site/content/models/edition.py": ("content/test_publishing", "content/test_entity_tag"),
    "alter_site/content/models/facts.py": ("content/test_facts",),
    "alter_site/settings/data.py": ("site/test_silence",),
    "alter_site/worker/models.py": ("content/test_worker", "site/test_clock"),
    "alter_site/content/models/lint.py": ("content/test_admin_lint",),
    "alter_site/content/models/master.py": ("content/test_pictures",),
    "alter_site/content/models/page.py": ("content/test_publishing", "content/test_working_copy"),
    "alter_site/content/models/picture.py": ("content/test_pictures",),
    "alter_site/content/models/preview_link.py": ("content/test_preview_links",),
    "alter_site/content/models/redirect.py": ("content/test_redirects",),
    "alter_site/content/models/site_pages.py": ("content/test_standard_page",),
    "alter_site/content/editions/order.py": ("content/test_order",),
    "alter_site/content/editions/prepared.py": ("content/test_entity_tag", "content/test_publishing"),
    "alter_site/content/editions/publishing.py": ("content/test_publishing",),
    "alter_site/content/editions/saves.py": ("content/test_saves", "content/test_moved_and_signed"),
    "alter_site/content/editions/restoring.py": ("content/test_restoring",),
    "alter_site/content/editions/reviews.py": ("content/test_reviews",),
    "alter_site/content/models/review.py": ("content/test_reviews",),
    "alter_site/content/addresses/redirects.py": ("content/test_redirects",),
    "alter_site/content/models/rich_text_field.py": ("content/test_richtext",),
    "alter_site/worker/loop.py": ("content/test_worker",),
    "alter_site/delivery/generation.py": ("delivery/test_generation",),
    "alter_site/delivery/readiness.py": ("site/test_health",),
    "alter_site/health.py": ("site/test_health",),
    "alter_site/library/models/glossary.py": ("library/test_glossary",),
    "alter_site/limits/counts.py": ("staff/test_limits",),
    "alter_site/postgresql/checks.py": ("site/test_database_roles",),
    "alter_site/postgresql/management/commands/database_roles.py": ("site/test_database_roles",),
    "alter_site/sign_in.py": ("staff/test_sign_in",),
    "alter_site/staff/accounts.py": ("staff/test_accounts", "staff/test_sessions"),
    "alter_site/staff/groups.py": ("staff/test_groups", "staff/test_users"),
    "alter_site/staff/models.py": ("staff/test_users",),
    "alter_site/views.py": ("site/test_health", "site/test_error_pages"),
    "facilities/credentials.py": ("facilities/test_facility_page",),
}
# Not the tests of one module, but of what all of them leave in the database. What tests/site/test_leaks.py
# searches on PostgreSQL is searched at night: filling it with everything takes a minute there.
ALWAYS = ("site/test_migrations",)

TESTS = [
    f"tests/{module}.py{'::' if name else ''}{name}"
    for module, _, name in (test.partition("::") for tests in (*TESTS_OF.values(), ALWAYS) for test in tests)
]


def runs_on_both(node_id: str) -> bool:
    """Return whether a test, named as pytest names it, runs on PostgreSQL with Redis as well."""
    module, _, test = node_id.partition("::")
    return module in TESTS or f"{module}::{test.partition('[')[0]}" in TESTS


def product_modules() -> list[str]:
    """Return every module of the product that the rule is about, by its path in the checkout."""
    files = [
        file
        for package in ("alter_site", "therapies", "facilities", "admissions")
        for file in (ROOT / package).rglob("*.py")
        if "migrations" not in file.parts
    ]
    found = [file for file in files if IS_DECIDED_THERE.search(file.read_text(encoding="utf-8"))]
    return sorted(str(file.relative_to(ROOT)) for file in found)
