"""Results that nobody can promise, and claims to be better than others."""

from __future__ import annotations

from ..vocabulary import CENTER, ILLNESS, NUMBER, WELL

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "cure": {
        "cure": (
            r"cur(?:e|es|ed|ing|able)",
            r"cure-?all",
            r"miracles? (?:for|cure|treatment|drug|therapy)",
            r"miraculous\w*",
        ),
        # Judged together with what else stands in the clause.
        "for ever": (
            r"for good|for ?ever(?:more)?|for life|permanently|once and for all|(?:for )?the rest of"
            r" (?:your|their|his|her|our) li(?:fe|ves)",
            r"permanent|completely|entirely|totally|fully|without a trace|a thing of the past|never to"
            r" return",
        ),
        "freed": (
            rf"we (?:can |will |do )?(?:end|eliminate|erase|stop) (?:it|{ILLNESS})(?=[.!,]|$)",
            rf"leave (?:your |their |the )?{ILLNESS} behind",
            rf"(?:wave|say|kiss|bid) (?:goodbye|good-bye|bye|farewell|adieu) to (?:\w+ ){{0,2}}{ILLNESS}",
            rf"(?:be|are|get) done with (?:your |the )?{ILLNESS}",
            rf"{ILLNESS} (?:will (?:\w+ )?(?:disappear|vanish|go away|be gone|be over|end)|is behind you"
            rf"|ends? (?:here|now|today|with us)|stops here"
            rf"|(?:ends?|stops) at (?:our|the) (?:\w+ )?(?:door|doors|gate|house))",
            rf"makes? (?:\w+ ){{0,2}}{ILLNESS} (?:disappear|vanish|go away)",
            r"never (?:have to )?(?:struggle|relapse|crave|suffer|fight|battle|worry about"
            r" (?:\w+ )?(?:drugs|relapse|addiction)|feel \w+)(?: [\w'-]+){0,3} again",
            r"never (?:have to )?(?:drink|use)(?: (?:alcohol|drugs|opioids|heroin|cocaine|meth))? again",
            rf"{ILLNESS} (?:will not|won't|cannot|can't) (?:come back|return|recur)",
            rf"(?:relapse|{ILLNESS}) (?:never (?:happens?|returns?|comes? back)|(?:will|can) never"
            rf" (?:happen|return|come back))",
        ),
        "ended": (
            rf"{ILLNESS}[?.:,]? ?[-–—]? ?(?:gone|healed|cured|erased|solved|over|ended|fixed|history"
            rf"|done with"
            rf"|beaten)(?=[.!]|$| (?:in|within|after|for) )",
            rf"(?:eliminat|eradicat|eras|banish|obliterat|wip)(?:e|es|ed|ing)(?: out)? (?:your |all |every "
            rf"|any "
            rf"|the )?{ILLNESS}",
            r"revers(?:e|es|ed|ing) (?:\w+ )?(?:addiction|alcoholism|dependence|depression|mental illness"
            r"|trauma|bipolar|schizophrenia)",
            r"(?:fully|completely|totally|permanently|100%) (?:healed|recovered|cured)",
            r"(?:healed|recovered|cured|restored) (?:fully|completely|totally|permanently|entirely|for"
            r" good)",
            rf"healed of (?:\w+ )?{ILLNESS}",
            rf"the end of (?:your|their|his|her|all) {ILLNESS}",
            r"(?:permanent|complete|total|lifelong|complete and permanent|full and lasting)(?: and \w+)?"
            r" (?:recovery|healing|freedom"
            r"|sobriety|relief|remission|abstinence)",
            r"(?:find|achieve|reach|discover|enjoy|get|attain|experience) (?:true |real )?lasting"
            r" (?:recovery|sobriety|freedom|healing)",
            r"(?:the )?(?:answer|solution|antidote) to (?:your )?(?:addiction|depression|anxiety|trauma"
            r"|alcoholism)",
        ),
    },
    "guarantee": {
        "guarantee": (
            r"(?<!self-)guarant(?:ee|ees|eed|eeing|or)",
            r"money[- ]back",
            r"warrant(?:y|ies)",
        ),
        "certain": (
            rf"{WELL},? (?:assured|guaranteed)(?= for\b|[.!,]|$)",
            rf"{WELL} (?:is|are) (?:\w+ )?(?:assured|certain|guaranteed|inevitable|a (?:certainty|given"
            rf"|sure thing)|within (?:your )?"
            rf"(?:easy )?reach for everyone|only a matter of (?:time|days|weeks))",
            rf"(?:certain|sure|bound|destined) to (?:\w+ )?{WELL}",
            r"a sure thing|the only (?:possible )?(?:outcome|result|ending)",
            r"(?:relapse|failure) is (?:impossible|not an option|out of the question)",
            r"results? (?:that )?(?:you|families|everyone) can (?:count on|rely on|trust|depend on)",
            r"sure-?fire",
            rf"(?:assured|certain|confident) of (?:\w+ )?{WELL}",
            rf"(?:count|rely|bank) on (?:a )?(?:\w+ )?{WELL}",
            r"fail[- ]?(?:safe|proof)",
            r"fool-?proof",
            r"(?:risk|failure)[- ]free",
            r"no[- ]risk",
            r"infallible",
            r"100 ?(?:%|percent) (?:effective|success\w*|sober|recovery|results)",
            r"(?:assured|guaranteed|certain) (?:\w+ )?(?:recovery|results?|success|sobriety|healing"
            r"|outcomes?)",
        ),
        "ensure": (
            rf"(?:ensur(?:e|es|ing)|assur(?:e|es|ing)|make(?:s)? (?:sure|certain)|see to it)(?: that)?"
            rf" (?:[\w'-]+ ){{0,5}}{WELL}",
        ),
        "works": (
            r"works? for (?:everyone|everybody|anyone|anybody|all|each and every\w*)",
            r"(?:sure|certain|confident|rest assured)(?: that)? (?:[\w'-]+ ){0,4}(?:will work|works)",
            r"(?:flawless|perfect|spotless|unbroken) (?:\w+ )?record",
            r"always works?",
            r"works?\W+(?:period|full stop)(?! ?\w)",
            r"(?:it|this|program|method|approach|treatment|therapy) (?:just|simply) works(?! ?\w)",
            r"never fail(?:s|ed)?(?: (?:you|anyone|anybody|a \w+))?",
            r"(?:cannot|can't|won't|will not) fail",
            r"works? every (?:single )?time",
        ),
        "will": (
            rf"you(?:'ll| will)(?: (?:definitely|certainly|surely|absolutely|soon|finally|always|quickly"
            rf"|easily))? (?:{WELL})",
            rf"(?:loved one|son|daughter|child|partner|husband|wife|family|mother|father|teen) will"
            rf" (?:\w+ )?{WELL}",
            r"(?:you'll|you will|clients|patients|people) (?:always )?leave (?:here )?(?:healthy|sober"
            r"|healed|whole|free|recovered|transformed)",
            r"we(?:'ll| will) (?:get|make|keep) (?:you|them|him|her|your \w+) (?:sober|well|better|clean"
            r"|healthy|whole|happy)",
            r"(?:everyone|everybody|every client|every patient|all (?:of )?our (?:clients|patients))"
            r" (?:who comes here )?(?:recovers|gets"
            r" (?:better|well|sober)|heals|succeeds|stays sober|recover|get better|stay sober)",
            r"(?:everyone|everybody|anyone|all) who (?:[\w'-]+ ){1,6}(?:recovers?|gets? (?:better|well"
            r"|sober)|heals?|succeeds?|stays? sober)",
            r"we(?:'ll| will| can) (?:fix|heal|save|change) (?:you|your|him|her|them)",
            r"(?:nobody|no one) (?:ever )?(?:leaves?|left|goes|went)(?: [\w']+){0,4} (?:without"
            r" (?:getting|feeling|being|becoming) (?:better|well|sober|healed|whole)|sick|ill|the same)",
            r"(?:get|gets|getting|recover|recovers|be|become|stay) ?(?:better|well|sober|cured)? or"
            r" (?:you )?"
            r"(?:stay|pay|owe|leave|come back)(?: \w+)? (?:for )?(?:free|nothing)",
            r"(?:they|you|alter|the team) (?:fixed|healed) (?:me|us|my \w+)",
            r"zero relapses?",
            r"(?:we|alter|our \w+) (?:always )?(?:delivers?|achieves?|produces?) (?:\w+ )?(?:recovery"
            r"|sobriety|results"
            r"|healing|success)",
            r"you(?:'ll| will) (?:walk (?:out|away)|go home|come out|leave)(?: of here| here| us| alter)?"
            r" (?:\w+ and )?"
            r"(?:sober|well|healed|recovered|clean|healthy|transformed|free)",
        ),
        "proven": (
            rf"proven,? (?:[\w'-]+,? ){{1,2}}{CENTER}",
            r"proven (?:\w+ )?(?:program|method|approach|results|track record|success|path|way|formula"
            r"|system|remedy|plan|recipe)\w*",
        ),
    },
    "superlative": {
        "boast": (
            r"world[- ]class",
            r"(?:top|highest|best)[- ](?:rated|ranked|tier|reviewed)",
            r"top[- ]notch",
            r"state[- ]of[- ]the[- ]art",
            r"cutting[- ]edge",
            r"(?:un(?:matched|rival+ed|paralleled|surpassed|equal+ed|beatable))",
            r"second to none",
            r"best[- ]in[- ]class",
            r"(?:five|5)[- ]star",
            r"industry[- ]lead(?:ing|ers?)",
            r"market leaders?",
            r"one[- ]of[- ]a[- ]kind",
            r"like no other",
            r"incomparable",
            r"(?:superior|unmatched|unrivaled|exceptional|outstanding) (?:results|outcomes)",
            r"better (?:results|outcomes) than (?:any|other|most|all|everyone)",
            r"(?:nobody|no one)(?: else)? (?:does|treats|cares|understands|helps)(?: [\w']+){0,3}"
            r" (?:better|like (?:us|we|alter))",
            r"peerless",
            r"elite (?:\w+ )?(?:team|staff|group|clinicians)",
            r"(?<!technique )(?<!step )(?<!part )(?<!tip )(?<!rule )(?:#|№) ?1",
            r"number[- ]one(?: [\w'-]+){0,3} " + CENTER,
            rf"no\.? ?1 (?:[\w'-]+ ){{0,3}}{CENTER}",
            r"(?:none|nobody|no one) better",
            r"finest",
            r"ranked (?:first|top|highest|among)",
            r"best kept secret",
            r"world[- ]renowned",
            r"world(?:'s)? (?:best|leading|top|finest)",
            r"(?:nation|internation)ally (?:recognized|acclaimed|renowned|known|ranked)",
        ),
        "near": (
            rf"(?:premier|foremost|pre-?eminent|unsurpassed) (?:[\w'-]+,? ){{0,5}}{CENTER}",
            rf"(?:renowned|acclaimed|prestigious|elite|exclusive|luxur(?:y|ious)|high-end|upscale"
            rf"|first[- ]class"
            rf"|first[- ]rate|celebrated|distinguished|revolutionary|groundbreaking),? (?:[\w'-]+,?"
            rf" ){{0,4}}{CENTER}",
            rf"(?:exceptional|outstanding|extraordinary|superior|amazing|incredible|unique|perfect"
            rf"|ultimate|ideal"
            rf"|expert-level),? (?:[\w'-]+,? ){{0,2}}{CENTER}",
            rf"(?:the |a |our |{NUMBER} |nation's |state's |california's |county's |country's |coast's "
            rf"|\w+'s )?leading (?!causes?\b|symptoms?\b|questions?"
            rf"|roles?\b|to\b|up\b|edge\b|the\b|you\b|a\b)(?:[\w'-]+,? ){{0,5}}{CENTER}",
            rf"(?:the |a |our |\w+'s |one of the )?top (?!bunk|floor|drawer|shelf|priorit|of\b|right|left"
            rf"|three|five|ten|reasons?)(?:[\w'-]+,? ){{0,4}}{CENTER}",
            rf"(?:the |a |our |your |\w+'s |very )?best (?!to\b|that\b|way|time|friend|interest|practice"
            rf"|guess|studied|known|when\b|if\b|for\b|by\b|before\b|first"
            rf"|day|answer|place to (?:sit|start|begin|ask|look)|of\b|and\b|you\b|we\b|with\b|ways\b"
            rf"|use\b)(?:[\w'-]+ ){{0,3}}{CENTER}",
            rf"most (?:experienced|respected|trusted|advanced|effective|successful|qualified|innovative"
            rf"|comprehensive|prestigious|luxurious|compassionate"
            rf"|caring|beautiful|exclusive|sought-after|skilled|complete|modern|highly regarded)"
            rf" (?:[\w'-]+ ){{0,3}}(?:{CENTER}|in the (?:field|state|nation"
            rf"|country|world|area|county|industry))",
            r"highest[- ](?:quality|caliber|standards?|level) (?:of )?(?:\w+ )?(?:care|treatment|service"
            r"|therapy)",
            r"most (?:respected|trusted|recognized|successful|prestigious)",
            r"leaders? in (?:\w+ ){0,2}(?:field|mental|addiction|recovery|treatment|care|trauma"
            r"|the field|behavioral|healing|healthcare)",
            r"gold standard",
            r"best in (?:the )?(?:country|state|california|nation|world|town|business|area"
            r"|orange county|field|industry|region|west|north|south|east)",
        ),
        "ours": (
            r"(?:we|alter|we're|we are|alter is|our \w+ (?:is|are)) (?:is |are )?(?:simply |truly |quite"
            r" simply )?(?:the )?(?:very )?best(?! (?:to|placed|at ease)\b)"
            r"(?= (?:at|in|for|there|around|when)\b|[.!,]|$)",
            r"our (?:\w+ )?(?:exceptional|outstanding|extraordinary|renowned|superior|unique|elite"
            r"|amazing|incredible|acclaimed|luxur\w+|expert|unrivaled)(?=,? \w)",
            r"(?:treat|treats|help|helps|care|cares|understand|understands|do|does|know|knows)(?:"
            r" [\w'-]+){0,4} (?:better|more) than (?:we|us|anyone|anybody|"
            r"any other|alter|others?|other|everyone|anywhere)",
            rf"(?:not|never|won't|cannot|can't) (?:find|get|receive|see) (?:\w+ )?(?:better|finer)"
            rf" (?:\w+ )?{CENTER}",
            rf"(?:find|get|receive|ask for|see) (?:\w+ )?(?:better|finer) (?:\w+ )?{CENTER} (?:anywhere"
            rf"|elsewhere)",
            rf"no (?:\w+ )?(?:better|finer|safer) (?:\w+ )?(?:{CENTER}|way to recover)",
            rf"better than (?:any|all|every|most|the|other)(?: \w+){{0,2}} {CENTER}",
            rf"unlike (?:other|most|any other|many)(?: \w+)? {CENTER}",
            rf"(?:the|california's|our state's) only (?:[\w-]+ ){{0,3}}{CENTER} (?:that|to|in|where|which"
            rf"|with)",
            rf"no (?:other )?(?:\w+ )?{CENTER} (?:even )?(?:comes close|compares|can (?:match|compare))",
            r"nowhere else",
            r"(?:nobody|no one)(?: else)? (?:offers?|provides?|gives?|has|delivers?) (?:you )?(?:more"
            r"|better|as \w+|finer)",
            r"more (?:experienced|effective|caring|successful|advanced) than (?:any|other|most|all)",
            rf"better {CENTER} than",
            r"(?:sets?|setting) the (?:gold )?standard",
            r"a cut above",
            r"(?:we|alter) (?:lead|leads|outperforms?|outshines?|surpass(?:es)?) (?:the|all|every|any"
            r"|other)"
            r" (?:\w+ )?(?:nation|state|country|county|field|industry|way|world|region|coast"
            rf"|others?|{CENTER})",
            r"beyond compare",
            r"(?<=^)(?:simply|quite simply|just|truly|still|always) the (?:very )?(?:best|finest)(?=[.!]"
            r"|$)",
            r"in a class of (?:its|our) own",
            r"the (?:very )?best of the best",
        ),
    },
}
