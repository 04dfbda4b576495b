"""Payers’ answers composed from the clearinghouse’s field list; everybody and every plan is invented."""

from __future__ import annotations

from typing import Any

THIS_YEAR = {"start": "2026-01-01", "end": "2026-12-31"}
IN, OUT, BOTH = "IN_NETWORK", "OUT_OF_NETWORK", "IN_AND_OUT_OF_NETWORK"
PPO, HMO = "PREFERRED_PROVIDER_ORGANIZATION_PPO", "HEALTH_MAINTENANCE_ORGANIZATION_HMO"
SERVICES = {
    "30": "Health Benefit Plan Coverage",
    "MH": "Mental Health",
    "AI": "Substance Abuse",
    "35": "Dental Care",
    "88": "Pharmacy",
    "A7": "Psychiatric - Inpatient",
    "A8": "Psychiatric - Outpatient",
}


def row(code: str = "30", network: str = IN, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"coverageLevel": "INDIVIDUAL"}
    if code:
        found["service"] = {"system": "STC", "value": code, "definition": SERVICES[code]}
    if network:
        found["network"] = {"indicator": network}
    return found | more


def status(word: str = "ACTIVE_COVERAGE", code: str = "30", kind: str = PPO, **dates: Any) -> dict[str, Any]:
    more: dict[str, Any] = {"status": word, "dates": dates}
    return row(code, BOTH, **more) | ({"insuranceType": kind} if kind else {})


def since(start: str = "2026-01-01", end: str = "") -> dict[str, Any]:
    return {"eligibility": {"start": start, **({"end": end} if end else {})}}


def amount(dollars: str, period: str = "CALENDAR_YEAR", **more: Any) -> dict[str, Any]:
    network, code = more.pop("network", IN), more.pop("code", "30")
    return row(code, network, amount=dollars, timePeriod=period, **more)


def left(dollars: str, **more: Any) -> dict[str, Any]:
    return amount(dollars, "REMAINING", **more)


def shares(percent: str, code: str = "MH", network: str = IN, **more: Any) -> dict[str, Any]:
    return row(code, network, percent=percent, **more)


def entity(kind: str, name: str, *phones: str) -> dict[str, Any]:
    contacts = [{"name": "Provider services", "phoneNumbers": list(phones)}] if phones else []
    return {"type": kind, "name": {"organization": name}, "contacts": contacts}


def plan(name: str = "Sample Plan", **benefits: Any) -> dict[str, Any]:
    return {"name": name, "benefits": benefits}


def answer(*plans: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "ec_sim_1",
        "payerId": "SIM01",
        "x12": "(not composed)",
        "payer": {"name": {"organization": "Simulated Health Plan"}, "type": "PAYER"},
        "subscriber": {"name": {"person": {"firstName": "JANE", "lastName": "DOE"}}, "memberId": "SIM1"},
        "plans": list(plans),
        **more,
    }


def rejected(*codes: str) -> dict[str, Any]:
    errors = [{"code": code, "description": "Simulated", "location": "SUBSCRIBER"} for code in codes]
    return {**answer(), "plans": [], "errors": errors}


def in_network_ppo(**changes: Any) -> dict[str, Any]:
    """The whole of an ordinary answer: an active PPO of this year, with behavioral benefits."""
    benefits: dict[str, Any] = {
        "statuses": [status(**since())],
        "deductible": [amount("2000"), left("500")],
        "outOfPocket": [amount("6000"), left("4000.50")],
        "coInsurance": [shares("0.2", priorAuthIndicator="REQUIRED")],
    }
    return answer(plan(**(benefits | changes)))
