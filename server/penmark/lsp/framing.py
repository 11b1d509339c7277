"""The base protocol: headers, and a body of as many bytes as they say."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

log = logging.getLogger(__name__)

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"(?i)content-length:[ \t]{0,8}(\d{1,9})[ \t]{0,8}(?:\r\n|\Z)")
_LONGEST_HEADER = 65_536


class Framing:
    """Cuts what arrives into message bodies. What is no header is passed over up to the next one."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length = -1

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bodies that are complete with `data`."""
        buffer = self._buffer
        buffer += data
        while True:
            if self._length < 0 and not self._read_header():
                return
            if len(buffer) < self._length:
                return
            body = bytes(buffer[: self._length])
            del buffer[: self._length]
            self._length = -1
            yield body

    def _read_header(self) -> bool:
        """Whether the length of the next body is known now."""
        buffer = self._buffer
        while (end := buffer.find(_END)) >= 0:
            lengths = _LENGTH.findall(buffer, 0, end)
            del buffer[: end + len(_END)]
            if lengths:
                # The last one: before it may stand the body that a wrong header did not announce.
                self._length = int(lengths[-1])
                return True
            log.warning("passed over %d bytes that are no header", end)
        if len(buffer) > _LONGEST_HEADER:
            log.warning("passed over %d bytes that are no header", len(buffer))
            del buffer[: -len(_END)]
        return False


def framed(body: bytes) -> bytes:
    """The body with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
