"""Tests that the gate leaves to ``make nightly``, where the gate itself tries something like them.

Fifteen minutes on two cores are agreed. Of five thousand tests on SQLite a hundred and forty take nearly half
of the time, and of two hundred in browsers fifty take more than two thirds: walks over many screens, and
servers that are started. Each of these has a quicker neighbor, which stays. Parameters that are left stand
beside their tests, as ``at_night`` or ``crossed`` (:mod:`.passes`).
"""

from __future__ import annotations

from .decided_by_database import only

# Above each group: what the gate tries in its place. A name without parameters means all of them.
TESTS = frozenset(
    (
        # Of guessing: the limits by themselves, in tests/staff/test_login_limits.py and
        # tests/admissions/test_guards.py.
        "attacks/test_guessing",
        # Of what is silent: a database that is away.
        *only(
            "site/test_silence",
            "while_the_database_says_nothing_pages_are_there_and_everything_else_says_so",
            "a_database_that_speaks_again_is_used_again",
            "while_the_cache_says_nothing_pages_and_forms_work_and_few_ask_it",
        ),
        # Of slow and large requests: a form and a head that never end, and the network beside.
        *only(
            "attacks/test_slow_bodies",
            "photos_that_never_end_keep_nobody_waiting",
            "chunks_that_never_end_keep_nobody_waiting",
            "whoever_says_nothing_or_does_not_hang_up_keeps_nobody_waiting",
            "more_than_the_server_has_room_for_make_room_for_each_other",
            "a_form_that_says_it_is_too_large_is_refused_before_it_comes",
        ),
        *only("attacks/test_large_text", "megabytes_of_text_beside_a_photo_do_not_come_back"),
        *only("attacks/test_made_up_addresses", "made_up_addresses_take_no_pages_place"),
        # Of keys: a server with others does not start, and one with the right ones does.
        *only(
            "admissions/test_wrong_keys",
            "the_system_check_says_so_in_words",
            "a_migrate_takes_in_a_new_key",
        ),
        # Of headers and roles: a stranger at every address, a marketer and somebody who only looks at every
        # screen.
        *only("site/test_headers", "every_route_answers_with_the_headers_of_its_row_for_everybody[staff]"),
        *only(
            "site/test_admin_roles",
            "every_screen_is_shown_or_refused[Clinical reviewer]",
            "every_screen_is_shown_or_refused[Admissions coordinator]",
            "what_somebody_may_only_read_leads_to_no_screen_that_refuses_them[Marketer]",
        ),
        *only(
            "admissions/test_desk_permissions",
            "what_is_not_there_looks_like_what_is_not_theirs[Benefits verifier]",
            "what_is_not_there_looks_like_what_is_not_theirs[Privacy officer]",
            "what_is_not_there_looks_like_what_is_not_theirs[superuser]",
        ),
        # Of odd and hostile text: every step of the form, every action with fewer of them, the forms of the
        # admin.
        *only(
            "admissions/test_odd_characters",
            "no_field_of_a_call_breaks_a_page_or_makes_another_link",
            "no_field_of_an_action_breaks_a_page",
            "no_field_of_find_breaks_a_page",
        ),
        *only(
            "admissions/test_verification_hostile",
            "as_much_text_as_a_form_takes_is_answered_like_a_line_too_many",
        ),
        # Of long lists and of every kind of page: shorter lists, and one kind.
        *only("content/test_admin_publishing", "a_long_history_is_shown_in_parts"),
        *only("delivery/test_baking", "every_part_of_a_long_list_is_there"),
        *only("content/test_restoring", "the_form_of_every_kind_of_page_is_put_back_whole"),
        *only("content/test_working_copy", "publishing_an_edit_is_what_changes_a_page"),
        *only(
            "staff/test_login_limits", "codes_are_guessed_fifty_times_a_day_from_all_unknown_devices_together"
        ),
        *only("admissions/test_desk_electronic", "every_state_of_a_check_is_said_on_the_worksheet"),
        # Of the editors' walks in a browser: reviews, rows, drafts after a crash, and each room by its own
        # tests.
        "browser/test_every_row",
        "browser/test_find_and_tidy",
        *only(
            "browser/test_preview",
            "on_a_phone_the_preview_is_a_sheet",
            "saving_by_keyboard_comes_back_where_one_was",
            "a_guest_opens_a_link_until_it_is_ended",
        ),
        *only(
            "browser/test_new_page", "a_prepared_text_becomes_a_page_in_a_few_clicks_and_can_be_taken_back"
        ),
        "browser/test_schedule",
        *only(
            "browser/test_lint",
            "a_sentence_is_found_while_typing_excepted_by_a_second_person_and_published",
        ),
        *only("browser/test_admin", "readers_see_a_change_when_it_is_published_and_not_before"),
        *only("browser/test_admin_drafts", "without_a_connection_it_is_kept_in_the_browser_and_sent_later"),
        *only("browser/test_other_engines", "an_editor_changes_a_therapy_and_the_preview_follows"),
        # Of the form in a browser: one branch without script, leaving by the button and without script.
        *only(
            "browser/test_request",
            "each_branch_leads_to_a_reference[chromium-no insurance-True]",
            "each_branch_leads_to_a_reference[chromium-a second plan-True]",
            "a_mistake_on_every_step_can_be_seen_reached_and_mended",
            "leaving_forgets_the_answers[chromium-escape]",
            "leaving_forgets_the_answers[chromium-from a public page]",
        ),
        # Of the desk, large letters and small screens: a request through four people, the public pages with
        # letters twice as large, one screen in both states.
        "browser/test_desk_large_letters",
        "browser/test_electronic_check",
        "browser/test_desk_weekend",
        *only(
            "browser/test_tonight",
            "988_and_911_stand_in_the_first_view[chromium-/-desktop]",
            "988_and_911_stand_in_the_first_view[chromium-/crisis/-desktop]",
        ),
    )
)


def is_left(node_id: str) -> bool:
    """Return whether a test, named as pytest names it, is left to the night."""
    module, _, test = node_id.removeprefix("tests/").replace(".py", "", 1).partition("::")
    return bool(TESTS & {module, f"{module}::{test}", f"{module}::{test.partition('[')[0]}"})
