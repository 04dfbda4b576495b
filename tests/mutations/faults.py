"""More than a hundred small faults that a person could make, by what they are about.

Each names a file, a text that stands in it once, what stands there instead, what goes wrong for whom, and the
test modules that stand for it, the most telling first. :mod:`.__main__` sows them one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A text of the product and what somebody might have written instead."""

    name: str
    file: str
    text: str
    instead: str
    harm: str
    tests: str  # modules below tests/, separated by spaces

    @property
    def modules(self) -> list[str]:
        """The paths of its test modules in the checkout."""
        return [f"tests/{name}.py" for name in self.tests.split()]

    def in_place(self, source: str) -> str:
        """Return a file's source with the fault in it. Raises ValueError unless there is one place for it."""
        if (found := source.count(self.text)) != 1:
            raise ValueError(f"{self.file} holds the text of {self.name} {found} times.")
        return source.replace(self.text, self.instead)


PUBLISHING = (
    Fault(
        "after-its-end",
        "alter_site/content/models/edition.py",
        ' | Q(**{f"{of}live_until__gt": now})',
        ' | Q(**{f"{of}live_until__isnull": False})',
        "A story whose authorization has ended is still on the site.",
        "content/test_publishing content/test_links content/test_facts delivery/test_page_cache",
    ),
    Fault(
        "editions-that-are-not-live",
        "alter_site/content/models/edition.py",
        'return Q(**{f"{of}pk__isnull": False}) & has_not_ended if of else has_not_ended',
        "return has_not_ended",
        "A list names a page twice, with its old title and the new one.",
        "content/test_publishing content/test_links content/test_sitemaps",
    ),
    Fault(
        "told-before-the-commit",
        "alter_site/delivery/generation.py",
        "transaction.on_commit(lambda: _store().advance())",
        "_store().advance()",
        "A reader who comes between the two has the old page kept as the newest one.",
        "content/test_publishing delivery/test_generation",
    ),
    Fault(
        "past-the-blockers",
        "alter_site/content/editions/publishing.py",
        "    if blockers := page.blockers():\n"
        '        raise CannotPublish(" ".join(blockers))\n'
        "    # What this release",
        "    # What this release",
        "Somebody's story comes back after they have taken their permission away.",
        "content/test_publishing library/test_people",
    ),
    Fault(
        "the-schedule-overwrites-a-correction",
        "alter_site/content/editions/scheduled.py",
        "    if (live.edition_id if live else None) != row.over_id:",
        "    if False:",
        "A mistake is mended by hand, and on Christmas morning the older text stands there again.",
        "content/test_schedule",
    ),
    Fault(
        "somebody-is-their-own-second-person",
        "alter_site/content/facts/deciding.py",
        "    if person.pk in (change.made_by_id, change.glass_by_id):",
        "    if False:",
        "One stolen session changes the number that people in trouble call.",
        "content/test_second_person",
    ),
    Fault(
        "place-in-the-list-is-not-published",
        "alter_site/content/editions/freezing.py",
        '"position": position, "body": body',
        '"body": body',
        "A marketer moves a page up in its list, publishes it, and the list stays as it was.",
        "content/test_publishing content/test_working_copy content/test_links",
    ),
    Fault(
        "edition-of-an-earlier-release",
        "alter_site/content/editions/freezing.py",
        "made_from = digest, content.VERSION, approval",
        "made_from = digest, newest and newest.schema_version, approval",
        "Publishing again after a release leaves a body that only the release before could read.",
        "content/test_publishing content/test_objects",
    ),
    Fault(
        "clinical-page-without-a-signature",
        "alter_site/content/editions/reviews.py",
        "    if content.needs_approval:",
        "    if content.needs_approval and content.sources:",
        "A text about an illness that no clinician has read goes live.",
        "content/test_reviews content/test_admin_reviews",
    ),
    Fault(
        "signature-under-what-was-not-read",
        "alter_site/content/editions/reviews.py",
        "    if read != text.digest:",
        "    if not read:",
        "A clinician signs a sentence that was slipped in while they were reading.",
        "content/test_admin_reviews content/test_reviews",
    ),
    Fault(
        "license-checked-once-for-all",
        "alter_site/staff/models.py",
        "bool(checked) and checked == self.printed_license",
        "bool(checked and self.printed_license)",
        "Pages name a license that nobody has looked up.",
        "staff/test_licenses content/test_reviews",
    ),
)

