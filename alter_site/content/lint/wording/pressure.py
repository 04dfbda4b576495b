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
            r"availability is (?:\w+ )?limited",
            rf"limited (?:[\w-]+ )?(?:{_PLACE}|availability|enrollment|intake|openings|number of (?:beds"
            rf"|spots|places))",
            r"limited[- ]time",
            r"for a limited time",
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
        "threat": (
            r"(?:waiting|delay(?:ing)?|hesitating|hesitation) (?:could|can|may|might|will) (?:cost|kill"
            r"|be (?:fatal|deadly|too late))",
            r"before (?:you|they|he|she|your \w+) (?:overdose|relapse|end up|hit)s? ?(?:again|dead|bottom"
            r"|rock bottom)?",
            r"(?:life|lives) (?:is|are|depends?) on (?:the line|it)",
        ),
        "hurry": (
            r"before it(?:'s| is)(?: \w+)? too late",
            r"(?:may|might|could|will|can) (?:soon )?be too late",
            r"act (?:now|fast|today|immediately|quickly)",
            r"now or never",
            r"the time (?:to \w+ |for change )?is now",
            r"last chance",
            r"(?:every|each) (?:minute|second|day|hour|moment) (?:counts|matters)",
            r"(?:time is|you are|you're|they are|he is|she is) running out(?: of time)?",
            r"(?:may|might|will|could) regret",
            r"(?:stop|quit|no more) waiting",
            r"why wait\b",
            r"what are you waiting for",
            r"wait no (?:longer|more)",
            r"(?:no|not an?|isn't an?|never an?|without an?) (?:\w+ )?(?:time|moment|minute|second|day"
            r"|hour)"
            r" to (?:lose|waste|spare)",
            r"(?:cannot|can't|can not) afford to wait",
            r"(?:tomorrow|later|next week) (?:\w+ )?be too late",
            r"before (?:you|they|he|she|your \w+)(?: \w+)? (?:lose|loses|die|dies) ?(?:everything|them"
            r"|him|her|it all|another|again)?",
            r"before (?:addiction|tragedy|it|the drugs?|the next overdose)(?: \w+)? (?:strikes?|takes?"
            r"|kills?|ruins?|destroys?)",
            r"(?:call|act|get help|reach out|start) (?:\w+ )?(?:now|today|tonight)(?:,| -)? (?:or"
            r"|before)(?! (?:any|tomorrow|in|later|next|whenever|write|use|on|at|8|9|10|11|12|noon|5|6|7"
            r"|lunch)\b)",
            r"don't (?:lose|waste) another (?:day|minute|moment|night)",
            r"time is (?:short|of the essence)",
        ),
        "do not wait": (
            r"(?:don'?t|do not|never|please don't|can't|shouldn't|should not) (?:wait|delay)(?! (?:in"
            r"|outside|on|at|here|there|for (?:us|morning|monday|the next (?:one|visit|session)|the"
            r" ambulance|help to|a crisis to))\b)",
            r"(?:don'?t|do not) (?:put (?:it|this) off|let (?:another|one more) (?:day|night))",
        ),
        "hurry up": (r"hurry(?= up|[,!.:]| and| before| now|$)",),
    },
}
