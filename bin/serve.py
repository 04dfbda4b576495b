"""Serve the demo site on this machine: migrate, load the demo content, then run the site and its worker.

Usage: serve.py (run|dev) PORT. The two processes live and die together: Ctrl-C stops both, and when one
of them ends by itself the other is stopped and the exit status says so.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
SECONDS_TO_STOP = 25  # longer than gunicorn's graceful_timeout
PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
MAKE = ["make", "--no-print-directory", "--silent", "--jobs=1"]


def port_from(text: str) -> int:
    """Return the port, or say what to do: the servers’ own messages come after the database is touched."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 2**16):
        sys.exit(f"{text!r} is no port. Choose one from 1024 to 65535: make run PORT=8000")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            sys.exit(f"Port {port} is kept for the system. Choose one from 1024 on: make run PORT=8000")
        except OSError:
            sys.exit(
                f"Port {port} is taken. Stop what listens there or choose another: make run PORT={port + 1}"
            )
    return port


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, so that Ctrl-C reaches it through us and only once."""
    return subprocess.Popen(command, start_new_session=True)


_is_asked_to_stop = False


def ask_to_stop(signum: int, frame: FrameType | None) -> None:
    """Note it: an exception could come between a process's start and the moment we know of it."""
    global _is_asked_to_stop
    _is_asked_to_stop = True


def have_ended(processes: list[subprocess.Popen[bytes]]) -> bool:
    """Wait until every process has ended well, or end as the first that failed; False when asked to stop."""
    while not _is_asked_to_stop and any(process.poll() is None for process in processes):
        time.sleep(0.2)
    if _is_asked_to_stop:
        return False
    if failed := [process.returncode for process in processes if process.returncode]:
        sys.exit(failed[0])
    return True


def is_listening(port: int) -> bool:
    """Whether the site answers yet."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End every process that still runs: politely, then for certain."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in processes:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main(mode: str, text: str) -> int:
    """Run the site until somebody stops it; return the exit status."""
    os.chdir(Path(__file__).resolve().parent.parent)
    port = port_from(text)
    # The environment wins over .env. A server in front would add TLS; here the name must be localhost,
    # because passkeys accept no address.
    site_url = f"http://localhost:{port}"
    os.environ.update(SITE_URL=site_url, DEBUG="true" if mode == "dev" else "false")
    address = f"{HOST}:{port}"
    site = {
        "run": [PYTHON, "-m", "gunicorn", f"--bind={address}"],
        "dev": [*MANAGE, "runserver", address],
    }[mode]

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, ask_to_stop)
    print("Preparing the demo site. The first time draws its pictures, which takes a minute.", flush=True)
    announced = False
    # One after another and beside the database, which keeps the other of two processors busy as long.
    files = start([*MAKE, *(["static-files"] if mode == "run" else []), "demo-pictures"])
    processes = [files]
    try:
        for step in (["migrate", "--verbosity=0"], ["load_demo"]):
            processes.append(start([*MANAGE, *step]))
            if not have_ended(processes[-1:]):
                return 0
        if not have_ended(processes):
            return 0
        processes = [start(site), start([*MANAGE, "worker"])]
        while not _is_asked_to_stop and all(process.poll() is None for process in processes):
            if not announced and is_listening(port):
                announced = True
                print(f"\nThe site is at {site_url} (Ctrl-C stops it)\n", flush=True)
            time.sleep(0.2)
        if _is_asked_to_stop:
            return 0
        name = "site" if processes[0].poll() is not None else "worker"
        print(f"The {name} ended by itself; stopping.", file=sys.stderr)
        return 1
    finally:
        if files.poll() is None:
            # make would print that it was terminated. What is half made is begun anew the next time.
            os.killpg(files.pid, signal.SIGKILL)
        stop(processes)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