STATES = (
    Fault(
        "from-an-older-screen",
        "admissions/desk/forms.py",
        "self.submission.version if seen is None else seen",
        "self.submission.version",
        "Whoever looks at an hour-old screen undoes what a colleague has done since.",
        "admissions/test_desk_detail",
    ),
    Fault(
        "unreachable-after-one-day",
        "admissions/services/states.py",
        "len(tried) < 3 or len(days) < 2",
        "len(tried) < 3 and len(days) < 2",
        "Three calls in one hour, and somebody who was asleep counts as not to be reached.",
        "admissions/test_states",
    ),
    Fault(
        "taken-back-and-taken-up-again",
        "admissions/services/states.py",
        '"reopen", _may_be_taken_up_again',
        '"reopen", _has_a_reason',
        "Somebody who took their request back is called all the same.",
        "admissions/test_states admissions/test_desk_calls",
    ),
    Fault(
        "an-earlier-owners-attempt",
        "admissions/services/claims.py",
        '"submission": OuterRef("pk"), "at__gte": OuterRef("claimed_at")',
        '"submission": OuterRef("pk")',
        "A request that was handed over lies untouched for days, because somebody once called.",
        "admissions/test_states",
    ),
    Fault(
        "no-promise-goes-first",
        "admissions/models/submission.py",
        'F("due_first_contact").asc(nulls_last=True)',
        'F("due_first_contact").asc(nulls_first=True)',
        "Those who were promised a call wait behind those who were promised none.",
        "admissions/test_desk_order",
    ),
    Fault(
        "a-stale-place-in-the-queue",
        "admissions/models/turn.py",
        'changes.setdefault("holds_until", AT_ONCE)',
        'changes.setdefault("holds_until", FOREVER)',
        "A request that was handed over, or whose hours were corrected, stays in the wrong tab for ever.",
        "admissions/test_desk_turns",
    ),
    Fault(
        "called-outside-their-hours",
        "admissions/services/turns.py",
        "return (AT_ONCE, window.end) if window.start <= now else (window.start, window.start)",
        "return AT_ONCE, window.end",
        "Take next gives out somebody who asked not to be called before five, and their partner answers.",
        "admissions/test_desk_turns admissions/test_desk_order",
    ),
    Fault(
        "put-off-past-the-promise",
        "admissions/models/submission.py",
        "self.due_first_contact is not None and self.due_first_contact < moment",
        "self.due_first_contact is not None and self.due_first_contact > moment",
        "A call that was promised for eleven is put off until tomorrow, out of everybody's sight.",
        "admissions/test_reminders",
    ),
    Fault(
        "woken-for-each-request",
        "admissions/notifications.py",
        "sent_at__gt=since, sent_at__lte=now",
        "sent_at__gt=now, sent_at__lte=now",
        "Forty messages a night: by the third night nobody reads one.",
        "admissions/test_alerts",
    ),
    Fault(
        "the-first-attempt-is-the-last",
        "admissions/services/attempts.py",
        '{"first_attempt_at": _the_earlier("first_attempt_at", now)}',
        '{"first_attempt_at": now}',
        "A kept promise turns into a broken one with the second call.",
        "admissions/test_states admissions/test_desk_calls",
    ),
)

SEALING = (
    Fault(
        "bound-to-no-row",
        "admissions/phi/seal.py",
        'return f"{label}:{row}".encode()',
        "return label.encode()",
        "A phone number copied into another person's row opens there.",
        "admissions/test_sealing",
    ),
    Fault(
        "one-nonce-a-row",
        "admissions/phi/seal.py",
        "nonce = os.urandom(NONCE_BYTES)",
        "nonce = row.bytes[:NONCE_BYTES]",
        "Two values under one nonce: whoever steals the database can subtract one from the other.",
        "admissions/test_sealing",
    ),
    Fault(
        "a-name-in-plain-text",
        "admissions/phi/field.py",
        "        if not isinstance(value, Sealed):\n"
        '            raise TypeError(f"{self.label} takes sealed values only.")\n'
        "        return value.token\n",
        "        return value.token if isinstance(value, Sealed) else value\n",
        "Whoever forgets to seal a value stores it as it was typed, and nothing says so.",
        "admissions/test_sealing",
    ),
    Fault(
        "an-expression-in-plain-text",
        "admissions/phi/field.py",
        "    return False\n\n\nclass SealedField",
        "    return True\n\n\nclass SealedField",
        "An update with an expression writes what nobody sealed.",
        "admissions/test_sealing",
    ),
    Fault(
        "rotation-undoes-an-edit",
        "admissions/custody/rotation.py",
        "filter(pk=row.pk, **{name: before})",
        "filter(pk=row.pk)",
        "A number that a coordinator corrects while keys are changed is the wrong one again.",
        "admissions/test_rotation",
    ),
    Fault(
        "k1-taken-for-k10",
        "admissions/phi/seal.py",
        'f"{FORM}.{keyring().active}."',
        'f"{FORM}.{keyring().active}"',
        "What the key k10 sealed is left behind when k1 becomes the active one.",
        "admissions/test_rotation admissions/test_sealing",
    ),
    Fault(
        "as-long-as-it-was-typed",
        "admissions/phi/padding.py",
        'ljust(padded_length(len(value), size), b"\\0")',
        'ljust(size, b"\\0")',
        "Whoever steals a back-up reads from its lengths who wants to live at a treatment home.",
        "admissions/test_lengths",
    ),
    Fault(
        "anybodys-cookie",
        "admissions/phi/draft_key.py",
        "salt=row.bytes",
        "salt=None",
        "A key that was wrapped for one draft opens another that it is copied onto.",
        "admissions/test_draft_key",
    ),
)

