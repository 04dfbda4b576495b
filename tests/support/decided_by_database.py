"""What the database decides, and which tests the gate therefore runs on PostgreSQL with Redis.

The rule: a module that writes SQL of its own, takes a lock, opens a transaction, relies on a constraint, asks
which database it has or speaks to Redis may behave differently there. Markup, words and functions without a
database are the same on both; the gate tries them on SQLite. Where a module's tests take long, only those are
named that show what the database decides: what two people do at once, what a constraint refuses, what a
failed transaction leaves behind. What does one thing on SQLite and another on PostgreSQL is tried on both.
``make test`` runs everything on SQLite, ``make nightly`` on both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

IS_DECIDED_THERE = re.compile(
    r"cursor\(|\.raw\(|RunSQL|RawSQL|select_for_update|connection\.vendor|Constraint\(|unique=True"
    r"|(?:Integrity|Operational)Error|\bredis\b|\bRedis|on_commit|\.atomic|_conflicts|bulk_create"
)


# In a module of the product, whose tests then run on both; in a module of tests, which then does.
DIFFERS = re.compile(r"\bvendor\b|SQLite")
DIFFERS_IN_A_TEST = re.compile(r"connection\.vendor")


def only(module: str, *names: str) -> tuple[str, ...]:
    """Return the tests of these names (without ``test_``) of one module."""
    return tuple(f"{module}::test_{name}" for name in names)


PRESSED_TWICE = only(
    "admissions/test_pressed_twice",
    "at_the_same_moment_one_of_two_presses_counts",
    "what_the_service_refused_can_be_pressed_again",
    "take_next_pressed_twice_takes_one",
    "a_card_photo_sent_twice_is_one",
)
BACK_UP = only(
    "admissions/test_back_up",
    "a_back_up_can_be_restored_and_read",
    "the_drill_leaves_the_site_as_it_is",
    "rows_that_are_missing_are_noticed",
    "a_key_that_a_dump_writes_in_another_way_is_noticed",
    "a_damaged_back_up_is_noticed",
    "a_back_up_that_was_interrupted_leaves_nothing_that_looks_like_one",
    "a_back_up_that_cannot_be_written_or_restored_says_so_in_one_sentence",
    "no_other_user_of_the_machine_can_read_a_back_up",
)
STATES = only(
    "admissions/test_states",
    "four_who_take_the_next_at_once_take_four",
    "of_eight_claims_at_once_one_wins",
    "withdrawing_wins_over_a_claim_at_the_same_moment",
    "of_two_who_saw_the_same_screen_the_second_is_told",
    "a_move_from_an_older_screen_is_stale",
    "the_next_is_the_one_whose_promise_ends_first",
    "a_claim_without_an_attempt_ends_after_20_minutes",
    "withdrawing_ends_a_request_at_once_with_its_photos",
    "a_request_handed_over_belongs_to_the_colleague_with_a_sealed_note",
)
WORKSHEET = only(
    "admissions/test_desk_worksheet",
    "an_overtaken_save_keeps_what_was_typed_and_both_versions",
    "an_autosave_is_answered_with_the_number_that_the_next_one_needs",
    "every_answer_is_sealed_and_stands_in_the_worksheet_again",
    "a_signed_worksheet_can_be_checked_again_and_the_signed_one_stays",
    "a_request_goes_from_the_worksheet_to_the_shared_answer_through_four_people",
)
STALE = only(
    "content/test_admin_stale",
    "the_row_is_written_only_at_the_revision_that_was_checked",
    "a_save_that_was_overtaken_after_its_check_reads_the_page_again",
    "a_stale_save_is_refused_with_both_names_and_both_times",
    "a_double_press_saves_once",
    "rows_are_put_together_one_by_one",
)
DRAFTS = only(
    "content/test_drafts",
    "of_two_first_requests_at_once_the_newer_is_kept",
    "a_late_request_never_replaces_a_newer_one",
    "a_busy_database_is_said_and_the_script_sends_it_again",
    "two_windows_of_one_person_keep_two_drafts",
    "signs_that_no_text_can_hold_do_not_keep_a_draft_from_being_kept",
    "drafts_go_after_thirty_days",
)
PICTURES = only(
    "content/test_pictures",
    "the_database_too_refuses_a_picture_without_a_description",
    "a_picture_cannot_be_its_own_night_picture",
    "a_row_that_cannot_be_written_takes_its_file_with_it",
    "a_row_that_cannot_be_written_takes_its_file_with_it_outside_a_transaction_too",
    "a_transaction_that_fails_later_takes_the_file_with_it",
    "the_old_master_stays_when_the_new_one_is_not_committed",
    "a_new_master_takes_the_place_of_the_old_one_after_the_commit",
    "a_deleted_picture_takes_its_master_with_it",
)
PUBLISHING_SCREENS = only(
    "content/test_admin_publishing",
    "an_edition_before_can_be_made_live_again",
    "an_edition_whose_address_is_taken_is_not_made_live_and_says_why",
    "unpublishing_takes_the_page_off_the_site_and_keeps_everything",
)
REDIRECTS = only(
    "content/test_redirects",
    "a_redirect_leads_somewhere_or_is_gone",
    "an_old_address_is_kept_as_it_will_be_looked_up_and_works",
    "an_address_that_is_told_apart_by_its_query_is_found",
    "one_row_with_an_asterisk_leads_every_page_of_a_section",
    "what_leads_to_a_part_of_a_page_follows_the_page_when_it_moves",
    "each_row_that_comes_with_the_software_passes_the_rules_for_editors",
    "the_admin_refuses_a_circle_in_words",
)
RESTORING = only(
    "content/test_restoring",
    "a_button_pressed_twice_takes_back_once",
    "an_address_that_another_page_has_taken_stays_as_it_is",
    "what_the_form_held_is_set_aside_as_a_save",
    "the_form_is_as_it_was_when_the_edition_was_made",
)
SAVES = only(
    "content/test_saves",
    "two_people_never_take_the_same_number",
    "what_is_put_back_by_two_presses_is_put_back_once",
    "a_save_that_came_meanwhile_is_not_put_away_unseen",
    "the_same_text_saved_twice_is_one_save",
    "each_save_is_kept_whole_with_who_and_when",
)
SCHEDULE = only(
    "content/test_schedule",
    "two_workers_do_it_once",
    "of_two_people_who_schedule_at_once_one_is_told_of_the_other",
    "a_second_press_schedules_nothing_twice",
    "nothing_half_is_done_when_the_rest_fails",
    "a_fault_of_our_own_is_told_and_stops_nothing_else",
    "a_worker_that_was_away_does_what_is_due_in_order",
    "a_page_that_is_scheduled_is_not_deleted",
)
STANDARD_PAGE = only(
    "content/test_standard_page",
    "a_page_may_stand_under_the_index_of_a_kind",
    "a_page_can_list_what_is_live_under_it",
)
UNPUBLISHING = only(
    "content/test_unpublishing",
    "a_second_press_says_that_the_page_has_left",
    "a_page_leaves_and_its_address_leads_on_or_neither_happens",
    "publishing_again_ends_the_redirect",
)
SIGN_IN = only(
    "staff/test_sign_in",
    "secrets_are_sealed_in_the_database_and_in_the_session",
    "keys_of_second_factors_can_be_changed_and_then_retired",
    "a_code_of_the_app_signs_in_once_for_as_long_as_it_would_be_right",
    "a_recovery_code_signs_in_once",
    "a_cache_that_is_down_keeps_nobody_out_and_limits_count_all_the_same",
    "guessing_stops_after_five_tries_even_with_the_right_password",
    "a_stranger_meets_no_error_on_any_screen_of_accounts",
)

# Module of the product: the test modules that show what the database decides there, or single tests of one.
TESTS_OF = {
    "admissions/back_up.py": BACK_UP,
    "admissions/desk/queue/find.py": ("admissions/test_blind_index", "admissions/test_desk_calls"),
    "admissions/desk/press.py": PRESSED_TWICE,
    "admissions/desk/views.py": ("admissions/test_desk_queue",),
    "admissions/forget.py": ("admissions/test_forget", "admissions/test_retention"),
    "admissions/services/holds.py": ("admissions/test_retention", "admissions/test_told_at_once"),
    "admissions/desk/oversight/glass.py": ("admissions/test_glass",),
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
    "admissions/services/calls.py": ("admissions/test_kept_calls", "admissions/test_worksheet_call"),
    "admissions/services/merging.py": ("admissions/test_merging", "admissions/test_carrying"),
    "admissions/services/corrections.py": ("admissions/test_corrections", "admissions/test_added_cards"),
    "admissions/models/benefits.py": WORKSHEET,
    "admissions/services/benefits.py": WORKSHEET,
    "admissions/models/estimate.py": ("admissions/test_estimates",),
    "admissions/services/estimates.py": ("admissions/test_estimates",),
    "admissions/services/by_person.py": (
        "admissions/test_status_page",
        "admissions/test_withdrawing",
        *STATES,
    ),
    "admissions/models/payer.py": ("admissions/test_payers",),
    "admissions/models/policy.py": ("admissions/test_receive",),
    "admissions/desk/benefits/payers.py": ("admissions/test_payers",),
    "admissions/services/payers.py": ("admissions/test_payers",),
    "admissions/services/eligibility.py": ("admissions/test_eligibility",),
    "admissions/services/assigning.py": ("admissions/test_oversight",),
    "admissions/figures/counting.py": ("admissions/test_figures", "admissions/test_forget"),
    "admissions/models/tally.py": ("admissions/test_figures",),
    "admissions/services/attempts.py": (*STATES, "admissions/test_desk_dead_ends"),
    "admissions/services/claims.py": (*STATES, "admissions/test_desk_claims"),
    "admissions/alerts.py": ("admissions/test_alerts",),
    "admissions/services/reminders.py": ("admissions/test_reminders",),
    "admissions/services/turns.py": ("admissions/test_desk_turns", "admissions/test_desk_order"),
    "admissions/services/receive.py": ("admissions/test_receive",),
    "admissions/services/locks.py": ("admissions/test_in_one_moment",),
    "admissions/services/states.py": STATES,
    "admissions/services/work.py": (*STATES, "admissions/test_desk_calls"),
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
    "alter_site/content/admin/pages.py": STALE,
    "alter_site/content/admin/publishing/schedule_views.py": SCHEDULE,
    "alter_site/content/editions/unpublishing.py": UNPUBLISHING,
    "alter_site/content/editions/scheduled.py": SCHEDULE,
    "alter_site/content/facts/deciding.py": ("content/test_second_person", "content/test_facts_from_a_day"),
    "alter_site/content/models/schedule.py": SCHEDULE,
    "alter_site/content/notices.py": SCHEDULE,
    "alter_site/content/admin/publishing/publishing_views.py": PUBLISHING_SCREENS,
    "alter_site/content/admin/saves/saves_views.py": SAVES,
    "alter_site/content/admin/saves/stale_views.py": STALE,
    "alter_site/content/drafts.py": DRAFTS,
    "alter_site/content/facts/__init__.py": ("content/test_facts",),
    "alter_site/content/editions/freezing.py": ("content/test_publishing",),
    "alter_site/content/editions/links.py": ("content/test_links",),
    # Loading takes forty seconds there: at night.
    "alter_site/content/management/commands/load_demo.py": (),
    "alter_site/content/pictures/media_files.py": ("content/test_renditions",),
    "alter_site/content/models/coverage.py": ("content/test_admin_facts",),
    "alter_site/content/models/draft.py": DRAFTS,
    "alter_site/content/models/save.py": SAVES,
    "alter_site/content/models/edition.py": ("content/test_publishing", "content/test_entity_tag"),
    "alter_site/content/models/facts.py": ("content/test_facts",),
    "alter_site/settings/data.py": ("site/test_silence",),
    "alter_site/worker/models.py": ("content/test_worker", "site/test_clock"),
    "alter_site/content/models/lint.py": ("content/test_admin_lint",),
    "alter_site/content/models/master.py": PICTURES,
    "alter_site/content/models/page.py": ("content/test_publishing",),
    "alter_site/content/models/picture.py": PICTURES,
    "alter_site/content/models/preview_link.py": ("content/test_preview_links",),
    "alter_site/content/models/redirect.py": REDIRECTS,
    "alter_site/content/models/site_pages.py": STANDARD_PAGE,
    "alter_site/content/editions/order.py": ("content/test_order",),
    "alter_site/content/editions/prepared.py": ("content/test_entity_tag", "content/test_publishing"),
    "alter_site/content/editions/publishing.py": ("content/test_publishing",),
    "alter_site/content/editions/saves.py": (*SAVES, "content/test_moved_and_signed"),
    "alter_site/content/editions/restoring.py": RESTORING,
    "alter_site/content/editions/reviews.py": ("content/test_reviews",),
    "alter_site/content/models/review.py": ("content/test_reviews",),
    "alter_site/content/addresses/redirects.py": REDIRECTS,
    "alter_site/content/models/rich_text_field.py": ("content/test_richtext",),
    "alter_site/worker/loop.py": ("content/test_worker",),
    "alter_site/delivery/generation.py": ("delivery/test_generation",),
    "alter_site/delivery/readiness.py": ("site/test_health",),
    "alter_site/database.py": ("site/test_health",),
    "alter_site/health.py": ("site/test_health",),
    "alter_site/library/models.py": ("library/test_glossary",),
    "alter_site/limits/counts.py": ("staff/test_limits",),
    "alter_site/postgresql/checks.py": ("site/test_database_roles",),
    "alter_site/postgresql/management/commands/database_roles.py": ("site/test_database_roles",),
    "alter_site/sign_in.py": SIGN_IN,
    "alter_site/staff/accounts.py": ("staff/test_accounts", "staff/test_sessions"),
    "alter_site/staff/admin.py": ("staff/test_accounts",),
    "alter_site/staff/groups.py": ("staff/test_groups", "staff/test_users"),
    "alter_site/staff/models.py": ("staff/test_users",),
    "alter_site/staff/second_factor.py": ("staff/test_second_factors",),
    "alter_site/views.py": ("site/test_health", "site/test_error_pages"),
    "facilities/credentials.py": ("facilities/test_facility_page",),
}
# Not the tests of one module, but of what all of them leave in the database. What tests/site/test_leaks.py
# searches on PostgreSQL is searched at night: filling it with everything takes a minute there.
ALWAYS = ("site/test_migrations",)


def _ids(tests: Iterable[str]) -> set[str]:
    """Return tests of the lists above as pytest names them."""
    parts = (test.partition("::") for test in tests)
    return {f"tests/{module}.py{'::' if name else ''}{name}" for module, _, name in parts}


TESTS = _ids(test for tests in (*TESTS_OF.values(), ALWAYS) for test in tests)
ON_BOTH = _ids(
    test
    for module, tests in TESTS_OF.items()
    if DIFFERS.search((ROOT / module).read_text(encoding="utf-8"))
    for test in tests
) | {
    str(file.relative_to(ROOT))
    for file in (ROOT / "tests").rglob("test_*.py")
    if DIFFERS_IN_A_TEST.search(file.read_text(encoding="utf-8"))
}


def names(tests: set[str], node_id: str) -> bool:
    """Return whether a test, named as pytest names it, is one of ``tests`` or of a module among them."""
    module, _, test = node_id.partition("::")
    return module in tests or f"{module}::{test.partition('[')[0]}" in tests


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
