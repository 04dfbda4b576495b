"""Requests, what is sealed in them, what happened to them, and who looked."""

from .access import Canary, ChainHead, LastingKey, PhiAccess
from .benefits import BenefitsWorksheet, PayerCall
from .calls import KeptCall, SafetyScreen
from .consent import Consent, Disclosure, Scope
from .correction import Correction
from .draft import CardImage, Draft
from .eligibility import EligibilityCheck
from .estimate import Estimate, EstimateClock
from .glass import GlassBreak
from .payer import Payer
from .policy import Policy
from .record import ContactAttempt, Duty, Event, Note, Outbox, Remnant
from .retention import LegalHold, RetentionRun
from .submission import Submission
from .tally import Tally