ACCESS = (
    Fault(
        "a-look-that-can-be-rolled-back",
        "admissions/custody/access.py",
        "with transaction.atomic(durable=True):",
        "with transaction.atomic():",
        "Somebody sees a file, an error follows, and the log has never heard of the look.",
        "admissions/test_access",
    ),
    Fault(
        "opened-before-it-is-logged",
        "admissions/custody/access.py",
        "    _log_look(actor, submission, looks, action, reason, address)\n"
        "    return [{name: _text(_open(look.row, name)) for name in look.fields} for look in looks]\n",
        "    texts = [{name: _text(_open(look.row, name)) for name in look.fields} for look in looks]\n"
        "    _log_look(actor, submission, looks, action, reason, address)\n"
        "    return texts\n",
        "What does not open leaves no line, so that nobody learns who tried.",
        "admissions/test_access admissions/test_desk_detail",
    ),
    Fault(
        "a-reason-that-can-be-rewritten",
        "admissions/custody/chain.py",
        '"fields", "reason", "address", "previous")',
        '"fields", "address", "previous")',
        "Whoever looked without a reason writes one into the log later, and the chain is whole.",
        "admissions/test_access",
    ),
    Fault(
        "the-last-anchor-wins",
        "admissions/custody/chain.py",
        "self.held.setdefault(anchor.number, []).append(anchor)",
        "self.held[anchor.number] = [anchor]",
        "Whoever rebuilds the log and waits for the next anchor has rebuilt it for good.",
        "admissions/test_anchors",
    ),
    Fault(
        "a-photo-of-somebody-else",
        "admissions/desk/views.py",
        "CardImage.objects.filter(pk=key, submission=submission)",
        "CardImage.objects.filter(pk=key)",
        "With the address of a photo, a coordinator opens a card from a request that is not theirs.",
        "admissions/test_desk_detail admissions/test_desk_permissions",
    ),
    Fault(
        "told-after-it-was-taken-back",
        "admissions/services/consents.py",
        "    if consent.revoked_at is not None or consent.given_at > now:",
        "    if consent.given_at > now:",
        "A mother is told the answer an hour after her son has forbidden it.",
        "admissions/test_consents",
    ),
    Fault(
        "a-talk-without-a-consent",
        "admissions/services/attempts.py",
        "        tell(submission, actor, told=told, why=why)\n",
        "        pass\n",
        "What was said to somebody else stands in the file, and nobody asked whether it might be said.",
        "admissions/test_consents",
    ),
    Fault(
        "any-consent-is-enough",
        "admissions/services/consents.py",
        "    if not _scope(consent).covers(scope):",
        "    if not _scope(consent).covers(Scope.ASKED):",
        "Whoever may know that somebody asked is told what the plan covers.",
        "admissions/test_consents",
    ),
    Fault(
        "a-glass-that-stays-broken",
        "admissions/custody/glass.py",
        "GlassBreak.objects.filter(by=actor, at__lte=now, ends_at__gt=now)",
        "GlassBreak.objects.filter(by=actor, at__lte=now)",
        "One emergency opens a request to somebody for ever.",
        "admissions/test_glass",
    ),
    Fault(
        "looks-through-a-broken-glass-without-a-mark",
        "admissions/custody/access.py",
        'glass.MARK if glass.open_until(actor, submission.pk) else ""',
        '""',
        "The privacy officer sees that a glass was broken and not what was opened through it.",
        "admissions/test_glass",
    ),
    Fault(
        "a-packet-under-any-consent",
        "admissions/services/handoffs.py",
        "in_force(submission, Scope.ALL)",
        "in_force(submission)",
        "Everything leaves because somebody may be told when we talk.",
        "admissions/test_handoff",
    ),
    Fault(
        "a-held-request-is-forgotten",
        "admissions/services/holds.py",
        "until__lt=today",
        "until__lte=today",
        "What a court asks for is gone on the last day on which it was to be kept.",
        "admissions/test_retention",
    ),
    Fault(
        "opened-by-a-link",
        "admissions/desk/views.py",
        '    submission = allowed(actor, reference, f"reveal {group}")\n'
        '    if request.method != "POST":\n'
        '        return redirect("desk:detail", reference)\n',
        '    submission = allowed(actor, reference, f"reveal {group}")\n',
        "A link that is fetched ahead opens a file, in the name of somebody who pressed nothing.",
        "admissions/test_desk_detail admissions/test_desk_permissions",
    ),
)

