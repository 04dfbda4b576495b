"""How much of a request has arrived, and whether that is all of it; what it says is the server's to judge."""

from __future__ import annotations

from urllib.parse import unquote

from gunicorn.http.unreader import Unreader

from .body_limits import largest_body

END_OF_HEAD = b"\r\n\r\n"
LARGEST_HEAD = 64_000  # bytes; gunicorn.conf.py allows less for each line
# Chunks of no size any program sends: a body may be spread over this many times its bytes.
MOST_SPREAD = 4
LONGEST_CHUNK_LINE = 1_000  # bytes
PIECE = 1_000_000  # bytes that are handed on at once


class RequestBuffer:
    """The bytes that a connection has brought so far.

    ``is_ready`` once there is something to answer: a whole request, or one that will be refused whatever
    follows. Then ``is_whole`` says which of the two, and ``take`` returns its bytes and begins the next.
    """

    def __init__(self) -> None:
        self.received = bytearray()
        self._begin()

    def _begin(self) -> None:
        self.is_ready = self.is_whole = self.expects_continue = False
        self._looked_at = 0  # where the search for the end of the head goes on
        self._body = -1  # where the body begins
        self._length: int | None = None  # of the body; None while it comes in chunks
        self._chunk = 0  # where the next chunk begins
        self._ends_at = self._counted = self._most = 0

    def add(self, data: bytes) -> None:
        """Take what has come."""
        self.received += data
        self.look()

    def look(self) -> None:
        """Find out whether that is all."""
        if self._body < 0:
            self._look_for_the_head()
        if self._body >= 0 and not self.is_ready:
            if self._length is None:
                self._follow_chunks()
            elif len(self.received) >= self._body + self._length:
                self._end(self._body + self._length)

    def take(self) -> bytearray | bytes:
        """Return the request that is ready, and keep what came after it."""
        if not self.is_whole or len(self.received) == self._ends_at:
            taken, self.received = self.received, bytearray()
        else:
            taken = self.received[: self._ends_at]
            del self.received[: self._ends_at]
        self._begin()
        return taken

    # --- the head ---------------------------------------------------------------------------------------

    def _look_for_the_head(self) -> None:
        end = self.received.find(END_OF_HEAD, self._looked_at)
        self._looked_at = max(0, len(self.received) - len(END_OF_HEAD) + 1)
        if end >= 0:
            self._body = end + len(END_OF_HEAD)
            self._read_head(bytes(self.received[:end]))
        elif len(self.received) > LARGEST_HEAD or self.received.count(b"\n") != self.received.count(b"\r\n"):
            self.is_ready = True

    def _read_head(self, head: bytes) -> None:
        said = head.lower()
        if b"\ncontent-length" not in said and b"\ntransfer-encoding" not in said:
            self._end(self._body)  # most requests by far
            return
        first, *lines = said.lstrip(b"\r\n").split(b"\r\n")
        named: dict[bytes, list[bytes]] = {}
        for line in lines:
            name, _, value = line.partition(b":")
            named.setdefault(name.strip(), []).append(value.strip())
        lengths, codings = named.get(b"content-length", []), named.get(b"transfer-encoding", [])
        if not lengths and not codings:
            self._end(self._body)
            return
        target = head.lstrip(b"\r\n")[: len(first)].partition(b" ")[2].partition(b" ")[0]
        self._most = largest_body(unquote(target.partition(b"?")[0].decode("latin-1")))
        if len(lengths) == 1 and not codings and lengths[0].isdigit() and len(lengths[0]) < 18:
            self._length = int(lengths[0])
            self.is_ready = self._length > self._most
        elif codings == [b"chunked"] and not lengths:
            self._chunk = self._body
        else:
            self.is_ready = True  # two lengths, or none that can be trusted
        self.expects_continue = not self.is_ready and named.get(b"expect") == [b"100-continue"]

    # --- the body ---------------------------------------------------------------------------------------

    def _follow_chunks(self) -> None:
        while self._chunk < len(self.received):
            end_of_line = self.received.find(b"\r\n", self._chunk, self._chunk + LONGEST_CHUNK_LINE)
            if end_of_line < 0:
                self.is_ready = len(self.received) - self._chunk >= LONGEST_CHUNK_LINE
                break
            size = self.received[self._chunk : end_of_line].partition(b";")[0].strip()
            try:
                length = int(size, 16)
            except ValueError:
                self.is_ready = True
                break
            if length <= 0:
                self._look_for_the_end(end_of_line)
                return
            self._counted += length
            self._chunk = end_of_line + length + 2 * len(b"\r\n")
            if self._counted > self._most:
                self.is_ready = True
                break
        if len(self.received) - self._body > self._most * MOST_SPREAD:
            self.is_ready = True

    def _look_for_the_end(self, last_line: int) -> None:
        """Find the empty line behind the last chunk, and the fields that may stand before it."""
        if self.received.startswith(END_OF_HEAD, last_line):
            self._end(last_line + len(END_OF_HEAD))
        elif (end := self.received.find(END_OF_HEAD, last_line)) >= 0:
            self._end(end + len(END_OF_HEAD))
        else:
            self.is_ready = len(self.received) - last_line > LARGEST_HEAD

    def _end(self, at: int) -> None:
        self._ends_at = at
        self.is_ready = self.is_whole = True


class OneRequest(Unreader):
    """The bytes of one request as gunicorn reads them, with an end where it would wait for a socket."""

    def __init__(self, content: bytearray | bytes) -> None:
        super().__init__()
        self._left = memoryview(content)

    def chunk(self, size_hint: int | None = None) -> bytes:
        piece = bytes(self._left[: min(max(size_hint or 0, 8192), PIECE)])
        self._left = self._left[len(piece) :]
        return piece

    @property
    def is_used_up(self) -> bool:
        """Did gunicorn see the same end as we did?"""
        return not self._left and not self.buf.getvalue()
