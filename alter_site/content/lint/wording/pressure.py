"""Scarcity and urgency."""

from __future__ import annotations

from ..vocabulary import NUMBER

_PLACE = r"(?:beds?|spots?|places?|openings?|spaces?|slots?|rooms?|seats?)"

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "scarcity": {
        "scarce": (
            rf"(?:a handful|a couple|one or two) (?:of )?(?:our )?{_PLACE} (?:are|is|remain)? ?(?:left"
            rf"|remaining|available|open)?",
            rf"(?:only|just|last|final|a few|few|{NUMBER}|the last)(?: [\w'-]+){{0,2}} {_PLACE}(?:"
            rf" [\w'-]+)? (?:left|remaining|available|remains?|open)",
            rf"(?:only|just) have (?:a few|{NUMBER}|one|\d+)(?: \w+)? {_PLACE}",
            rf"(?:last|final)(?: \w+)? (?:open|available|remaining|free)? ?{_PLACE}(?= (?:could|is|are"
            rf"|this|for|can)\b)",
            rf"{_PLACE} (?:is|are|will)?(?: be)? ?(?:very |extremely |now |strictly |quickly |rapidly"
            rf" )*(?:limited|filling|fill|fills|going|scarce|almost gone|nearly full|disappearing"
            rf"|in high demand|running out)(?: up)?(?: fast| quickly| soon)?",
            r"limited[- ]time",
            r"(?:offer|discount|special|promotion|deal|rate|price) (?:ends?|expires?|is valid until"
            r"|closes)",
            r"before (?:it|they|the (?:last )?(?:bed|spot|place|offer)s?|we) (?:is|are|'re|fill|fills)"
            r" (?:gone|full|taken|up)",
            rf"(?:reserve|secure|claim|book|grab|save) (?:your|a|the)(?: \w+)? {_PLACE}(?= (?:now|today"
            rf"|before|while|right)\b|[.!]|$)",
            r"before (?:we|it|they|the \w+)(?:'re|'s| are| is) (?:\w+ )?(?:full|gone|booked|taken)",
            r"reserve yours",
            rf"while (?:{_PLACE}|they|supplies|it) lasts?",
            r"(?:bed|spot|place) is (?:only )?being held",
            r"(?:almost|nearly|filling up) (?:full|fast)",
            r"today only",
            r"this week only",
            r"(?:going|selling|filling) (?:up )?fast",
            r"while there is still (?:room|space|a bed)",
            r"(?:wait ?list|waiting list) is (?:growing|filling)",
            r"hold (?:a|your) bed",
        ),
    },
    "urgency": {
        "do not wait": (
            r"(?:don'?t|do not|never|please don't|can't|shouldn't|should not) (?:wait|delay)(?! (?:in"
            r"|outside|on|at|here|there|for (?:us|morning|monday|the next (?:one|visit|session)|the"
            r" ambulance|help to|a crisis to))\b)",
            r"(?:don'?t|do not) (?:put (?:it|this) off|let (?:another|one more) (?:day|night))",
        ),
    },
}
