"""The question pages: one view for all of them, and the page where the answers are checked and sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.views import View

from alter_site.content.pictures.decoding import Busy

from .. import consents, forget
from ..choices import Relationship
from ..models import Draft
from . import card_photos, draft_cookie, drafts, guards, intake, referring_page, steps
from .answers import CALL_BACK, FULL, WAYS, Answers, Attempt
from .forms.question import CheckedAnswer, Mistake, Question
from .pages import CHECK, DONE, SET_ASIDE, START, STOPPED, address, ask_whether_to_carry_on, page, sent_before

AGREED, SHOWN = "agreed", "shown"
UNTICKED, CHANGED = "unticked", "changed"
NOT_SENT = {
    UNTICKED: "Tick the box so that we may do what stands above it",
    CHANGED: "Your answers changed after this page was opened, perhaps in another window. "
    "Check them again, tick the box and press Send",
}


ABOUT_ANOTHER = (
    "Another answer changed, perhaps in another window, and this page now asks about somebody else. "
    "Check what you typed"
)


class QuestionView(View):
    """Ask one question group, keep the answer, lead on."""

    http_method_names = ("get", "head", "post", "options")
    token = ""  # of a draft that this request begins

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["step"] not in steps.BY_SLUG:
            raise Http404("No such question.")
        self.step = steps.BY_SLUG[kwargs["step"]]
        self.read_query(request)
        elsewhere = self.find_draft(request) or self.find_answers(request)
        return elsewhere or super().dispatch(request, *args, **kwargs)

    def read_query(self, request: HttpRequest) -> None:
        """Read which way somebody begins here, if any, and whether they change an answer."""
        sent = request.POST if request.method == "POST" else request.GET
        way = sent.get("way", "")
        # A way can only be taken at its beginning.
        self.way = way if way in WAYS and steps.first(way) is self.step else ""
        self.is_change = "change" in sent

    def find_draft(self, request: HttpRequest) -> HttpResponse | None:
        """Find the visitor's draft, or begin a way without one; return a redirect if neither may be done."""
        self.kept = drafts.find(request)
        if self.kept is not None and self.kept.submission is not None:
            if not self.way:
                return sent_before(request)
            self.kept = None  # another request, after one that was sent
        if self.kept is not None and self.kept.was_away:
            return ask_whether_to_carry_on(self.step)
        if self.kept is None and not self.way:
            if self.step is not steps.first(FULL):
                # Pressed twice: the first press has ended the form, and the browser follows the second.
                return redirect("admissions:under_18" if "is_under_18" in request.POST else START)
            self.way = FULL
        return None

    def find_answers(self, request: HttpRequest) -> HttpResponse | None:
        """Read the answers so far; return a redirect if they do not lead to this question.

        What was typed is kept all the same: another window may have changed what leads here.
        """
        # Read once: from the first answer on, the draft holds it.
        self.source_page = "" if self.kept else referring_page.kind(request)
        self.answers = self.kept.answers if self.kept else Answers.none(self.way, self.source_page)
        if self.way:
            self.answers = steps.still_meant(self.answers, self.answers.on(self.way))
        if self.step in steps.reached(self.answers) or (self.kept and request.method == "POST"):
            return None
        return redirect(address(steps.first_unanswered(self.answers)))

    @property
    def draft(self) -> Draft | None:
        return self.kept.draft if self.kept else None

    def get(self, request: HttpRequest, step: str) -> HttpResponse:
        attempt = self.answers.attempt(step)
        if attempt is None:
            form = self.step.form(self.answers, self.answers.typed(step), draft=self.draft)
            # A time may have passed since it was chosen, or another answer may ask for more here.
            return self.shown(request, form, has_errors=form.is_bound and not form.is_valid())
        form = self.step.form(self.answers, MultiValueDict(attempt.typed), draft=self.draft)
        form.recall(attempt)
        return self.shown(request, form, has_errors=bool(attempt.problems))

    def post(self, request: HttpRequest, step: str) -> HttpResponse:
        if not self.passes(request):  # asked before a photo costs anything
            form = self.step.form(self.answers, request.POST, draft=self.draft)
            form.recall(Attempt(self.step.slug, {}, []))  # nothing was judged
            # Before the first answer there is no draft to keep anything in, nor may one be made now.
            return self.refused(form, STOPPED) if self.kept else self.shown(request, form, is_stopped=True)
        if "skip" in request.POST and self.step.form.can_be_skipped:
            form = self.step.form(self.answers, MultiValueDict(), draft=self.draft)
        else:
            form = self.step.form(self.answers, request.POST, request.FILES, self.draft)
        is_saved = "save" in request.POST
        try:
            is_valid = form.is_valid() and not self.is_about_another(form)
        except Busy:
            if again := card_photos.sent_again(request):
                # With a draft what comes again is the next page of a request, not one more beginning.
                self.own_draft()
                return self.given_cookie(again)
            card_photos.refuse_as_busy(form.files)
            form.full_clean()
            is_valid = False
        if is_valid and form.ends_here and not is_saved:
            return self.ended(form)
        form.draft = self.own_draft()
        try:
            form.keep()
        except Draft.DoesNotExist:
            return sent_before(request)
        if is_saved:
            return self.saved(form)
        return self.answered(form) if is_valid else self.refused(form)

    def is_about_another(self, form: Question) -> bool:
        """Say so, if another window has changed since for whom this asks: a name would become another's."""
        now = steps.asked_about(self.step, self.answers)
        is_another = self.request.POST.get("about", now) != now
        for name in steps.names_asked(self.step, form)[:1] if is_another else ():
            form.add_error(name, ABOUT_ANOTHER)
        return is_another

    def passes(self, request: HttpRequest) -> bool:
        if self.kept is None:
            return guards.passes(request, "start")
        return not self.step.form.takes_photos or guards.passes(request, "photo")

    def answered(self, form: Question) -> HttpResponse:
        slug, typed, way = self.step.slug, form.typed(), self.way
        answers = drafts.change(self.own_draft(), lambda kept: kept.having(slug, typed, way))
        if answers is None:
            return sent_before(self.request)
        if self.step not in steps.reached(answers):
            return self.set_aside(answers)
        if self.is_change:
            return self.led(address(intake.incomplete(answers, self.own_draft())))
        return self.led(address(steps.neighbors(answers, self.step)[1]))

    def refused(self, form: Question, *stopped: str) -> HttpResponse:
        """Keep what was typed and lead back to the question: Back then sends nothing again."""
        attempt = form.attempt(self.step.slug)
        if stopped:
            attempt = replace(attempt, problems=[])  # a photo was not looked at, so nothing is wrong with it
        answers = drafts.change(self.own_draft(), lambda kept: kept.having_tried(attempt, self.way))
        if answers is None:
            return sent_before(self.request)
        if self.step not in steps.reached(answers):
            return self.set_aside(answers)
        query = "&".join(f"{name}=1" for name in [*(["change"] if self.is_change else []), *stopped])
        return self.led(f"{address(self.step)}{'?' if query else ''}{query}")

    def set_aside(self, answers: Answers) -> HttpResponse:
        """Lead on from a question that is not asked now; the next page says what became of its answer."""
        return self.led(f"{address(steps.first_unanswered(answers))}?{SET_ASIDE}={self.step.slug}")

    def saved(self, form: Question) -> HttpResponse:
        """Keep this page as it is, finished or not, and lead to the words that come back to it."""
        unjudged = replace(form.attempt(self.step.slug), problems=[])
        if drafts.change(self.own_draft(), lambda kept: kept.having_tried(unjudged, self.way)) is None:
            return sent_before(self.request)
        drafts.save_for_later(self.own_draft())
        return self.led(reverse("admissions:save"))

    def own_draft(self) -> Draft:
        """Return the visitor's draft; make one for whoever has none yet."""
        if self.kept is None:
            self.kept, self.token = drafts.begin(self.answers)
        return self.kept.draft

    def led(self, to: str) -> HttpResponse:
        return self.given_cookie(redirect(to))

    def given_cookie(self, response: HttpResponse) -> HttpResponse:
        """Let the browser know a draft that this request began."""
        if self.token:
            draft_cookie.give(response, self.token)
        return response

    def ended(self, form: Question) -> HttpResponse:
        """Forget everything at once, and lead to the page that says why."""
        if self.kept is not None:
            forget.forget_draft(self.kept.draft)
        response = redirect(form.ends_here)
        draft_cookie.end(response)
        return response

    def shown(
        self, request: HttpRequest, form: Question, *, has_errors: bool = False, is_stopped: bool = False
    ) -> HttpResponse:
        before = steps.neighbors(self.answers, self.step)[0]
        start = START if self.answers.way == CALL_BACK else "admissions:insurance_check"
        back = address(before) if before else reverse(start)
        return page(
            request,
            "question",
            form=form,
            mistakes=form.mistakes() if has_errors else (),
            about=steps.asked_about(self.step, self.answers),
            set_aside=_set_aside(request, self.answers),
            number=steps.path(self.answers).index(self.step) + 1,
            back=reverse(CHECK) if self.is_change else back,
            way=self.way,
            source_page=self.source_page,
            is_change=self.is_change,
            is_stopped=is_stopped or STOPPED in request.GET,
            guards=guards.fields(again=has_errors),
        )


