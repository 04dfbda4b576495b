"""What the server writes down about a request: nothing that says who read about what."""

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from alter_site.delivery.routes import ENVIRON_KEY


class QuietLogger(Logger):
    """Gunicorn's logger without addresses, paths, queries, referrers or agents."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write route name, status, bytes and milliseconds."""
        status = str(resp.status).partition(" ")[0]
        milliseconds = request_time / timedelta(milliseconds=1)
        route = environ.get(ENVIRON_KEY, "-")
        self.access_log.info("%s %s %s %.1f", route, status, resp.sent, milliseconds)

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        # Gunicorn's own line has the visitor's address and what they sent.
        if msg.startswith("Invalid request"):
            msg, args = "Refused a malformed request", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Error handling request"):
            msg, args = "Error handling a request", ()
        super().exception(msg, *args, **kwargs)
