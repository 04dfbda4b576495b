"""Promises of secrecy, and certificates that do not exist."""

from __future__ import annotations

_ENTIRELY = (
    r"(?:100 ?(?:%|percent|per cent)|(?:one[ -])?hundred[ -]per[ -]?cent|completely|totally|fully|strictly"
    r"|absolutely|entirely|perfectly"
    r"|utterly|guaranteed|complete|total|absolute|full|utmost|strictest|always|ironclad|airtight"
    r"|watertight)"
)
_ANSWER = r"(?:know|find out|learn|hear|discover|see|be told|notice)"

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "confidential": {
        "entirely": (
            rf"(?:confidentiality|privacy|anonymity|identity|information|data|secret) (?:is|are|stays?"
            rf"|remains?) {_ENTIRELY}"
            r" (?:protected|safe|secure|guarded|private)",
            rf"{_ENTIRELY} (?:and \w+ )?(?:\w+ and |\w+, )?(?:confidential(?:ity|ly)?|privacy|privately"
            rf"|private|anonym(?:ous|ity|ously)|discreet(?:ly)?"
            r"|discretion|secre(?:t|cy)|safe (?:with us|from hackers|and secure))",
            r"(?:confidential(?:ity)?|privacy|anonymity|discretion|private|anonymous)(?: (?:is|are))?"
            r" (?:\w+"
            r" )?(?:guaranteed|assured|absolute|total|complete)",
            r"(?:guarantee|promise|ensure|assure)s?(?: you)? (?:\w+ ){0,2}(?:privacy|confidentiality"
            r"|anonymity|discretion|secrecy)",
            rf"{_ENTIRELY} secure",
        ),
        "nobody": (
            r"(?:stays?|remains?|kept|keep it) (?:strictly |just )?between (?:us|you and us)",
            rf"not even (?:your|the|his|her) \w+ (?:will|would|can|needs? to|has to|have to) (?:ever"
            rf" )?{_ANSWER}",
            rf"(?:nobody|no one|not a soul|no-one)(?: else)?(?: [\w'-]+){{0,3}} (?:will|has to|needs to"
            rf"|must|would|can|could)(?: (?:ever|even|"
            rf"have to|need to))* {_ANSWER}(?= (?:that|about|of|you|where|why|it)\b|[.!,]|$)",
            rf"(?:employer|boss|family|colleagues|co-?workers|neighbors|friends|spouse|husband|wife"
            rf"|partner|parents|anyone|anybody"
            rf"|people)(?: \w+)? (?:(?:will|would|can|could|need)(?: not|n't| never)|won't|can't|cannot"
            rf"|never(?: ever)?)(?: ever)?(?: (?:have|need) to)? {_ANSWER}",
            r"your (?:secret|privacy|information|data)(?:s)? (?:is|are) (?:always )?safe with us",
            r"(?:never|not|n't)(?: be| ever)* (?:shared?|sold|disclosed?|tell|told|given|give|passed)(?:"
            r" \w+){0,3} (?:with|to)? ?(?:anyone|anybody|"
            r"a soul|any third part(?:y|ies)|third parties)",
            r"nothing (?:that )?you (?:say|tell us|share|write)(?: \w+){0,3} (?:leave|leaves|get out|go"
            r" any further|be repeated)\b",
            r"(?:what|whatever|anything|everything)(?: that)? you (?:say|tell us|share|write|talk about)"
            r"(?: [\w']+){0,2} (?:(?:(?:will )?never|won't|will not|doesn't|does not) (?:leaves?|goes?"
            r"|gets?"
            r" out|be repeated)|(?:always )?(?:stays?|remains?) (?:in this (?:room|house|building)"
            r"|(?:with)?in (?:these|our) walls|between us|with us))\b",
            r"(?:cannot|can't|can never|could never|impossible to) be (?:hacked|traced|intercepted|found"
            r" out|breached|stolen)",
            r"(?:un-?hackable|hack-?proof|untraceable|leaves? no trace)",
            r"what happens (?:here|at \w+) stays (?:here|at \w+)",
        ),
    },
    "certified": {
        "state": (
            r"(?:fda|government|federally|samhsa|cdc|dea|nih|nida)[- ](?:approved|certified|endorsed"
            r"|recommended|backed)",
            r"(?:approved|certified|endorsed|recommended) by (?:the )?(?:fda|government|federal"
            r" government|samhsa|cdc|nih|nida|dea|white house)",
        ),
    },
}