PERMISSIONS = (
    Fault(
        "verifiers-see-the-number",
        "alter_site/staff/permissions.py",
        '"reveal contact": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _MINE,',
        '"reveal contact": {COORDINATOR: _MINE_OR_FREE, BENEFITS_VERIFIER: _OPEN,',
        "People who only ring insurers can open how to reach everybody.",
        "staff/test_permissions admissions/test_desk_permissions",
    ),
    Fault(
        "any-staff-at-the-desk",
        "admissions/desk/guard.py",
        "if not user_of(request).may(action):",
        "if not user_of(request).is_staff:",
        "Marketers and administrators read the queue of people who ask for care.",
        "admissions/test_desk_permissions admissions/test_desk_queue",
    ),
    Fault(
        "closed-requests-are-found",
        "admissions/desk/guard.py",
        'Submission.objects.open() if actor.may("see the queue")',
        'Submission.objects.all() if actor.may("see the queue")',
        "A coordinator learns that somebody asked for care a month ago.",
        "admissions/test_desk_calls admissions/test_desk_queue admissions/test_desk_detail",
    ),
    Fault(
        "a-factor-that-was-not-used",
        "alter_site/staff/second_factor.py",
        'settings.STAFF_SECOND_FACTOR == "optional" or last_used_at(request) > 0',
        'settings.STAFF_SECOND_FACTOR == "optional" or bool(of(request.user))',
        "A stolen password is enough for whoever has set up an authenticator.",
        "staff/test_sign_in staff/test_sessions",
    ),
    Fault(
        "a-lead-resets-an-administrator",
        "alter_site/staff/accounts.py",
        "bool(groups) and groups <= {COORDINATOR, BENEFITS_VERIFIER}",
        "bool(groups & {COORDINATOR, BENEFITS_VERIFIER})",
        "A lead takes the second step from an administrator who also works at the desk.",
        "staff/test_accounts",
    ),
)

RECEIVE = (
    Fault(
        "a-double-click-is-two-requests",
        "admissions/services/receive.py",
        "        draft_id=intake.draft_id,\n        received_at=now,",
        "        received_at=now,",
        "Somebody with a slow phone is called twice, by two people.",
        "admissions/test_receive admissions/test_verification_sent",
    ),
    Fault(
        "half-a-request",
        "admissions/services/receive.py",
        "        with transaction.atomic():\n            return _store(intake, draft, actor)",
        "        return _store(intake, draft, actor)",
        "A fault half-way leaves a request without its insurance, and the second try finds it there.",
        "admissions/test_receive",
    ),
    Fault(
        "permissions-nobody-gave",
        "admissions/services/receive.py",
        "for kind in intake.consents:",
        "for kind in consents.IN_FORCE:",
        "An insurer is asked about somebody who wanted nothing but a call.",
        "admissions/test_receive admissions/test_verification_sent admissions/test_desk_calls",
    ),
    Fault(
        "everybody-without-an-address-is-one",
        "admissions/services/receive.py",
        "        if code := getattr(submission, column):\n            same |= Q(**{column: code})",
        "        same |= Q(**{column: getattr(submission, column)})",
        "Each request without an e-mail address is shown as a second one of all others.",
        "admissions/test_receive",
    ),
    Fault(
        "the-secret-at-every-view",
        "admissions/verification/drafts.py",
        "shown_once=draft.shown_once).update(shown_once=None)",
        "shown_once=draft.shown_once).exists()",
        "Whoever uses the phone next reads the secret, the name to ask for and the hours.",
        "admissions/test_verification_sent admissions/test_guards",
    ),
)

ESTIMATES = (
    Fault(
        "a-holiday-is-a-business-day",
        "admissions/estimates/business_days.py",
        "date.weekday() < SATURDAY and date not in holidays(date.year)",
        "date.weekday() < SATURDAY",
        "Estimates are promised for Thanksgiving, and care a day too near starts the wrong clock.",
        "admissions/test_estimates",
    ),
    Fault(
        "its-own-second-person",
        "admissions/services/estimates.py",
        "{estimate.author_id, *content_of(estimate).writers}",
        "{estimate.author_id}",
        "Whoever wrote the rates into the version before signs them.",
        "admissions/test_estimates",
    ),
    Fault(
        "an-estimate-forgotten",
        "admissions/forget.py",
        "if keeping.thin_out(submission, now)}",
        "if False}",
        "Somebody who disputes a bill gets no copy of their estimate.",
        "admissions/test_estimates",
    ),
    Fault(
        "a-secret-without-end",
        "admissions/services/by_person.py",
        'named.update(status_secret="")',
        "named.update(secret_failures=0)",
        "A secret may be guessed for ever.",
        "admissions/test_status_page",
    ),
    Fault(
        "nights-that-nobody-covers",
        "admissions/services/by_person.py",
        "if due is None and ours.is_known:",
        "if due is None and not ours.is_known:",
        "Somebody waits for a call in hours in which nobody is there.",
        "admissions/test_status_page",
    ),
)

