"""Requests, what is sealed in them, what happened to them, and who looked."""

from .access import Canary, ChainHead, GlassBreak, LastingKey, PhiAccess
from .benefits import BenefitsWorksheet, PayerCall
from .consent import Consent, Disclosure, Scope
from .draft import CardImage, Draft, KeptCall
from .eligibility import EligibilityCheck
from .estimate import Estimate, EstimateClock
from .payer import Payer
from .policy import Policy
from .record import ContactAttempt, Correction, Duty, Event, Note, Outbox, Remnant, SafetyScreen
from .retention import LegalHold, RetentionRun
from .submission import Submission
from .tally import Tally
