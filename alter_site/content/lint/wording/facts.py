"""What has to be counted, dated or kept: hours, figures, studies."""

from __future__ import annotations

from ..vocabulary import NUMBER, PEOPLE

_RESEARCH = (
    r"(?:studies|study|research(?:ers)?|science|scientists|evidence|experts|data|trials|literature"
    r"|statistics|reviews?"
    r"|meta-analys[ei]s|doctors)"
)
_SHOWS = (
    r"(?:shows?|shown|proves?|proved|proven|demonstrates?|demonstrated|finds?|found|confirms?|confirmed"
    r"|suggests?|suggested"
    r"|indicates?|indicated|reveals?|revealed|agree|agrees|says?|tells? us|supports?|links|recommends?"
    r"|recommended|established|backs?|backed|vouch(?:es)? for)"
)

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "hours": {
        "always": (
            r"open (?:all )?(?:24|twenty-four) hours",
            r"twenty[- ]four[- ](?:by[- ])?seven",
            r"(?:all day,?|all day long,?|every hour of) (?:and )?every day",
            r"24 ?[/x-] ?7(?:/365)?",
            r"(?:24|twenty-four|twenty four) ?(?:hours?|hrs?)(?: a| per|/|,? every) ?day",
            r"(?:a)?round[- ]the[- ]clock",
            r"(?:24|twenty-four)[- ]hours? (?:\w+ )?(?:admissions?|help\w*|line|support|care|phone"
            r"|hotline|nursing|staff\w*|assistance|access"
            r"|availability|intake|service|supervision|counsel\w+|answering|contact)",
            r"seven days a week, 24 hours",
            r"365 days a year",
            r"always (?:some(?:one|body)|a (?:real )?(?:person|human|voice)) (?:by|at|on|beside|near) (?:the"
            r"|our|a) (?:phone|line|desk)s?",
            r"(?:we|(?:help|hot)?lines?|doors?|phones?|office|team|admissions|help)(?: \w+){0,2} never"
            r" (?:close|closes|closed|sleep"
            r"|sleeps|stop answering|shut|shuts)",
        ),
        "any time": (
            r"(?:at )?any ?time(?: of (?:the )?(?:day|night))?",
            r"(?:at )?(?:any|every|all) (?:hours?|moment)",
            r"day (?:and|or) night",
            r"all (?:day and )?(?:all )?night(?: long)?",
            r"always (?:\w+ )?(?:available|open|here|there|answer\w*|reachable|on call|a (?:person|phone"
            r" call) away|somebody|someone|standing by)",
            r"whenever you (?:call|ring|need us|need to talk)",
            r"(?:at )?(?:[1-4]|one|two|three|four) ?(?:am|a\.m\.|(?:o'clock )?(?:at night|in the"
            r" morning))(?!\w)",
            r"in the middle of the night",
        ),
    },
    "figure": {
        "percent": (
            rf"(?:{NUMBER}|a hundred|one hundred)(?: (?:to|and|or|-) \d+)? ?(?:%|per ?cent)(?:age)?(?!"
            rf" (?:confidential|private|anonymous|committed|secure|safe"
            rf"|natural|cotton|discreet|effective|open)\b)",
            # Said of them, that is: alone it is the heading of a figure, whose method stands below it.
            rf"{NUMBER} of (?:our |the )?{NUMBER} (?:\w+ )?{PEOPLE}(?= \w)",
            rf"{NUMBER} (?:out of|of every|in every) (?:every )?{NUMBER}",
            rf"(?:[½⅓¼¾⅔⅕]|{NUMBER} (?:of|in|out of) every (?:hundred|thousand|ten)|\d{{1,3}} ?/"
            rf" ?10{{1,3}})"
            rf" (?:of )?(?:our |the |all )?(?:\w+ )?(?:{PEOPLE}|recover|stay|are|get)",
            r"\d+ ?℅|(?:of|in) every hundred",
            rf"{NUMBER} of (?:100|1,000|10|a hundred|a thousand|ten)(?= (?:\w+ )?(?:{PEOPLE}|of|who|is"
            rf"|are|say|stay)\b|[.,])",
            r"(?:\d+|one|two|three|four|five|six|seven|eight|nine) in "
            r"(?:\d{1,3}(?!\d)|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|a hundred|a"
            r" thousand)\b(?! (?:hours|days|weeks|minutes|months|years))",
            rf"(?:half|(?:a|one|two|three)[ -](?:third|quarter|fifth|tenth)s?|three[ -]fourths) of (?:all"
            rf" |the |our |these |those |them |us |every )?"
            rf"(?:\w+ )?(?:{PEOPLE}|them|those|us)",
            rf"(?:nearly|almost|virtually) (?:all|every|every one|everyone)(?: of)?(?: our| the)? (?:\w+"
            rf" )?{PEOPLE}",
            rf"(?:vast |great |overwhelming )?majority of our {PEOPLE}",
            r"(?:\w+|\d+) times (?:more|less|as|better|higher) \w+",
            r"(?:twice|half) as (?:many|often|\w+ (?:as|to))",
            r"(?:double|triple|doubles|triples) (?:your|the) (?:chances?|odds)",
        ),
        "count": (
            r"(?:thousands|hundreds|millions) (?:have|has|had|who|recover|recovered|trust|choose|chose)",
            rf"(?:(?:tens|hundreds|many) of )?(?:thousands|hundreds|dozens|scores|millions)(?: and"
            rf" (?:thousands|hundreds))?(?: of)?(?: [\w'-]+){{0,3}} {PEOPLE}",
            rf"(?:thousands|hundreds|dozens|{NUMBER}) of (?:[\w-]+ ){{0,3}}(?:reviews|testimonials"
            rf"|recoveries|ratings)",
            r"(?:\d{1,3}(?:,\d{3})+|thousands of|hundreds of)\+? (?:\w+ )?(?:calls|admissions|stays"
            r"|interventions|detoxes"
            r"|recoveries|transformations)",
            rf"countless (?:\w+ ){{0,2}}{PEOPLE}",
            rf"(?:\d{{1,3}}(?:,\d{{3}})+|(?!(?:19|20)\d\d(?!\d))\d{{3,}})\+?(?: [\w'-]+){{0,3}} {PEOPLE}",
            rf"(?:{NUMBER}|a|several|many|\d+) (?:hundred|thousand|million)(?: [\w'-]+){{0,3}} {PEOPLE}",
            r"(?:helped|treated|served|healed|saved|cared for|trusted by)(?: [\w'-]+){0,3} (?:(?!(?:19"
            r"|20)\d\d(?!\d))\d{3,}"
            r"|\d{1,3}(?:,\d{3})+|thousands|hundreds)",
        ),
        "rate": (r"(?:success|recovery|completion|satisfaction|relapse|sobriety) rates?",),
    },
    "study": {
        "shows": (
            rf"{_RESEARCH}(?: [\w'-]+){{0,6}} {_SHOWS}(?! (?:groups?|people|time)\b)",
            r"according to (?:\w+ )?(?:research|studies|science|experts|evidence|the literature|data"
            r"|scientists|doctors)",
            r"(?:clinically|scientifically|medically|empirically|research)[- ](?:proven|tested|validated"
            r"|shown|supported|backed|confirmed)",
            r"(?:science|research|evidence|data)[- ](?:backed|proven|driven)",
            r"(?:backed|proven|supported|validated|confirmed) by (?:\w+ ){0,2}(?:science|research|studies"
            r"|evidence|data|experts)",
            r"well[- ]documented",
            r"(?:has|have) been (?:\w+ )?(?:proven|shown|demonstrated) to",
            r"it is (?:\w+ )?(?:proven|a proven fact)",
        ),
    },
}
