"""Groups of words that several patterns are made of."""

# What people come with, and what becomes better.
ILLNESS = (
    r"(?:addict\w*|alcohol\w*|drugs?|opioids?|substances?|substance use|depress\w*|anxiety|anxious \w+"
    r"|panic(?: attacks?)?"
    r"|trauma\w*|ptsd|ocd|bipolar(?: disorder)?|schizophrenia|(?:eating |mood |mental |personality "
    r"|substance use )?disorders?"
    r"|(?:mental )?illness\w*|symptoms?|cravings?|dependen\w+|relapses?|obsess\w+(?: thoughts?)?"
    r"|compulsions?|habits?"
    r"|(?:intrusive |dark |suicidal )?thoughts|drinking|heroin|meth|cocaine|fentanyl|pain|fears?"
    r"|nightmares|flashbacks|grief"
    r"|suffering|past)"
)
# A change that a reader could take for a result.
WELL = (
    r"(?:recover\w*|heal(?:ed|ing|s|thy)?|get(?:s|ting)? (?:better|well|sober|clean)|got (?:better|well"
    r"|sober)"
    r"|(?:stay|stays|be|become|becomes|remain|remains) (?:sober|clean|well|healthy|free(?! (?:of|from)\b)"
    r"|abstinent)"
    r"|succeed\w*|success\w*"
    r"|sobriety|sober|beat(?:en)? (?:your|their|the|this|addiction)|overcome|results?|feel(?:s|ing)?"
    r" (?:better|well|good|whole)"
    r"|improve\w*|cured?|relapse\w*|healthy|a (?:new|better|happier) life|change your life|relief|freedom)"
)
CENTER = (
    r"(?:re-?habs?(?:ilitation)?|cent(?:er|re)s?|facilit(?:y|ies)|program(?:me)?s?|providers?|clinics?"
    r"|hospitals?|teams?|staff"
    r"|therapists?|clinicians?|doctors?|physicians?|experts?|specialists?|counselors?|psychiatrists?"
    r"|nurses|professionals"
    r"|care|treatments?|places?|homes?|approach(?:es)?|choices?|services?|retreats?|residences?|amenities"
    r"|campus|settings?"
    r"|locations?|destinations?|accommodations?|recovery|detox|support|method(?:s|ology)?|help|option|name)"
)
NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six"
    r"|seven|eigh|nine)teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven"
    r"|eight|nine)\b)?)"
)
PEOPLE = (
    r"(?:people|patients?|clients?|famil(?:y|ies)|lives|men|women|americans|adults|veterans|teens"
    r"|teenagers|children|guests"
    r"|individuals|residents|graduates|alumni|users|persons?|parents|californians|deaths|success stories"
    r"|loved ones|members|addicts)"
)
# Lines and places that do answer day and night, and that are not ours.
OTHERS = (
    r"\b(?:988|911|711|211|oc links|samhsa(?:'s)?|lifeline|crisis (?:lines?|page|text line|services"
    r"|teams?)|access & crisis line"
    r"|national helpline|(?:national|domestic violence|veterans?|county|poison|warm|trevor|state)(?:'s)?"
    r" (?:\w+ ){0,2}"
    r"(?:hotlines?|helplines?|lines?|control|project)|poison control|emergency (?:rooms?|departments?"
    r"|services)|hospitals?|er"
    r"|police|sheriff|pharmac(?:y|ies)|county lines?|these lines|those lines|text line|urgent care"
    r"|(?<!our )lines that answer)\b"
)
EMERGENCY = (
    r"\b(?:911|988|naloxone|narcan|ambulance|emergency (?:room|department|services)|not breathing|stops?"
    r" breathing|breathe"
    r"|breathing|cpr|seizures?|unconscious|wake up|poison)\b"
)
DAY = (
    r"(?:(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.? (?:\d{1,2}, )?20\d\d|\d{1,2}/\d{1,2}/(?:20)?\d\d|20\d\d-\d\d-\d\d)"
)
# Letters behind the name of somebody who may treat people.
DEGREE = r"(?:m\.?d|d\.?o|ph\.?d|psy\.?d|lmft|mft|lcsw|lpcc|lpc|lmhc|ladc|cadc\w*|pmhnp|d?np|rn|lvn|mph)\b\.?"
