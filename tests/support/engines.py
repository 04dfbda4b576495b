"""The other two engines, from Debian, driven with Selenium: WebKitGTK (an iPhone's engine) and Firefox.

Nothing but this machine is reached: whatever goes elsewhere is sent to a proxy that is not there.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.options import Options as WebKitOptions
from selenium.webdriver.webkitgtk.service import Service as WebKitService
from urllib3.exceptions import HTTPError

from .chromium import PHONE
from .programs import lacking, need
from .waiting import PATIENCE, wait_until

NOWHERE = "127.0.0.1:9"
SECONDS_TO_START, STARTS = 15, 8  # it takes one second, and one start in five never answers
MINI_BROWSER = "/usr/lib"  # Debian keeps it below, in a folder of the machine's kind


@contextmanager
def started(name: str) -> Iterator[WebDriver]:
    """Start an engine without a screen, about as wide as a phone."""
    with _webkit() if name == "webkit" else _firefox() as driver:
        driver.set_window_size(PHONE["width"], PHONE["height"])
        driver.set_page_load_timeout(PATIENCE)
        yield driver


# --- WebKitGTK ----------------------------------------------------------------------------------------


@contextmanager
def _webkit() -> Iterator[WebDriver]:
    program = need("WebKitWebDriver")
    browser = next(Path(MINI_BROWSER).glob("*/webkit2gtk-4.*/MiniBrowser"), None)
    if browser is None:
        lacking("MiniBrowser is not installed: sudo apt-get install webkit2gtk-driver")
    options = WebKitOptions()
    options.binary_location = str(browser)
    options.add_argument("--automation")
    options.set_capability(
        "proxy",
        {
            "proxyType": "manual",
            "httpProxy": NOWHERE,
            "sslProxy": NOWHERE,
            "noProxy": ["localhost", "127.0.0.1"],
        },
    )
    with _screen() as display, tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        # No accessibility bus, whose service starts late or never where there is no desktop.
        environment = {**os.environ, "DISPLAY": display, "HOME": home, "NO_AT_BRIDGE": "1"}
        driver = _first_that_starts(program, environment, options, stack)
        driver._is_remote = False  # a file to be sent lies on this machine
        yield driver
        driver.quit()


def _first_that_starts(
    program: str, environment: dict[str, str], options: WebKitOptions, stack: ExitStack
) -> WebDriver:
    """Start the engine, anew where it does not answer: no page has been asked for, so none is to blame."""
    for left in reversed(range(STARTS)):
        service = WebKitService(program, env=environment)
        service.start()
        stack.callback(service.stop)
        way = RemoteConnection(client_config=ClientConfig(service.service_url, timeout=SECONDS_TO_START))
        try:
            driver = WebDriver(command_executor=way, options=options)
        except (WebDriverException, TimeoutError, HTTPError):
            if not left:
                raise
        else:
            way.client_config.timeout = PATIENCE
            return driver
    raise AssertionError("unreachable")


@contextmanager
def _screen() -> Iterator[str]:
    """Start a screen that nobody sees, under a number that it finds free itself."""
    reading, writing = os.pipe()
    command = [need("Xvfb"), "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        try:
            os.close(writing)
            assert select.select([reading], [], [], PATIENCE)[0], "Xvfb does not start"
            yield f":{os.read(reading, 16).decode().strip()}"
        finally:
            os.close(reading)
            server.terminate()


# --- Firefox ------------------------------------------------------------------------------------------

PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
    "marionette.port": 0,  # a free one, which it writes into its profile
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "extensions.update.enabled": False,
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
}


@contextmanager
def _firefox() -> Iterator[WebDriver]:
    program = need("firefox-esr")
    profile = Path(tempfile.mkdtemp())
    preferences = (
        f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in PREFERENCES.items()
    )
    (profile / "user.js").write_text("\n".join(preferences), encoding="utf-8")
    command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    environment = {**os.environ, "HOME": str(profile), "MOZ_DISABLE_CONTENT_SANDBOX": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as browser:
        try:
            port = profile / "MarionetteActivePort"
            wait_until(lambda: port.is_file() and port.read_text().strip().isdecimal(), "Firefox listens")
            driver = WebDriver(command_executor=Marionette(int(port.read_text())), options=_AnyBrowser())  # type: ignore[arg-type]
            driver._is_remote = False  # a file to be sent lies on this machine
            yield driver
            with suppress(WebDriverException, OSError):
                driver.quit()
        finally:
            browser.terminate()
            browser.wait()
            shutil.rmtree(profile, ignore_errors=True)


class _AnyBrowser(ArgOptions):
    """No wishes: the browser runs already."""

    @property
    def default_capabilities(self) -> dict[str, Any]:
        return {}


class Marionette:
    """Selenium's way to Firefox without geckodriver, which Debian does not have.

    WebDriver's commands under Marionette's names, as JSON behind its length.
    """

    NAMES = {
        Command.NEW_SESSION: "WebDriver:NewSession",
        Command.QUIT: "Marionette:Quit",
        Command.GET: "WebDriver:Navigate",
        Command.GO_BACK: "WebDriver:Back",
        Command.REFRESH: "WebDriver:Refresh",
        Command.GET_TITLE: "WebDriver:GetTitle",
        Command.GET_CURRENT_URL: "WebDriver:GetCurrentURL",
        Command.FIND_ELEMENT: "WebDriver:FindElement",
        Command.FIND_ELEMENTS: "WebDriver:FindElements",
        Command.CLICK_ELEMENT: "WebDriver:ElementClick",
        Command.CLEAR_ELEMENT: "WebDriver:ElementClear",
        Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
        Command.GET_ELEMENT_TEXT: "WebDriver:GetElementText",
        Command.GET_ELEMENT_RECT: "WebDriver:GetElementRect",
        Command.GET_ELEMENT_ATTRIBUTE: "WebDriver:GetElementAttribute",
        Command.GET_ELEMENT_PROPERTY: "WebDriver:GetElementProperty",
        Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
        Command.ADD_COOKIE: "WebDriver:AddCookie",
        Command.GET_ALL_COOKIES: "WebDriver:GetCookies",
        Command.DELETE_ALL_COOKIES: "WebDriver:DeleteAllCookies",
        Command.SET_WINDOW_RECT: "WebDriver:SetWindowRect",
        Command.SET_TIMEOUTS: "WebDriver:SetTimeouts",
    }

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.stream = self.connection.makefile("rb")
        self.numbers = itertools.count()
        self._read()  # it greets whoever connects

    def execute(self, command: str, values: dict[str, Any]) -> dict[str, Any]:
        """Send a command; return the answer as a driver's would be."""
        values = {name: value for name, value in values.items() if name != "sessionId"}
        if command == Command.NEW_SESSION:
            values = {"unhandledPromptBehavior": "dismiss and notify"}
        elif command == Command.W3C_EXECUTE_SCRIPT:
            values |= {"sandbox": None, "newSandbox": False}
        elif command == Command.QUIT:
            values = {"flags": ["eForceQuit"]}
        message = json.dumps([0, next(self.numbers), self.NAMES[command], values]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._read()
        if error:
            return {"status": 500, "value": json.dumps({"value": error})}
        return {
            "value": result["value"] if isinstance(result, dict) and result.keys() == {"value"} else result
        }

    def close(self) -> None:
        """Close the connection."""
        self.stream.close()
        self.connection.close()

    def _read(self) -> Any:
        length = b""
        while (byte := self.stream.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox has ended.")
            length += byte
        return json.loads(self.stream.read(int(length)))
