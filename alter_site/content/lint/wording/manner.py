"""Words that blame, words of battle, words that frighten, and what to say instead."""

from __future__ import annotations

from ..vocabulary import ILLNESS

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "stigma": {
        "word": (
            r"(?:a|the) drunk(?=[.,!?;]|$| (?:who|and|or|so|like)\b)",
            r"addicts?|junkies?|junky|alcoholics?|druggies?|drunks|crackheads?|(?:substance|drug|alcohol)"
            r" abusers?|abusers",
            rf"(?:slaves?|enslaved) (?:to|by) (?:\w+ )?(?:bottle|{ILLNESS})",
            r"clean (?:and sober|time|for \w+)|(?:get|got|getting|stay|staying|be|being|are|is|was) clean"
            r"|dirty (?:urine|test|needle)s?|(?:urine|test|screen) (?:was|is|came back) dirty",
            r"suffer(?:s|ed|ing)? (?:from|with)|sufferers?|victims? of (?:\w+ )?(?:addiction|depression"
            r"|mental)|afflicted|(?:the )?mentally ill(?: (?:people|persons?|patients?|clients?))?|crazy"
            r"|insane|psychotics|lunatics?|maniacs?",
            r"borderlines|schizophrenics?|bipolars|(?:is|are|am|being|a) (?:bipolar|borderline"
            r"|psychotic)(?! (?:disorder|personality|depression|episodes?|spells?|moods?|phases?|between"
            r"|type|I\b|1))|borderline (?:patients?|clients?|women)",
            r"non-?complian\w+|manipulative|attention-seeking|drug habit|drug of choice|drug abuse"
            r"|substance abuse|alcohol abuse",
            r"commit(?:s|ted|ting)? suicide|(?:un)?successful suicide|failed suicide|suicide attempt"
            r" failed|completed suicide",
            r"(?:did|do|doing|done|brought) (?:this|it|that) (?:to|on|upon) (?:yourself|himself|herself"
            r"|themselves)|(?:your|their|his|her) own fault|lack of willpower|weak-willed|(?:bad|poor)"
            r" (?:life )?choices|in denial|(?:chose|chooses?|choosing|picked|picks?) (?:drugs|alcohol"
            r"|the bottle|heroin|meth) over",
        ),
    },
    "battle": {
        "word": (
            r"(?:lost|lose|losing|win|won|winning|fight|fighting|fought) (?:\w+ ){0,2}(?:battle|war"
            r"|fight)s?(?: (?:with|against|on|of))?",
            r"(?:enemy|beast|monster|demon) within|(?:recovery|sobriety|wellness) warriors?|warriors? of"
            r" recovery",
            rf"(?:fight|fights|fighting|fought|battle|battles|battled|battling|combat|combats|beat|beats"
            rf"|defeat"
            rf"|defeats|conquer"
            rf"|conquers|crush|overpower|slay) (?:\w+ ){{0,2}}(?:{ILLNESS}|demons?)",
            r"(?:your|his|her|their|inner) demons",
            r"war (?:on|against) (?:drugs|addiction|anxiety|depression)",
            r"brave(?:ly)? (?:fight|battl)\w+",
            r"(?:(?:battle|fight) (?:with|against)|struggle against) (?:addiction|alcohol|depression"
            r"|mental|drugs"
            r"|anxiety)",
        ),
    },
    "fear": {
        "threat": (
            r"(?:you|they|he|she|your \w+)(?:'ll| will| could| may| might)?(?: \w+)? (?:die|dies|be dead"
            r"|end up (?:dead|in jail|in prison|homeless|alone|on the street|in the morgue))",
            r"(?:addiction|alcohol\w*|drugs?|depression|trauma|it|this) (?:will|is going to) (?:destroy"
            r"|kill|ruin|"
            r"take|tear|wreck)\w*",
            r"could be (?:next|your last|his last|her last|the last)",
            r"(?:become|becoming|be|end up) (?:a|another|just another) statistic",
            r"lose everything",
            r"rock bottom",
            r"(?:jail|prison|institutions?)(?:,| or| and)+ (?:\w+ )?(?:death|dead|grave|morgue)",
            r"ticking time bomb",
            r"death sentence",
            r"deadly spiral",
            r"nightmare come true",
            r"(?:before|until) (?:you|they|it) (?:kills?|destroys?|ruins?)",
        ),
    },
}

# What to say instead, by how the words begin.
KINDER = {
    "addict": "a person with a substance use disorder",
    "junk": "a person who uses drugs",
    "drugg": "a person who uses drugs",
    "alcoholic": "a person with an alcohol use disorder",
    "drunk": "a person who had been drinking",
    "crackhead": "a person who uses drugs",
    "abuser": "a person who uses drugs",
    "substance abuse": "substance use",
    "drug abuse": "drug use",
    "alcohol abuse": "alcohol use",
    "drug habit": "substance use disorder",
    "drug of choice": "the substance they use",
    "clean": "in recovery, or not using",
    "dirty": "positive",
    "suffer": "live with, or have",
    "victim": "a person with",
    "afflicted": "a person with",
    "the mentally ill": "people with a mental illness",
    "commit": "died by suicide",
    "successful suicide": "died by suicide",
    "completed suicide": "died by suicide",
    "failed suicide": "survived a suicide attempt",
    "unsuccessful": "survived a suicide attempt",
    "suicide attempt": "survived a suicide attempt",
    "non": "had reasons not to take it",
    "manipulative": "trying to be heard",
    "attention": "asking for help",
    "borderline": "a person with borderline personality disorder",
    "schizophrenic": "a person with schizophrenia",
    "bipolar": "a person with bipolar disorder",
    "is ": "has bipolar disorder, has borderline personality disorder",
    "in denial": "not ready to talk about it",
}
