"""A payer on this machine, for tests and the demo: it holds requests to the contract, and answers by ID.

It listens on the loopback only, and whatever it says is marked SIMULATED for ever.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any

from . import contract

PATH = "/2026-06-01/eligibility-check"
Said = tuple[int, bytes]  # status and body
NOT_FOUND = {"id": "ec_sim", "payer": {}, "x12": "", "errors": [{"code": "75", "description": "Not found"}]}


class Server(ThreadingHTTPServer):
    """Listens without asking who this machine is, which a name server may take its time to say."""

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class Simulator:
    """A server that answers while it is entered: ``with Simulator({"SIM1": answer}) as simulator``.

    An answer is an object, or a status with bytes. ``asked`` holds every request that was as agreed,
    ``faults`` in words whatever was not.
    """

    def __init__(self, answers: Mapping[str, Any], *, key: str, port: int = 0, otherwise: Any = None) -> None:
        self.answers = dict(answers)
        self.key = key
        self.otherwise = NOT_FOUND if otherwise is None else otherwise
        self.asked: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self._server = Server(("127.0.0.1", port), _handler(self))

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def __enter__(self) -> Simulator:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self) -> None:
        """Answer until the process ends."""
        with self._server:
            self._server.serve_forever()

    def answer(self, method: str, path: str, headers: Message, body: bytes) -> Said:
        """Return what is said to one request."""
        if headers.get("Authorization") != self.key:
            return 401, b'{"message": "Unauthorized"}'
        try:
            found = json.loads(body)
        except ValueError:
            found = None
        faults = [] if method == "POST" and path == PATH else [f"{method} {path}"]
        if headers.get("Content-Type") != "application/json":
            faults.append("Content-Type")
        faults += contract.faults(found)
        if faults:
            self.faults += faults
            return 400, json.dumps({"message": "; ".join(faults)}).encode()
        self.asked.append(found)
        said = self.answers.get(found["subscriber"].get("memberId", ""), self.otherwise)
        return said if isinstance(said, tuple) else (200, json.dumps(said).encode())


def composed_answers() -> dict[str, Any]:
    """Return the composed answers beside this, by the member ID that brings each."""
    files = sorted((Path(__file__).parent / "answers").glob("*.json"))
    answers = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {answer["subscriber"]["memberId"]: answer for answer in answers}


def _handler(simulator: Simulator) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, body = simulator.answer("POST", self.path, self.headers, self.rfile.read(length))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if 300 <= status < 400:
                self.send_header("Location", simulator.url)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *line: Any) -> None:
            """Say nothing: an address or a line could name somebody."""

    return Handler