HEADERS = (
    Fault(
        "vary-is-lost",
        "alter_site/delivery/headers.py",
        '        "Vary": "Accept-Encoding",\n',
        "",
        "A cache in front hands a compressed page to somebody who cannot read it.",
        "site/test_headers delivery/test_page_cache",
    ),
    Fault(
        "what-is-unmarked-is-public",
        "alter_site/delivery/headers.py",
        'kind = getattr(response, "headers_kind", PRIVATE)',
        'kind = getattr(response, "headers_kind", EDITION)',
        "A forgotten mark lets a shared cache keep a page of somebody's answers.",
        "site/test_headers",
    ),
    Fault(
        "framed-by-anybody",
        "alter_site/settings/security.py",
        '        "frame-ancestors": [NONE],\n',
        "",
        "Another site lays the form under a button of its own.",
        "site/test_headers",
    ),
    Fault(
        "answers-in-a-shared-cache",
        "alter_site/delivery/calculator.py",
        "return mark(view(request), CALCULATOR)",
        'return mark(view(request), "edition")',
        "What one person typed about their money is what the next one reads.",
        "site/test_headers selfhelp/test_money",
    ),
    Fault(
        "plain-http-below-our-name",
        "alter_site/settings/security.py",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS = True",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS = False",
        "A made-up host below our name, in plain http, can set cookies for the real one.",
        "site/test_headers site/test_deploy site/test_server site/test_project",
    ),
)

PAGE_CACHE = (
    Fault(
        "a-page-with-somebodys-cookie",
        "alter_site/delivery/ready_page.py",
        "        and not response.cookies\n",
        "",
        "The cookie of the first reader is handed to everybody after them.",
        "delivery/test_page_cache",
    ),
    Fault(
        "head-with-a-body",
        "alter_site/delivery/page_cache.py",
        'return () if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)',
        "return (answer.body,)",
        "After a HEAD the next answer on the connection begins in the middle of a page.",
        "delivery/test_page_cache",
    ),
    Fault(
        "head-with-a-body-from-memory",
        "alter_site/delivery/memory_hits.py",
        'b"" if self.request.method == "HEAD" else self.answer.body',
        "self.answer.body",
        "The same, for a page that the loop sends itself.",
        "delivery/test_memory_hits",
    ),
    Fault(
        "an-earlier-generation",
        "alter_site/delivery/page_cache.py",
        "return page.generation == mark and page.until > time.time()",
        "return page.until > time.time()",
        "What an editor publishes or takes back stays as it was until the server is started anew.",
        "delivery/test_page_cache",
    ),
    Fault(
        "neighbors-are-not-in-the-tag",
        "alter_site/content/views.py",
        "(number, neighbors, listed),",
        "(number, listed),",
        "A page goes on linking to a therapy that was taken back.",
        "content/test_entity_tag delivery/test_page_cache",
    ),
    Fault(
        "taken-back-until-the-database-is-down",
        "alter_site/delivery/page_cache.py",
        "        if not _is_short_link(environ):\n            self.memory.drop(key)\n",
        "",
        "A page that was taken off the site comes back in the hour the database is away.",
        "delivery/test_page_cache",
    ),
    Fault(
        "any-host-is-ours",
        "alter_site/delivery/page_cache.py",
        "    return next((name for name in settings.ALLOWED_HOSTS if domain "
        'and validate_host(domain, [name])), "")\n',
        "    return domain\n",
        "A name that somebody else points at our server shows our pages as its own.",
        "delivery/test_page_cache delivery/test_baking",
    ),
    Fault(
        "the-newest-is-forgotten-first",
        "alter_site/delivery/page_memory.py",
        "self._pages.popitem(last=False)",
        "self._pages.popitem(last=True)",
        "Once memory is full each page is rendered for each reader.",
        "delivery/test_page_cache",
    ),
    Fault(
        "baked-while-something-was-published",
        "alter_site/delivery/baking.py",
        "            if generation.current() == mark:\n                batch.swap_in()",
        "            batch.swap_in()",
        "A web server in front sends a page that was taken back while the last one was baked.",
        "delivery/test_baking",
    ),
)