question = QuestionView.as_view()


def _set_aside(request: HttpRequest, answers: Answers) -> str:
    """Return the question whose answer is kept for later, in its words; nothing where there is none."""
    step = steps.BY_SLUG.get(request.GET.get(SET_ASIDE, ""))
    return step.form(answers).title if step else ""


@dataclass(frozen=True)
class Group:
    """The answers of one step, and the way to change them."""

    heading: str
    change: str
    answers: list[CheckedAnswer]


def _groups(forms: dict[steps.Step, Question]) -> list[Group]:
    groups = []
    for step, form in forms.items():
        shown = form.checked_answers()
        if shown or form.can_be_skipped:
            groups.append(Group(form.title, f"{address(step)}?change=1", shown))
    return groups


def check(request: HttpRequest) -> HttpResponse:
    """Show every answer once more, and send them."""
    kept = drafts.find(request)
    if kept is None:
        return redirect(START)
    if kept.submission is not None:
        drafts.pressed_again(kept, guards.stamp_of(request))
        return redirect(DONE)
    if kept.was_away:
        return ask_whether_to_carry_on()
    try:
        told = intake.build(kept.answers, kept.draft)
    except intake.NotComplete as incomplete:
        return redirect(address(incomplete.step))
    shown = salted_hmac(CHECK, replace(kept.answers, attempts=()).written()).hexdigest()
    if request.method == "POST":
        # A page that has stood open since another tab changed an answer showed other permissions, too.
        problem = CHANGED if request.POST.get(SHOWN, shown) != shown else UNTICKED
        if problem == CHANGED or AGREED not in request.POST:
            return redirect(f"{reverse(CHECK)}?{problem}=1")
        if not guards.passes(request, "send"):
            return redirect(f"{reverse(CHECK)}?{STOPPED}=1")
        drafts.send(kept, told, guards.stamp_of(request))
        response = redirect(DONE)
        draft_cookie.give(response, draft_cookie.read(request), drafts.KEPT_SENT)
        return response
    return page(
        request,
        "check",
        set_aside=_set_aside(request, kept.answers),
        groups=_groups(intake.read(kept.answers, kept.draft)),
        permissions=[consents.IN_FORCE[kind] for kind in told.consents],
        shown=shown,
        mistakes=[Mistake(words, f"id_{AGREED}") for name, words in NOT_SENT.items() if name in request.GET],
        asks_insurer="use_details" in told.consents,
        waits_for_them=told.plain["relation"] == Relationship.LOVED_ONE
        and "use_details" not in told.consents,
        back=address(steps.path(kept.answers)[-1]),
        guards=guards.fields(),
    )
