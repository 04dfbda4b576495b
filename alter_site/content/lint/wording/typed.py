"""Phone numbers, links without words and placeholders."""

from __future__ import annotations

# A number that is spelled out, digit by digit: at least seven of them.
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "phone": {
        "number": (
            r"(?:\+?1[ ./–-]*)?\(?[2-9]\d{2}\)?[ ./–-]*[2-9]\d{2}[ ./–-]*\d{2}[ ./–-]?\d{2}(?![\w-])",
            r"0[1-9]\d{2,3}[ -]\d{3,4}[ -]\d{3,4}(?![\w-])",
            r"(?:\d[ .-]){9,}\d(?![\w-])",
            rf"{_DIGIT}(?:[ ,.-]+{_DIGIT}){{6,}}",
            r"(?:1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[ .-](?=[A-Z0-9-]*[A-Z]{2})[A-Z0-9-]{6,}",
            r"\+\d{1,3}(?:[ .()-]*\d){7,12}(?!\d)",
        ),
    },
    "link": {
        "words": (
            r"(?:click|tap|press|clicking|tapping)(?: on)? (?:here|this link|the link|below|this button)",
        )
    },
    "placeholder": {
        "text": (
            r"lorem ?ipsum",
            r"dolor sit amet",
            r"(?-i:TODO|FIXME|XXX+|TBD|TBC|TBA|TKTK|TK)",
            r"tk tk(?: tk)?",
            r"x{3,}",
            r"to-?do:",
            r"placeholder (?:text|copy|image|content|title|heading|picture)",
            r"insert (?:\w+ ){1,3}here",
            r"(?:(?<=^)|(?<=[.!?] ))(?:add|put|enter|type|write|paste) (?:\w+ ){1,3}here(?=[.!]?$)",
            r"(?:your|sample|dummy|example|filler) (?:text|copy|content|title|heading) (?:goes )?here",
            r"(?:text|copy|heading|headline|title|content|name|image|picture|photo|caption|address|link"
            r"|quote|number|description|answer|question) (?:goes|go|comes) here",
            r"(?:dummy|sample|filler) (?:text|copy|content)",
            r"text (?:to follow|to come|pending|missing)",
            r"(?:to be|needs to be) (?:written|added|completed|filled in|confirmed|determined"
            r"|supplied)(?=[.!]|$)",
            r"asdf\w*",
            r"qwerty\w*",
            r"foo ?bar",
            r"(?:this|it|here) (?:is|'s) (?:just )?(?:a|the|only a) placeholder",
            r"(?<=^)placeholder(?: for .*)?(?=[.:!]?$)",
            r"(?-i:(?:FIRST ?NAME|LAST ?NAME|FULL NAME|YOUR NAME|NAME HERE|CITY NAME|INSERT|PLACEHOLDER"
            r"|HEADLINE HERE|N/A TBD))",
            r"(?:(?<=^)|(?<=[.!?] ))(?:add|put|write|insert|replace|change|fill in|paste|update|rewrite"
            r"|finish|check|expand|describe)"
            r" (?:[\w']+ ){1,5}(?:later|before (?:launch|publishing|we publish|going live|it goes live)"
            r"|when (?:approved|we have it)|once approved)(?=[.!]?$)",
            r"(?:copy|text|draft|content|photo|picture|image|quote|bio|caption|headline|wording|details"
            r"|link|address|name|figure|number)s?"
            r" (?:is |are |still |will )*(?:to (?:be (?:supplied|written|added|confirmed|provided"
            r"|decided|inserted|replaced)|come|follow)|pending|missing|needed|tba|tbd|tk)\b(?: (?:by"
            r"|from|here) [\w ]+)?(?=[.!)\]]|$)",
            r"(?:final|real|actual|approved) (?:copy|text|photo|image|numbers?|content) (?:to come|to"
            r" follow|goes here|pending|needed)",
            r"blah blah(?: blah)*",
            r"xx/xx(?:/xx+)?",
            r"(?<=^)(?:test|testing)(?: (?:test|testing|page|text|123|1 2 3|one two three|please"
            r" ignore))*(?=[.!]?$)",
            r"(?<=^)(?:[\w']+ ){1,3}(?:goes|go|comes) here(?=[.!]?$)",
            r"(?<=^)(?:enter|add|insert|write|type) (?:a|an|the|your) (?:\w+ )?(?:caption|title|heading"
            r"|headline|quote|bio"
            r"|summary|description|name|text|subtitle|teaser)(?: here)?(?=[.!]?$)",
            r"name surname|job title here|(?-i:Job Title)(?=$)",
            r"change me",
            r"delete (?:me|this)(?=[.!]?$)",
        ),
        "marks": (
            r"\{\{.*?\}\}",
            r"\{%.*?%\}",
            r"<%.*?%>",
            r"\$\{\w+\}",
            r"%\w+%",
            r"_{4,}",
            r"\[(?!phone\]|sic\])[a-z][a-z ]{2,30}\](?!\()",
            r"(?<!\w)\?{2,}(?!\w)",
            r"(?<![\w'-])(?-i:X{2,}) (?=[a-z])",
            r"\{(?!name\})[a-z_ ]+\}",
            r"\[(?!phone\])(?:insert|your|add|name|facility|city|date|link|text|todo|tbd|xx)\b[^\]]*\]",
            r"(?-i:\[(?!phone)[A-Z][A-Z _/-]{2,}\])",
        ),
        "soon": (
            r"coming soon",
            r"(?:is |are |currently )?under construction",
            r"watch this space",
            r"check back soon",
        ),
    },
}
