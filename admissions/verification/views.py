"""The question pages: one view for all of them, and the page where the answers are checked and sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views import View

from alter_site.content import facts
from alter_site.content.pictures.decoding import Busy

from .. import consents, forget
from ..choices import Relation
from ..models import Draft
from . import card_photos, drafts, guards, intake, origin, steps
from .answers import CALL_BACK, FULL, WAYS, Answers, Attempt
from .forms import Question
from .forms.question import Mistake, Row
from .guards import Verdict

START = "admissions:request"
CHECK = "admissions:check"
DONE = "admissions:done"
AGREED, UNTICKED = "agreed", "unticked"
NOT_AGREED = "Tick the box so that we may do what stands above it"
STOPPED = "stopped"  # in an address: the page offers the phone


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Return a private page. Nothing of the session is touched."""
    known = facts.current(timezone.now())
    return render(request, f"admissions/{template}.html", {"facts": known, **context}, status=status)


def address(step: steps.Step | None) -> str:
    """Return where a step is; without one, where everything is checked."""
    return reverse("admissions:question", args=[step.slug]) if step else reverse(CHECK)


def where(kept: drafts.Kept) -> str:
    """Return where somebody goes on: the page they were on, or the first that has no answer."""
    return address(steps.BY_SLUG.get(kept.place) or steps.first_unanswered(kept.answers))


def asked_first(step: steps.Step | None = None) -> HttpResponse:
    """Lead to the page that asks whether to carry on, before anything of the answers is shown."""
    return redirect(f"{reverse('admissions:again')}{f'?to={step.slug}' if step else ''}")


def _led_from(slug: str) -> HttpResponse:
    """Lead on whoever has a page of the longer form open, which is gone."""
    if slug in steps.RETIRED:
        return redirect(START)
    raise Http404("No such question.")


class QuestionView(View):
    """Ask one question group, keep the answer, lead on."""

    http_method_names = ("get", "head", "post", "options")
    token = ""  # of a draft that this request begins

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        step = steps.BY_SLUG.get(kwargs["step"])
        if step is None:
            return _led_from(kwargs["step"])
        self.step = step
        asked = request.POST if request.method == "POST" else request.GET
        way = asked.get("way", "")
        # A way can only be taken at its beginning.
        self.way = way if way in WAYS and steps.first(way) is step else ""
        self.is_change = "change" in asked
        self.kept = drafts.find(request)
        if self.kept is not None and self.kept.submission is not None:
            if not self.way:
                return redirect(DONE)
            self.kept = None  # another request, after one that was sent
        if self.kept is not None and self.kept.was_away:
            return asked_first(step)
        if self.kept is None and not self.way:
            if step is not steps.first(FULL):
                return redirect(START)
            self.way = FULL
        self.source_page = ""  # asked for once: from the first answer on, the draft knows it
        if self.kept is None:
            is_sent = request.method == "POST"
            self.source_page = origin.kind_sent(request) if is_sent else origin.kind_of_page(request)
        self.answers = self.kept.answers if self.kept else Answers.none(self.way, self.source_page)
        if self.way:
            self.answers = self.answers.on(self.way)
        if step not in steps.path(self.answers) or self.is_ahead():
            return redirect(address(steps.first_unanswered(self.answers)))
        return super().dispatch(request, *args, **kwargs)

    def is_ahead(self) -> bool:
        """Does this question come after one that has no answer yet?"""
        way = steps.path(self.answers)
        unanswered = steps.first_unanswered(self.answers)
        return unanswered is not None and way.index(self.step) > way.index(unanswered)

    @property
    def own_draft(self) -> Draft:
        """The draft of a visitor who has one by now."""
        if self.kept is None:
            raise Draft.DoesNotExist
        return self.kept.draft

    @property
    def draft(self) -> Draft | None:
        return self.kept.draft if self.kept else None

    def get(self, request: HttpRequest, step: str) -> HttpResponse:
        verdict = Verdict.OFFER_PHONE if STOPPED in request.GET else Verdict.PASS
        attempt = self.answers.attempt(step)
        if attempt is None:
            form = self.step.form(self.answers, self.answers.typed(step), draft=self.draft)
            return self.shown(request, form, verdict)
        form = self.step.form(self.answers, MultiValueDict(attempt.typed), draft=self.draft)
        form.recall(attempt)
        return self.shown(request, form, verdict, has_errors=bool(attempt.problems))

    def post(self, request: HttpRequest, step: str) -> HttpResponse:
        verdict = self.verdict(request)  # asked before a photo costs anything
        if verdict is not Verdict.PASS:
            form = self.step.form(self.answers, request.POST, draft=self.draft)
            form.recall(Attempt(self.step.slug, {}, []))  # nothing was judged
            # Before the first answer there is no draft to keep anything in, nor may one be made now.
            return self.shown(request, form, verdict) if self.kept is None else self.refused(form, STOPPED)
        if "skip" in request.POST and self.step.form.can_be_skipped:
            form = self.step.form(self.answers, MultiValueDict(), draft=self.draft)
        else:
            form = self.step.form(self.answers, request.POST, request.FILES, self.draft)
        is_saved = "save" in request.POST
        try:
            is_valid = form.is_valid()
        except Busy:
            if again := card_photos.sent_again(request):
                # With a draft what comes again is the next page of a request, not one more beginning.
                self.begin()
                return self.given_cookie(again)
            card_photos.refuse_as_busy(form.files)
            form.full_clean()
            is_valid = False
        if is_valid and form.ends_here and not is_saved:
            return self.ended(form)
        self.begin()
        form.draft = self.draft
        try:
            form.keep()
        except Draft.DoesNotExist:
            return redirect(START)
        if is_saved:
            return self.saved(form)
        return self.answered(form) if is_valid else self.refused(form)

    def verdict(self, request: HttpRequest) -> Verdict:
        if self.kept is None:
            return guards.check(request, "start")
        if self.step.form.takes_photos:
            return guards.check(request, "photo")
        return Verdict.PASS

    def answered(self, form: Question) -> HttpResponse:
        answers = drafts.answer(self.own_draft, self.step.slug, form.typed(), self.way)
        if answers is None:
            return redirect(DONE)
        following = steps.neighbors(answers, self.step)[1]
        return self.led(address(steps.first_unanswered(answers) if self.is_change else following))

    def refused(self, form: Question, *stopped: str) -> HttpResponse:
        """Keep what was typed and lead back to the question: Back then sends nothing again."""
        attempt = form.attempt(self.step.slug)
        if stopped:
            attempt = replace(attempt, problems=[])  # a photo was not looked at, so nothing is wrong with it
        if drafts.keep_attempt(self.own_draft, attempt, self.way) is None:
            return redirect(DONE)
        query = "&".join(f"{name}=1" for name in [*(["change"] if self.is_change else []), *stopped])
        return self.led(f"{address(self.step)}{'?' if query else ''}{query}")

    def saved(self, form: Question) -> HttpResponse:
        """Keep this page as it is, finished or not, and lead to the words that come back to it."""
        unjudged = replace(form.attempt(self.step.slug), problems=[])
        if drafts.keep_attempt(self.own_draft, unjudged, self.way) is None:
            return redirect(DONE)
        if self.own_draft.resume_code is None:
            drafts.save_for_later(self.own_draft)
        return self.led(reverse("admissions:save"))

    def begin(self) -> None:
        """Make a draft for a visitor who has none yet."""
        if self.kept is None:
            self.kept, self.token = drafts.begin(self.answers)

    def led(self, to: str) -> HttpResponse:
        return self.given_cookie(redirect(to))

    def given_cookie(self, response: HttpResponse) -> HttpResponse:
        """Let the browser know a draft that this request began."""
        if self.token:
            drafts.give_cookie(response, self.token)
        return response

    def ended(self, form: Question) -> HttpResponse:
        """Forget everything at once, and lead to the page that says why."""
        if self.kept is not None:
            forget.forget_draft(self.kept.draft)
        response = redirect(form.ends_here)
        drafts.end_cookie(response)
        return response

    def shown(
        self,
        request: HttpRequest,
        form: Question,
        verdict: Verdict = Verdict.PASS,
        *,
        has_errors: bool = False,
    ) -> HttpResponse:
        before = steps.neighbors(self.answers, self.step)[0]
        start = START if self.answers.way == CALL_BACK else "admissions:insurance_check"
        back = address(before) if before else reverse(start)
        return page(
            request,
            "question",
            form=form,
            mistakes=form.mistakes() if has_errors else (),
            number=steps.path(self.answers).index(self.step) + 1,
            back=reverse(CHECK) if self.is_change else back,
            way=self.way,
            source_page=self.source_page,
            is_change=self.is_change,
            verdict=verdict,
            guards=guards.fields(again=has_errors),
        )


