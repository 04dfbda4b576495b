"""The line to the clearinghouse: where it may lead, how long it waits, what the simulator holds it to."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from admissions.eligibility import client
from admissions.eligibility.simulator import Simulator, contract
from tests.support.simulated_payer import simulated


def test_the_simulator_holds_requests_to_the_published_fields():
    good: dict[str, Any] = {
        "payerId": "SIM01",
        "provider": {"name": {"organization": "E"}, "npi": "1999999984"},
        "subscriber": {"memberId": "SIM1"},
        "encounter": {"services": [{"system": "STC", "value": "30"}]},
    }
    assert contract.faults(good) == []
    service = good["encounter"]["services"][0]
    broken: list[Any] = [
        {**good, "payerId": ""},
        {**good, "secret": "1"},
        {name: value for name, value in good.items() if name != "provider"},
        {**good, "provider": {"name": {"organization": "E"}, "npi": "12"}},
        {**good, "subscriber": {"dateOfBirth": "2/28/1990"}},
        {**good, "encounter": {"services": [service, {**service, "value": "MH"}]}},
        {**good, "encounter": {"services": [{**service, "system": "X12"}]}},
        [],
        None,
    ]
    for wrong in broken:
        assert contract.faults(wrong), wrong


@pytest.mark.parametrize(
    "url",
    [
        "http://healthcare.us.stedi.com/2026-06-01/eligibility-check",
        "https://example.com/2026-06-01/eligibility-check",
        "https://127.0.0.1/",
        "https://healthcare.us.stedi.com.example.com/",
        "ftp://127.0.0.1/",
    ],
)
def test_no_other_host_is_ever_asked(settings, url):
    settings.ELIGIBILITY_BACKEND, settings.ELIGIBILITY_KEY, settings.ELIGIBILITY_URL = "stedi", "k", url
    with pytest.raises(client.Refused):
        client.post("{}")


def test_an_answer_that_does_not_end_is_given_up(settings, monkeypatch):
    monkeypatch.setattr(client, "READ", 0.2)
    is_given_up = threading.Event()

    def never(*asked: Any) -> Any:
        is_given_up.wait(60)
        return 200, b"{}"

    with simulated(settings, {}) as payer:
        monkeypatch.setattr(payer, "answer", never)
        with pytest.raises(client.NoAnswer):
            client.post("{}")
        is_given_up.set()


ON = {
    "ELIGIBILITY_BACKEND": "stedi",
    "ELIGIBILITY_KEY": "k",
    "ELIGIBILITY_BAA_SIGNED": "true",
    "ELIGIBILITY_ORGANIZATION": "Example",
    "ELIGIBILITY_NPI": "1999999984",
}


def test_the_site_refuses_to_start_with_half_of_the_settings():
    """Each in one process: the settings are read anew for every set of variables."""
    sets: list[tuple[dict[str, str], bool]] = [
        ({}, True),
        (ON, True),
        ({**ON, "ELIGIBILITY_KEY": ""}, False),
        ({**ON, "ELIGIBILITY_BAA_SIGNED": ""}, False),
        ({**ON, "ELIGIBILITY_BAA_SIGNED": "1"}, False),
        ({**ON, "ELIGIBILITY_NPI": "12"}, False),
        ({**ON, "ELIGIBILITY_URL": "http://127.0.0.1:1/"}, True),
        ({**ON, "ELIGIBILITY_URL": "http://127.0.0.1:1/", "SITE_ENV": "production"}, False),
        ({**ON, "ELIGIBILITY_URL": "https://example.com/"}, False),
        ({**ON, "ELIGIBILITY_BACKEND": "other"}, False),
    ]
    program = (
        "import importlib, json, os, sys\n"
        "os.environ.update(SITE_ENV='test', SECRET_KEY='s' * 50, SITE_URL='https://a.example')\n"
        "base, found = dict(os.environ), []\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        "for values in json.loads(sys.argv[1]):\n"
        "    os.environ.clear(); os.environ.update(base | values)\n"
        "    for name in [name for name in sys.modules if name.startswith('alter_site.settings')]:\n"
        "        del sys.modules[name]\n"
        "    try:\n"
        "        importlib.import_module('alter_site.settings.eligibility')\n"
        "        found.append(True)\n"
        "    except ImproperlyConfigured:\n"
        "        found.append(False)\n"
        "print(json.dumps(found))\n"
    )
    command = [sys.executable, "-c", program, json.dumps([values for values, _ in sets])]
    found = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == [starts for _, starts in sets]


def test_the_command_of_the_demo_serves_the_composed_answers_and_never_in_production(
    settings, monkeypatch, capsys
):
    served: list[Simulator] = []
    monkeypatch.setattr("admissions.eligibility.simulator.Server.serve_forever", lambda server: None)
    serve = Simulator.serve

    def noted(simulator: Simulator) -> None:
        served.append(simulator)
        serve(simulator)

    monkeypatch.setattr(Simulator, "serve", noted)
    settings.ELIGIBILITY_KEY = ""
    with pytest.raises(CommandError, match="ELIGIBILITY_KEY"):
        call_command("simulate_payers", port=0)
    settings.ELIGIBILITY_KEY = "k"
    call_command("simulate_payers", port=0)
    assert "ELIGIBILITY_URL=http://127.0.0.1:" in capsys.readouterr().out
    assert {"SIMAAA72", "SIMINACTIVE"} < served[0].answers.keys()
    settings.SITE_ENV = "production"
    with pytest.raises(CommandError, match="In production a payer answers"):
        call_command("simulate_payers", port=0)


def test_the_command_of_the_demo_says_when_its_port_is_taken_and_ends_quietly_at_ctrl_c(
    settings, monkeypatch, capsys
):
    def stopped(server: object) -> None:
        raise KeyboardInterrupt

    settings.ELIGIBILITY_KEY = "k"
    monkeypatch.setattr("admissions.eligibility.simulator.Server.serve_forever", stopped)
    call_command("simulate_payers", port=0)
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(CommandError, match="Nothing can listen at port"),
    ):
        call_command("simulate_payers", port=taken.getsockname()[1])
