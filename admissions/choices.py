"""The words a request is described in: what the queue and the rules may know without opening anything."""

from django.db.models import TextChoices


class Relationship(TextChoices):
    """Who is asking for whom."""

    SELF = "self", "Self"
    LOVED_ONE = "loved_one", "Loved one"
    CLIENT = "client", "Professional"
    UNSAID = "unsaid", "Not said"


class Answer(TextChoices):
    """An answer that may be missing: unknown is never the same as no."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNSURE = "unsure", "Not sure"


class Channel(TextChoices):
    """How a person wants to be reached. Every message is written by a member of staff."""

    PHONE = "phone", "Phone call"
    TEXT = "text", "Text message"
    EMAIL = "email", "E-mail"


class Concern(TextChoices):
    """What a request is about, as coarse as that."""

    MOOD = "mood", "Depression or mood"
    ANXIETY = "anxiety", "Anxiety or panic"
    TRAUMA = "trauma", "Trauma"
    ALCOHOL = "alcohol", "Alcohol"
    DRUGS = "drugs", "Other substances"
    SAFETY = "safety", "Thoughts of suicide or self-harm"
    SLEEP = "sleep", "Sleep"
    OTHER = "other", "Something else"
    UNSURE = "unsure", "I’m not sure"


class CareWanted(TextChoices):
    """What kind of care somebody hopes for."""

    RESIDENTIAL = "residential", "Living at a treatment home for a while"
    DAY = "day", "Days at a program, nights at home"
    OUTPATIENT = "outpatient", "A few hours a week"
    UNSURE = "unsure", "I’m not sure"


class HowSoon(TextChoices):
    """How long a request may wait."""

    TODAY = "today", "Today or tomorrow"
    WEEK = "week", "This week"
    MONTH = "month", "This month"
    UNSURE = "unsure", "I’m not sure"


class HeldBy(TextChoices):
    """Whose plan it is, from where the person stands who needs care."""

    SELF = "self", "Their own"
    PARTNER = "partner", "A spouse’s or partner’s"
    PARENT = "parent", "A parent’s"
    OTHER = "other", "Someone else’s"
    UNSURE = "unsure", "I’m not sure"


class Voicemail(TextChoices):
    """What may be left on an answering machine."""

    NO = "no", "No message"
    YES = "yes", "A message may be left"
    LIMITED = "limited", "Only the words they gave"


class Days(TextChoices):
    """On which days a call is welcome."""

    ANY = "any", "Any day"
    WEEKDAYS = "weekdays", "Monday to Friday"
    WEEKENDS = "weekends", "Saturday or Sunday"


class PlanType(TextChoices):
    """What is printed on the card."""

    PPO = "ppo", "PPO"
    HMO = "hmo", "HMO"
    EPO = "epo", "EPO"
    POS = "pos", "POS"
    MEDI_CAL = "medi_cal", "Medi-Cal or Medicaid"
    MEDICARE = "medicare", "Medicare"
    TRICARE = "tricare", "TRICARE"
    OTHER = "other", "Other"
    UNSURE = "unsure", "Not sure"


class InsuranceRoute(TextChoices):
    """How the insurance reaches us."""

    PHOTO = "photo", "Card photo"
    TYPED = "typed", "Typed"
    NONE = "none", "No insurance or not using it"
    CALL = "call", "Not sure, by phone"


class WayIn(TextChoices):
    """How a request came in."""

    FORM = "form", "Form"
    SHORT_FORM = "short", "Three answers"
    PHOTO_FORM = "photo", "Photo only"
    CALL_BACK = "call", "Call back"
    PHONE = "phone", "Phone"


class SourcePage(TextChoices):
    """From which kind of page, never which page: that would name a condition."""

    INSURANCE = "insurance", "Insurance page"
    HOME = "home", "First page"
    THERAPY = "therapy", "Therapy page"
    CONDITION = "condition", "Condition page"
    FACILITY = "facility", "Facility page"
    LEVEL_OF_CARE = "level_of_care", "Level of care page"
    ARTICLE = "article", "Article"
    QUESTIONS = "questions", "Page of questions"
    OTHER = "other", "Another page"
    PHONE = "phone", "Phone"


class Status(TextChoices):
    """Where a request stands. :mod:`admissions.services` has the table of moves."""

    RECEIVED = "received", "Received"
    CLAIMED = "claimed", "Claimed"
    VERIFYING = "verifying", "Verifying"
    NEEDS_INFO = "needs_info", "Waiting on person"
    PAYER_WAIT = "payer_wait", "Waiting on payer"
    WORKSHEET_READY = "ready", "Worksheet to sign"
    VERIFIED = "verified", "Verified"
    SHARED = "shared", "Results shared"
    CLOSED = "closed", "Closed"


class Stage(TextChoices):
    """What can be done with an open request now: it is in exactly one. The queue's tabs, in this order."""

    CALL = "call", "Call now"
    DUE = "due", "Follow-up due"
    DECISION = "decision", "Needs a decision"
    LATER = "later", "Opens later"
    VERIFY = "verify", "To verify"
    SIGN = "sign", "To sign"
    PERSON = "person", "Waiting on person"
    PAYER = "payer", "Waiting on payer"


