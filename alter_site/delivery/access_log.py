"""What the server writes down about a request: nothing that says who read about what."""

from datetime import timedelta
from logging import Formatter
from typing import Any

from gunicorn.glogging import Logger

from alter_site.delivery import routes
from alter_site.delivery.log_lines import JsonLines
from alter_site.delivery.request_id import request_id_of


class QuietLogger(Logger):
    """Gunicorn's logger in our form, without addresses, paths, queries, referrers or agents."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write route name, status, bytes, milliseconds and the request's id."""
        fields = {
            "route": environ.get(routes.ENVIRON_KEY, "-"),
            "status": int(str(resp.status).partition(" ")[0]),
            "bytes": resp.sent,
            "ms": round(request_time / timedelta(milliseconds=1), 1),
        }
        self.access_log.info("answered", extra={"fields": fields, "request_id": request_id_of(environ)})

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        # Gunicorn's own line has the visitor's address and what they sent.
        if msg.startswith("Invalid request"):
            msg, args = "Refused a malformed request", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Error handling request"):
            msg, args = "Error handling a request", ()
        super().exception(msg, *args, **kwargs)

    def _set_handler(self, log: Any, output: Any, fmt: Formatter, stream: Any = None) -> None:
        super()._set_handler(log, output, JsonLines(), stream)
