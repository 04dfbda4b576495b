"""The only writer of requests: receive, claim, record an attempt, hand over, close and every other move."""

from .assigning import WORDS as ASSIGNING_WORDS
from .assigning import Given, assign, assign_several, given_to
from .attempts import (
    DEPARTURES,
    NO_DEAD_ENDS,
    DeadEnds,
    dead_ends,
    record_attempt,
    secret_was_right,
    set_ways,
)
from .benefits import (
    PAYER_REASONS,
    WAYS_TO_SHARE,
    Overtaken,
    newest,
    problems,
    ready,
    save_answers,
    send_back,
    share,
    sign,
    that_count,
    wait_for_payer,
    why_not_sign,
)
from .by_person import (
    Withdrawn,
    change_window,
    look_at_status,
    secret_was_wrong,
    stop_contact,
    withdraw,
)
from .calls import (
    ASKED_ALOUD,
    forget_call,
    keep_call,
    kept_calls,
    record_agreement,
    record_payer_call,
    record_screen,
    still_to_ask,
    take_call,
    typed_of,
)
from .claims import (
    claim,
    goes_back_at,
    going_back_soon,
    hand_over,
    is_left_alone,
    left_alone,
    left_behind,
    release,
    release_untouched,
    take_next,
    touch,
)
from .consents import (
    EMERGENCY,
    NOTHING,
    WITHOUT_CONSENT,
    in_force,
    is_in_force,
    record_consent,
    take_back,
    tell,
    who_may_be_told,
)
from .corrections import add_card, correct
from .estimates import (
    WAIVED,
    WAYS_TO_GIVE,
    ask_for_estimate,
    content_of,
    estimate_back,
    estimate_ready,
    give_estimate,
    newest_estimate,
    running_clocks,
    save_estimate,
    schedule_care,
    sign_estimate,
    waive,
    why_not_sign_estimate,
)
from .glass import break_glass, look_at_break, not_looked_at
from .locks import IllegalMove, Stale
from .merging import may_merge, merge
from .receive import Duplicate, Intake, Plan, duplicates, receive
from .reminders import remind, set_flags, snooze
from .states import MOVES, may, move, offered, why_not_again
from .turns import settle
from .work import (
    MISSING,
    OVERRIDES,
    REOPEN_REASONS,
    add_note,
    ask_for_information,
    close,
    reopen,
    start_verifying,
)
