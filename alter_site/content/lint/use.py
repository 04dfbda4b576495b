"""One use of words in a text, and what stands around it: denied, asked, quoted, said of others or of us."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from . import wording
from .meaning import Meaning
from .passages import Passage, Sentence

_NOT = re.compile(
    r"\b(?:not(?! (?:only|just|merely|simply)\b)"
    r"|no(?! (?:other|matter|doubt|question|reason|longer|more|one else|exceptions?|better)\b)"
    r"|never(?! again)|nobody(?! else)|no one(?! else)|none|nothing|nor|neither|cannot"
    r"|without(?! (?:a )?(?:doubt|question|fail|treatment|help|us)\b)|hardly|rarely|few|instead of"
    r"|rather than|far from|unable to|impossible to|stop short of|too early to)\b"
    r"|n't\b(?! (?:only|just|merely|simply)\b)",
    re.I,
)
_CONTRAST = re.compile(
    r"\b(?:another|other|else|anywhere|like (?:ours|us)|regret|miss|until|unless|without)\b", re.I
)
_ASKS = re.compile(
    r"^\W*(?!(?:how|when|where|who|what) (?:do|did|can|will|are|have) (?:we|our)\b|did you know\b|are you"
    r" (?:ready|looking"
    r"|tired|searching|struggling|sick)\b|do you (?:want|need|dream|wish)\b|would you (?:like|love)\b"
    r"|have you"
    r" (?:heard|been)\b|can you imagine\b)(?:is|are|am|was|were|can|could|do|does|did|will|would|should"
    r"|may|has|have"
    r"|what|which|who|whose|when|where|how|if|and if)\b",
    re.I,
)
_WARNS = re.compile(
    r"\b(?:be wary|beware|be careful|careful with|cautious|skeptical|suspicious|watch out|red flags?|ask"
    r" (?:any|a|the|how"
    r"|every|each|them)\b|not telling|not (?:be )?honest|dishonest|misleading|illegal|against the law"
    r"|unlawful|says? more"
    r" than|(?:stay|walk) away from\b(?! (?:\w+ )?(?:drugs?|alcohol|opioids?|addict\w*|heroin|drinking))"
    r"|worry you|make you wary|(?:do not|don't|never) (?:trust|believe)|selling"
    r"|scams?|tricks?|sales(?:man|men|people|person| talk)|hype|advertis\w+|brochures?|sells?|a lie"
    r"|untrue|no proof"
    r"|false claims?|honest (?:program|center|clinic|place))",
    re.I,
)
# "If a program offers a guarantee, ask what it counts": others, and what a reader should do about them.
_IF_OTHERS = re.compile(
    r"^\W*(?:if|when|whenever|where) (?:a|an|any|another|some|other|somebody|someone|anybody|anyone|you"
    r" (?:have )?"
    r"(?:hear|heard|read|see|saw|find|meet)|websites?|they)\b.*"
    r"\b(?:ask|know|remember|be|look|hang up|leave|doubt|keep|that|it|run|check|report|complain|think"
    r"|move on)\b",
    re.I,
)
_WE_SAY = re.compile(r"\b(?:says?|said) (?:our|alter's)\b|\bour \w+ says?\b", re.I)
# "What a guarantee is": a heading that asks without a mark.
_IS_A_TITLE = re.compile(r"^(?:what|which|whether|who|why|does|do|can)\b[^.!?]{0,60}$", re.I)
# What a question is answered with where it was no question.
_YES = re.compile(
    r"^[\s\"']*(?:yes|yep|absolutely|of course|definitely|certainly|sure|indeed|you bet|without a doubt|100"
    r"|(?:our \w+|they|we) (?:think|say)s? so"
    r"|(?:it|he|she|that) (?:is|was|does|did|can|will)[.,!]"
    r"|(?:we|you|they) (?:can|do|are|have|will|did)[.,!]|with us\b|at alter\b)",
    re.I,
)
_NO = re.compile(
    r"^[\s\"']*(?:no|nope|never|not (?:here|at all|with us|at alter|a bit))(?:[.!]|$|, (?!but\b|not\b))", re.I
)
_WHETHER = re.compile(r"\bwhether\b|\b(?:asks?|asked|wonder\w*|knows?) if\b", re.I)
_TESTIMONY = re.compile(r"\b(?:i|i'm|i've|me|my|mine|myself)\b", re.I)
_SAYS_THE_WORD = re.compile(
    r"\b(?:words?|terms?|phrases?|slogans?|claims?|claimed|say|says|said|saying|called?|calls|means?"
    r"|sentences?|write|writes)\b",
    re.I,
)
_FEW_WORDS = 6  # of a sentence that cannot be read alone
SELF = re.compile(r"\b(?:we|we're|we've|we'll|our|ours|us|alter(?:'s)?)\b", re.I)


@dataclass(frozen=True)
class Context:
    """What a rule has to know besides the words."""

    hours_cover_everything: bool = False
    page_has_sources: bool = False
    is_law: bool = False  # its wording is prescribed, so it is not held to be easy
    words: tuple[wording.OwnWord, ...] = ()


@dataclass
class Use:
    """One use of words that a rule looks for, and what stands around it."""

    match: re.Match[str]
    group: str
    passage: Passage
    context: Context

    @functools.cached_property
    def sentence(self) -> Sentence:
        return self.passage.sentence_at(self.match.start())

    @property
    def words(self) -> str:
        return self.match[0].lower()

    @functools.cached_property
    def clause(self) -> str:
        return self.passage.text[slice(*self._clause)]

    @functools.cached_property
    def _clause(self) -> tuple[int, int]:
        return self.passage.clause_at(self.match.start(), self.match.end())

    @property
    def as_written(self) -> str:
        return self.passage.text[slice(*self.match.span())]

    @property
    def before(self) -> str:
        """What stands in the same clause before the words."""
        return self.passage.text[self._clause[0] : self.match.start()]

    @property
    def clause_end(self) -> int:
        """Where the clause ends in the passage."""
        return self._clause[1]

    @property
    def after(self) -> str:
        """What stands in the same sentence after the words."""
        return self.passage.text[self.match.end() : self.sentence.end]

    @functools.cached_property
    def is_negated(self) -> bool:
        """Does the clause deny these words before, or right after them?"""
        denials = list(_NOT.finditer(self.before))
        if denials:
            between = self.before[denials[-1].end() :]
            if not _CONTRAST.search(between) and len(between.split()) <= 9:
                return True
        return bool(
            re.match(
                r" (?:nothing|nobody|no one|(?:is|are|was|does|do|can|will|has|have|had)(?: not|n't"
                r"|not)(?! (?:only"
                r"|just)))\b",
                self.after,
                re.I,
            )
        )

    @functools.cached_property
    def is_asked(self) -> bool:
        """Is this a question that somebody might put to us, not one that only decorates a claim?"""
        text = self.sentence.text
        if _WHETHER.search(self.before):
            return True
        if _IS_A_TITLE.match(text) and not SELF.search(text):
            return True
        if not text.rstrip("\"' ").endswith("?") or not _ASKS.match(text):
            return False
        return not self.is_answered_yes

    @functools.cached_property
    def is_answered_yes(self) -> bool:
        """Is this a question, and does what follows it say yes?"""
        return self.is_answered(_YES)

    @functools.cached_property
    def is_answered_no(self) -> bool:
        """Is this a question, and does what follows it say no?"""
        return self.is_answered(_NO)

    def is_answered(self, answer: re.Pattern[str]) -> bool:
        """Is this a question, and does what follows it begin so?"""
        return bool(answer.match(self._answer))

    @property
    def _answer(self) -> str:
        if not self.sentence.text.rstrip("\"' ").endswith("?"):
            return "?"  # nothing was asked
        return self.passage.text[self.sentence.end :] or self.passage.then

    @functools.cached_property
    def is_quoted(self) -> bool:
        """Do the words stand in quotation marks, in a sentence about words or about what others say?"""
        text, begins = self.passage.text, self.match.start()
        if text.count('"', self.sentence.start, begins) % 2 == 0:
            return False
        quote = text[text.rfind('"', 0, begins) + 1 : text.find('"', begins)]
        around = self.sentence.text.replace(quote, "")
        # What somebody says of themselves, or we of us, is a claim like any other.
        if SELF.search(quote) and _WE_SAY.search(around):
            return False
        return bool(_SAYS_THE_WORD.search(around)) and not (
            _TESTIMONY.search(quote) and not _NOT.search(around)
        )

    @functools.cached_property
    def is_warning(self) -> bool:
        """Does the sentence warn of others who say such a thing?"""
        text = self.sentence.text
        if _IF_OTHERS.match(text) and not SELF.search(text):
            return True
        return bool(_WARNS.search(text)) and not SELF.search(text[: self.match.start() - self.sentence.start])

    @functools.cached_property
    def is_denied(self) -> bool:
        """Does the clause hold any denial? Where several words make a claim, each may be the denied one."""
        return bool(_NOT.search(self.clause))

    def denies_before(self, place: int) -> bool:
        """Does the clause hold a denial before this place in the passage?"""
        return bool(_NOT.search(self.passage.text[self._clause[0] : place]))

    @property
    def is_ours(self) -> bool:
        """Does the sentence speak of us?"""
        return bool(SELF.search(self.sentence.text))

    @property
    def is_not_claimed(self) -> bool:
        """Is it denied, asked, quoted, or said of others as a warning?"""
        return self.is_negated or self.is_asked or self.is_quoted or self.is_warning

    def says(self, meaning: Meaning) -> bool:
        """Is this said in the same clause?"""
        return meaning.is_in(self.passage, *self._clause)

    def sentence_says(self, meaning: Meaning) -> bool:
        """Is this said in the same sentence?"""
        return meaning.is_in(self.passage, self.sentence.start, self.sentence.end)

    def is_said_with(self, meaning: Meaning) -> bool:
        """Is this said in the sentence, or in the one that it goes with: "Sundays? We answer"?"""
        return meaning.is_in(self.passage, *self._with_neighbor)

    @functools.cached_property
    def _with_neighbor(self) -> tuple[int, int]:
        sentences = self.passage.sentences
        place = sentences.index(self.sentence) if self.sentence in sentences else 0
        start, end = self.sentence.start, self.sentence.end
        if place and len(self.sentence.text.split()) <= _FEW_WORDS:
            start = sentences[place - 1].start
        if place + 1 < len(sentences) and (
            self.sentence.text.endswith("?") or len(sentences[place + 1].text.split()) <= _FEW_WORDS
        ):
            end = sentences[place + 1].end
        return start, end

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Does the sentence match ``pattern``?"""
        return bool(pattern.search(self.sentence.text))