class Reminder(TextChoices):
    """Why a request comes back at a time. Neutral: the list shows it."""

    CALL = "call", "Call again"
    ASK = "ask", "Ask a colleague"
    CHECK = "check", "Check how it stands"
    PAPERS = "papers", "Look for papers"
    OTHER = "other", "See the notes"


class Outcome(TextChoices):
    """How a request ended."""

    ADMITTED = "admitted", "Admitted"
    REFERRED_OUT = "referred_out", "Referred to other care"
    NOT_COVERED = "not_covered", "Not covered"
    SELF_PAY = "self_pay", "Pays without insurance"
    DECLINED = "declined", "Decided against it"
    UNREACHABLE = "unreachable", "Could not be reached"
    DUPLICATE = "duplicate", "Duplicate"
    INVALID = "invalid", "Not a real request"
    WITHDRAWN = "withdrawn", "Withdrawn"


class WorksheetState(TextChoices):
    """Where one version of a worksheet stands."""

    DRAFT = "draft", "Being filled in"
    READY = "ready", "To sign"
    SENT_BACK = "sent_back", "Sent back"
    SIGNED = "signed", "Signed"
    OUTDATED = "outdated", "Corrected since"


class PayerCallOutcome(TextChoices):
    """What came of a call with a payer."""

    ANSWERED = "answered", "They answered"
    PORTAL = "portal", "Read in their portal"
    CALL_BACK = "call_back", "They call back, or we call again"
    NO_ANSWER = "no_answer", "Nobody answered"
    REFUSED = "refused", "They would not say"


class AttemptResult(TextChoices):
    """What came of an attempt to reach the person."""

    NO_ANSWER = "no_answer", "No answer"
    LEFT_MESSAGE = "left_message", "Left a safe message"
    SPOKE = "spoke", "Spoke to the person"
    SPOKE_TO_OTHER = "spoke_other", "Spoke to someone else"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    DECLINED = "declined", "Declined"


class SpokenTo(TextChoices):
    """Whom somebody spoke to, where it was not the person."""

    HOLDER = "holder", "The policyholder"
    PROFESSIONAL = "professional", "The professional"
    OTHER = "other", "Somebody else"


class Direction(TextChoices):
    """Who rang whom."""

    OUT = "out", "We called"
    IN = "in", "They called"


class Side(TextChoices):
    """The side of an insurance card."""

    FRONT = "front", "Front"
    BACK = "back", "Back"


class Rank(TextChoices):
    """Which of two plans pays first, as the person sees it."""

    PRIMARY = "primary", "First plan"
    SECONDARY = "secondary", "Second plan"