PROMISE = (
    Fault(
        "minutes-before-they-asked",
        "alter_site/content/facts/coverage.py",
        "start = max(found.start, now)",
        "start = found.start",
        "Whoever asks at noon is promised a call before half past ten in the morning.",
        "admissions/test_promise content/test_coverage",
    ),
    Fault(
        "open-on-a-holiday",
        "alter_site/content/facts/coverage.py",
        "            if day in special\n",
        "            if any(row.opens for row in special.get(day, ()))\n",
        "Somebody waits on a holiday for a call that nobody is there to make.",
        "admissions/test_promise content/test_coverage",
    ),
    Fault(
        "hours-by-our-own-clock",
        "admissions/contact_plan.py",
        "_shown(day, opens, self.zone)",
        '_shown(day, opens, ZoneInfo("America/Los_Angeles"))',
        "Somebody in New York who said before nine is called at their midnight.",
        "admissions/test_promise admissions/test_contact_plan",
    ),
    Fault(
        "after-we-have-gone-home",
        "admissions/promise.py",
        "return both.end",
        "return window.end",
        "The promise ends two hours after the last of us has left.",
        "admissions/test_promise",
    ),
    Fault(
        "a-window-that-ends-as-it-begins",
        "admissions/promise.py",
        "both.end - both.start >= LEAST",
        "both.end > both.start",
        "Somebody is promised a call within a minute, which nobody can keep.",
        "admissions/test_promise",
    ),
)

LINKS = (
    Fault(
        "a-link-to-what-was-taken-back",
        "alter_site/content/editions/links.py",
        'EditionLink.objects.filter(live(now, "target__"), edition=edition_id)',
        "EditionLink.objects.filter(edition=edition_id)",
        "A reader follows a link to a page that is not there.",
        "content/test_links content/test_publishing",
    ),
    Fault(
        "named-by-an-old-edition",
        "alter_site/content/editions/links.py",
        'EditionLink.objects.filter(live(now, "edition__publication__"), target__page_id=page_id)',
        "EditionLink.objects.filter(target__page_id=page_id)",
        "A condition names a therapy that has long ceased to treat it.",
        "content/test_links content/test_publishing",
    ),
)

REDIRECTS = (
    Fault(
        "away-from-where-it-is",
        "alter_site/content/addresses/redirects.py",
        "    Redirect.objects.filter(old_path=new_path).delete()\n",
        "",
        "A page that moved back is noted as moved away from the address it has.",
        "content/test_publishing content/test_redirects",
    ),
    Fault(
        "more-hops-than-one",
        "alter_site/content/addresses/redirects.py",
        "        if place.path == old_path:\n",
        "        if False:\n",
        "A page that moved three times is not found by the link in the oldest letter.",
        "content/test_publishing content/test_redirects",
    ),
)

FORGET = (
    Fault(
        "forgotten-under-a-legal-hold",
        "admissions/forget.py",
        "Q(legal_hold=False) | Q(pk__in=over), forget_after__lte=now",
        "forget_after__lte=now",
        "What a court has asked us to keep is deleted.",
        "admissions/test_forget",
    ),
    Fault(
        "photos-forgotten-under-a-legal-hold",
        "admissions/forget.py",
        "        Q(submission__legal_hold=False) | Q(submission__in=over),\n",
        "",
        "The request is kept for the court, the photos that belong to it are not.",
        "admissions/test_forget",
    ),
)

GUARDS = (
    Fault(
        "one-too-few",
        "admissions/verification/guards.py",
        "limit = LIMITS[kind]",
        "limit = Limit(LIMITS[kind].number - 1, LIMITS[kind].window)",
        "From a shelter's network nine people can send a form, not ten.",
        "admissions/test_guards",
    ),
    Fault(
        "a-stamp-for-ever",
        "admissions/verification/guards.py",
        "unsign(stamp, max_age=LONGEST)",
        "unsign(stamp)",
        "A robot that has fetched the form once sends it for years.",
        "admissions/test_guards",
    ),
)

