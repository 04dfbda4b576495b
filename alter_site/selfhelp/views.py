"""Pages that compute something for whoever asks and keep none of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils import timezone

from alter_site.content import facts, seo
from alter_site.delivery.calculator import calculator

from .forms import MoneyForm
from .money import share


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
        plan, days = form.plan, form.cleaned_data["days"]
        prices = [form.cleaned_data[name] for name in ("price_low", "price_high")]
        context |= {
            "plan": plan,
            "coinsurance": form.cleaned_data["coinsurance"],
            "days": days,
            "prices": prices,
            "shares": [share(plan, price * days) for price in prices],
        }
    return HttpResponse(loader.get_template("selfhelp/money.html").render(context))