question = QuestionView.as_view()


@dataclass(frozen=True)
class Group:
    """The answers of one step, and the way to change them."""

    heading: str
    change: str
    rows: list[Row]


def _groups(answers: Answers, forms: dict[str, Question]) -> list[Group]:
    groups = []
    for slug, form in forms.items():
        rows = form.rows()
        if rows or form.can_be_skipped:
            groups.append(Group(form.title, f"{reverse('admissions:question', args=[slug])}?change=1", rows))
    return groups


def check(request: HttpRequest) -> HttpResponse:
    """Show every answer once more, and send them."""
    kept = drafts.find(request)
    if kept is None:
        return redirect(START)
    if kept.submission is not None:
        return redirect(DONE)
    if kept.was_away:
        return asked_first()
    try:
        told = intake.build(kept.answers, kept.draft)
    except intake.NotComplete as incomplete:
        return redirect(address(incomplete.step))
    if request.method == "POST":
        if AGREED not in request.POST:
            return redirect(f"{reverse(CHECK)}?{UNTICKED}=1")
        if guards.check(request, "send") is not Verdict.PASS:
            return redirect(f"{reverse(CHECK)}?{STOPPED}=1")
        drafts.send(kept, told)
        response = redirect(DONE)
        drafts.give_cookie(response, drafts.token_of(request), drafts.KEPT_SENT)
        return response
    return page(
        request,
        "check",
        groups=_groups(kept.answers, intake.read(kept.answers, kept.draft)),
        permissions=[consents.IN_FORCE[kind] for kind in told.consents],
        mistakes=[Mistake(NOT_AGREED, f"id_{AGREED}")] if UNTICKED in request.GET else (),
        asks_insurer="use_details" in told.consents,
        waits_for_them=told.plain["relation"] == Relation.LOVED_ONE and "use_details" not in told.consents,
        back=address(steps.path(kept.answers)[-1]),
        verdict=Verdict.OFFER_PHONE if STOPPED in request.GET else Verdict.PASS,
        guards=guards.fields(),
    )