ELIGIBILITY = (
    Fault(
        "met-across-networks",
        "admissions/eligibility/money.py",
        "amount, key = cents(row.amount), (row.level, row.network, row.code)",
        'amount, key = cents(row.amount), (row.level, "IN_NETWORK", row.code)',
        "What remains out of network counts as met in network: somebody is told that they owe less.",
        "admissions/test_reading",
    ),
    Fault(
        "two-plans-as-one",
        "admissions/eligibility/reading.py",
        "found.take(of_plan, doubt=several)",
        "found.take(of_plan, doubt=False)",
        "Of two plans the amounts of the wrong one are taken over with one press.",
        "admissions/test_reading",
    ),
    Fault(
        "over-a-persons-value",
        "admissions/benefits/worksheet.py",
        "return Answers({**accepted, **self.given}, self.levels)",
        "return Answers({**self.given, **accepted}, self.levels)",
        "What somebody was told by the payer is replaced by what its machine says.",
        "admissions/test_worksheet",
    ),
    Fault(
        "asked-without-permission",
        "admissions/services/eligibility.py",
        "elif submission.is_closed or not _is_permitted(submission):",
        "elif submission.is_closed:",
        "A payer is asked about somebody who has just taken the permission back.",
        "admissions/test_eligibility",
    ),
    Fault(
        "any-host",
        "admissions/eligibility/client.py",
        'if address.scheme == "https" and host in settings.ELIGIBILITY_HOSTS:',
        'if address.scheme == "https":',
        "One wrong setting sends names and member IDs to a stranger.",
        "admissions/test_eligibility_line",
    ),
)

CALLS = (
    Fault(
        "a-saved-call-comes-back",
        "admissions/services/calls.py",
        "if call.by_id != actor.pk or Submission.objects.filter(draft_id=key).exists():",
        "if call.by_id != actor.pk:",
        "What was told on the phone lies about for three days after the call was saved.",
        "admissions/test_kept_calls",
    ),
    Fault(
        "anybody-writes-into-a-kept-call",
        "admissions/services/calls.py",
        "if call.by_id != actor.pk or Submission",
        "if Submission",
        "A colleague overwrites what somebody is writing down.",
        "admissions/test_kept_calls",
    ),
    Fault(
        "a-child-is-kept",
        "admissions/desk/calls/taking_calls.py",
        "    if form.is_about_a_child():",
        "    if False:",
        "Of somebody under 18 it is kept what they told.",
        "admissions/test_kept_calls",
    ),
    Fault(
        "not-sure-counts-as-no",
        "admissions/safety.py",
        "NOT_EXCLUDED = frozenset({Answer.YES, Answer.UNSURE})",
        "NOT_EXCLUDED = frozenset({Answer.YES})",
        "Nobody hands 988 to somebody who is not sure whether they want to live.",
        "admissions/test_kept_calls",
    ),
    Fault(
        "taken-from-whoever-spoke-to-them",
        "admissions/services/claims.py",
        "return _still().exclude(_in_contact())",
        "return _still()",
        "A second person rings somebody who has told their story already.",
        "admissions/test_kept_calls admissions/test_desk_claims",
    ),
    Fault(
        "text-left-behind",
        "admissions/desk/views.py",
        "if unsaved and LEAVES.intersection(action.events):",
        "if False:",
        "Half a note is gone once the request is handed over.",
        "admissions/test_one_form",
    ),
)

FIGURES = (
    Fault(
        "the-forgotten-uncounted",
        "admissions/forget.py",
        "    counting.set_aside(gone, now)\n",
        "",
        "Once requests are forgotten, the lead's figures of past months shrink.",
        "admissions/test_figures",
    ),
    Fault(
        "one-hidden-number-alone",
        "admissions/figures/small_cells.py",
        "if not _is_in_a_circle(bridge, hidden):",
        "if False:",
        "Who has the file computes the hidden number from the sum beside it.",
        "admissions/test_figures",
    ),
    Fault(
        "the-month-that-goes-on",
        "admissions/figures/released.py",
        "first_day__lt=today.replace(day=1)",
        "first_day__lte=today",
        "Two files of two days differ by the requests of one day.",
        "admissions/test_figures",
    ),
    Fault(
        "given-and-taken-back",
        "admissions/services/assigning.py",
        "        touched_at=now,\n",
        "",
        "What a lead gave somebody for the morning is back in the queue after twenty minutes.",
        "admissions/test_oversight",
    ),
)

