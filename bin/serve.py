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
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
SECONDS_TO_STOP = 25  # longer than gunicorn's graceful_timeout
PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
COMPRESS = ["make", "--no-print-directory", "--silent", "static-files"]


def refuse_a_taken_port(port: int) -> None:
    """Say what to do: the servers’ own messages are longer and come after the database is touched."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            sys.exit(
                f"Port {port} is taken. Stop what listens there or choose another: make run PORT={port + 1}"
            )


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, so that Ctrl-C reaches it through us and only once."""
    return subprocess.Popen(command, start_new_session=True)


@contextmanager
def compressing_static_files() -> Iterator[None]:
    """Bring the static files up to date while the block runs: each of the two keeps one processor busy."""
    compressing = subprocess.Popen(COMPRESS)
    try:
        yield
    finally:
        failed = compressing.wait()
    if failed:
        sys.exit(failed)


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


def interrupt(signum: int, frame: FrameType | None) -> None:
    """Let a SIGTERM end us the way Ctrl-C does."""
    raise KeyboardInterrupt


def main(mode: str, port: int) -> int:
    """Run the site until somebody stops it; return the exit status."""
    os.chdir(Path(__file__).resolve().parent.parent)
    # The environment wins over .env. A server in front would add TLS; here the name must be localhost,
    # because passkeys accept no address.
    site_url = f"http://localhost:{port}"
    os.environ.update(SITE_URL=site_url, DEBUG="true" if mode == "dev" else "false")
    refuse_a_taken_port(port)

    print("Preparing the demo site. The first time draws its pictures, which takes a minute.", flush=True)
    with compressing_static_files() if mode == "run" else nullcontext():
        subprocess.run([*MANAGE, "migrate", "--verbosity=0"], check=True)
    subprocess.run([*MANAGE, "load_demo"], check=True)

    address = f"{HOST}:{port}"
    site = {
        "run": [PYTHON, "-m", "gunicorn", f"--bind={address}"],
        "dev": [*MANAGE, "runserver", address],
    }[mode]
    signal.signal(signal.SIGTERM, interrupt)
    processes: list[subprocess.Popen[bytes]] = []
    announced = False
    try:
        processes += [start(site), start([*MANAGE, "worker"])]
        while all(process.poll() is None for process in processes):
            if not announced and is_listening(port):
                announced = True
                print(f"\nThe site is at {site_url} (Ctrl-C stops it)\n", flush=True)
            time.sleep(0.2)
        name = "site" if processes[0].poll() is not None else "worker"
        print(f"The {name} ended by itself; stopping.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        # A second Ctrl-C must not leave a process behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stop(processes)


if __name__ == "__main__":
    sys.exit(main(mode=sys.argv[1], port=int(sys.argv[2])))
