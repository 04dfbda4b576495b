"""Pages that compute something for whoever asks and keep none of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils import timezone

from alter_site.content import facts, seo
from alter_site.content.facts import who_answers
from alter_site.delivery.calculator import calculator
from alter_site.delivery.headers import EDITION, mark
from alter_site.delivery.requests import read_only

from .forms import MoneyForm
from .money import bounds, share


@read_only
def tonight(request: HttpRequest) -> HttpResponse:
    """Show three plain doors: 911, 988, three answers. The same bytes for everybody."""
    now = timezone.now()
    known = facts.current(now)
    context = {"facts": known, "now": now, "canonical": seo.absolute(reverse("selfhelp:tonight"))}
    response = HttpResponse(loader.get_template("selfhelp/tonight.html").render(context))
    return mark(response, EDITION, who_answers.next_change(known, now))


@read_only
def tonight_worker(request: HttpRequest) -> HttpResponse:
    """Send the script that keeps that one page; from this address it may see no other."""
    script = loader.get_template("selfhelp/tonight_worker.js").render({"page": reverse("selfhelp:tonight")})
    return mark(HttpResponse(script, content_type="text/javascript; charset=utf-8"), EDITION)


@calculator
def money(request: HttpRequest) -> HttpResponse:
    """Work out what somebody might pay for a stay, for a low and a high price."""
    form = MoneyForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    path = reverse("selfhelp:money")
    context = {
        "facts": facts.current(now),
        "now": now,
        "current_path": path,
        "canonical": seo.absolute(path),
        "crumbs": [seo.Crumb("Home", reverse("content:home")), seo.Crumb("Money in numbers", "")],
        "form": form,
        "mistakes": form.mistakes,
    }
    if form.is_valid():
        plan, days, prices = form.plan, form.cleaned_data["days"], form.prices
        shares = [share(plan, price * days) for price in prices]
        context |= {
            "plan": plan,
            "bounds": bounds(plan),
            "coinsurance": form.cleaned_data["coinsurance"],
            "days": days,
            "shares": shares,
            "columns": list(zip(("Lowest", "Highest"), prices, shares, strict=False)),
        }
    return HttpResponse(loader.get_template("selfhelp/money.html").render(context))