CONTENT_DESK = (
    Fault(
        "scheduled-past-the-gates",
        "alter_site/content/editions/publishing.py",
        "        demand_renditions(content)\n        gates.demand(page, content, edition.content_hash)\n",
        "        demand_renditions(content)\n",
        "A text that nobody may publish by hand goes live by the clock.",
        "content/test_schedule content/test_reviews content/test_gates",
    ),
    Fault(
        "one-exception-for-every-sentence",
        "alter_site/content/lint/findings.py",
        "if (finding.rule.id, finding.sentence_hash) not in agreed]",
        "if finding.rule.id not in {rule for rule, _ in agreed}]",
        "Two people let one sentence pass, and the page promises a cure in the next.",
        "content/test_admin_lint content/test_lint_pages",
    ),
    Fault(
        "a-signature-that-survives-an-edit",
        "alter_site/content/editions/saves.py",
        "before = hash_of(said.path, newest.position, encode(said.content))",
        "before = newest.content_hash",
        "A sentence is slipped in while the page moves in its list, under a clinician's name.",
        "content/test_moved_and_signed",
    ),
    Fault(
        "facts-that-nobody-judges",
        "alter_site/content/admin/facts/held_facts.py",
        "misleading(self.instance, None if is_new else self.changed_data)",
        "misleading(self.instance, None if is_new else ())",
        "The foot of every page says that we cure addiction.",
        "content/test_lint_facts",
    ),
    Fault(
        "facts-that-were-judged-once",
        "alter_site/content/facts/deciding.py",
        "        _ask_gates(change)\n        _put(change, change.before, change.after)\n        facts.freeze",
        "        _put(change, change.before, change.after)\n        facts.freeze",
        "What may not be said any more is said on the day it was written for.",
        "content/test_lint_facts",
    ),
    Fault(
        "leading-to-what-leaves-too",
        "alter_site/content/admin/publishing/leaving_form.py",
        '            if found.path.partition("#")[0] in self.addresses:\n',
        "            if False:\n",
        "A reader is sent from one page that is gone to another.",
        "content/test_several_pages",
    ),
    Fault(
        "parts-that-no-page-has",
        "alter_site/content/lint/rules/pages.py",
        "        if has is not None and link.part not in has:\n",
        "        if False:\n",
        "Somebody who looks for what to do in an emergency lands at the top of a long page.",
        "content/test_lint_links",
    ),
    Fault(
        "nobody-hears-of-a-review",
        "alter_site/content/editions/reviews.py",
        "    _tell_the_writer(decided)\n",
        "",
        "A text comes back with comments, and waits for weeks until somebody looks.",
        "content/test_moved_and_signed",
    ),
    Fault(
        "put-together-over-a-third-save",
        "alter_site/content/admin/saves/stale_views.py",
        "        if request.POST.get(REVISION) == str(page.revision):\n",
        "        if True:\n",
        "What a third person saved meanwhile is written over unseen.",
        "content/test_admin_stale content/test_admin_stale_rows",
    ),
)

AT_ONCE = (
    Fault(
        "corrected-without-holding-it",
        "admissions/services/corrections.py",
        '    lock(submission)\n    if not may(actor, "correct the record", submission):\n'
        '        raise IllegalMove("Only its owner or a lead corrects',
        '    if not may(actor, "correct the record", submission):\n'
        '        raise IllegalMove("Only its owner or a lead corrects',
        "Whoever no longer has a request writes over what its new owner has just put right.",
        "admissions/test_two_at_once",
    ),
    Fault(
        "released-while-it-is-worked-on",
        "admissions/services/claims.py",
        "            if untouched().filter(pk=submission.pk).exists():",
        "            if submission.owner_id:",
        "A call is recorded, and in the same second the request is somebody else's.",
        "admissions/test_two_at_once",
    ),
    Fault(
        "signed-what-was-changed-meanwhile",
        "admissions/services/estimates.py",
        '    lock_unmoved(submission)\n    _lock(submission, actor, "sign the estimate", "sign this',
        '    _lock(submission, actor, "sign the estimate", "sign this',
        "A lead signs a sum that they have not seen.",
        "admissions/test_two_at_once",
    ),
    Fault(
        "a-number-is-put-back",
        "admissions/services/attempts.py",
        "    change_personal(submission, actor, given)\n",
        "    submission.seal(**given)\n    submission.save()\n",
        "A correction of the name brings the old number back, and the wrong person is called.",
        "admissions/test_two_at_once",
    ),
    Fault(
        "flags-from-an-older-screen",
        "admissions/services/reminders.py",
        '    lock_unmoved(submission)\n    if not may(actor, "set flags", submission):',
        '    if not may(actor, "set flags", submission):',
        "A colleague's “Today” is gone, because somebody set the other flag on a screen of before.",
        "admissions/test_two_at_once",
    ),
    Fault(
        "written-about-what-is-forgotten",
        "admissions/services/locks.py",
        "            raise Stale(FORGOTTEN) from None",
        "            raise",
        "Whoever is a second too late reads “Server error”, and what they typed is gone.",
        "admissions/test_two_at_once",
    ),
)

FAULTS: dict[str, tuple[Fault, ...]] = {
    "calls": CALLS,
    "publishing": PUBLISHING,
    "states": STATES,
    "at once": AT_ONCE,
    "sealing": SEALING,
    "access": ACCESS,
    "permissions": PERMISSIONS,
    "estimates": ESTIMATES,
    "receive": RECEIVE,
    "headers": HEADERS,
    "page cache": PAGE_CACHE,
    "promise": PROMISE,
    "links": LINKS,
    "redirects": REDIRECTS,
    "forget": FORGET,
    "guards": GUARDS,
    "eligibility": ELIGIBILITY,
    "figures": FIGURES,
    "content desk": CONTENT_DESK,
}
