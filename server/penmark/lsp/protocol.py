"""JSON-RPC as pygls does it, with a short way for what is typed, and an answer to everything that can come.

Nothing that a document holds is said in an error or a log: of an unforeseen exception only its type is.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import orjson
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

from penmark.lsp import initializing
from penmark.lsp.framing import framed

if TYPE_CHECKING:
    from cattrs import Converter

    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)


class PenmarkProtocol(LanguageServerProtocol):
    """What happens with a message."""

    _server: PenmarkServer
    initialized = False

    def __init__(self, server: PenmarkServer, converter: Converter) -> None:
        super().__init__(server, converter)
        # pygls keeps a second copy of every document for its own; ours are features of the server.
        trace = self.fm.builtin_features[types.SET_TRACE]
        self.fm.builtin_features.clear()
        self.fm.builtin_features[types.SET_TRACE] = trace
        self.fm.builtin_features[types.INITIALIZE] = self._initialize
        self.fm.builtin_features[types.SHUTDOWN] = self._shut_down
        self.fm.builtin_features[types.EXIT] = self._exit

    # ---------------------------------------------------------------- what comes in

    def on_body(self, body: bytes) -> None:
        """Handle one message. Raises nothing."""
        try:
            message = _decoded(body)
        except (ValueError, RecursionError):
            self._refuse(None, JsonRpcParseError("the message is not JSON"))
            return
        if not isinstance(message, dict):
            self._refuse(None, JsonRpcInvalidRequest("a message must be an object"))
            return
        try:
            self._on_message(message)
        except BrokenPipeError:
            self._server.finish()
        except Exception as error:
            log.exception("a message could not be handled")
            self._refuse(message.get("id"), _internal(error))

    def _on_message(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == types.TEXT_DOCUMENT_DID_CHANGE and "id" not in message and self._open:
            self._server.changed(message.get("params"))
        elif method is None:
            self._on_response(message)
        elif not isinstance(method, str):
            self._refuse(message.get("id"), JsonRpcInvalidRequest("a method must be a string"))
        elif "id" in message:
            self._on_request(message["id"], method, message)
        else:
            self._on_notification(method, message)

    @property
    def _open(self) -> bool:
        """Whether we are between `initialize` and `shutdown`."""
        return self.initialized and not self._shutdown

    def _on_request(self, msg_id: Any, method: str, message: dict[str, Any]) -> None:
        try:
            if self._shutdown or (self.initialized and method == types.INITIALIZE):
                raise JsonRpcInvalidRequest("not at this time")
            if not self.initialized and method != types.INITIALIZE:
                raise JsonRpcServerNotInitialized("initialize comes first")
            params = self._params(method, message)
            handler = self._get_handler(method)
        except JsonRpcException as error:
            self._refuse(msg_id, error)
            return
        self._execute_handler(msg_id, handler, lambda future: self._answer(msg_id, future), args=(params,))

    def _on_notification(self, method: str, message: dict[str, Any]) -> None:
        if method != types.EXIT and not self._open:
            return
        try:
            params = self._params(method, message)
        except JsonRpcMethodNotFound:
            log.debug("unknown notification %s", method)
            return
        except JsonRpcException as error:
            log.warning("%s: %s", method, error.message)
            return
        if method == types.CANCEL_REQUEST:
            future = self._request_futures.get(params.id)
            if future is not None:
                future.cancel()
            return
        handler = self._get_handler(method)
        self._execute_handler(f"notification {id(message)}", handler, _logged(method), args=(params,))

    def _params(self, method: str, message: dict[str, Any]) -> Any:
        """The parameters as their type. Raises JsonRpcMethodNotFound and JsonRpcInvalidParams."""
        if method != types.CANCEL_REQUEST:
            self._get_handler(method)
        kind = self.get_message_type(method)
        if kind is None:
            return message.get("params")
        if message.get("params") is None and method == types.INITIALIZED:
            message = {**message, "params": {}}
        try:
            return getattr(self._converter.structure({"jsonrpc": "2.0", **message}, kind), "params", None)
        except Exception:
            raise JsonRpcInvalidParams(f"the parameters of {method} are malformed") from None

    def _on_response(self, message: Mapping[str, Any]) -> None:
        msg_id = message.get("id")
        future = self._request_futures.pop(msg_id, None) if isinstance(msg_id, str) else None
        if future is None or future.done():
            log.debug("a response to no request")
        elif message.get("error") is not None:
            future.set_exception(JsonRpcException("the client refused"))
        else:
            future.set_result(message.get("result"))

    # ---------------------------------------------------------------- what goes out

    def _answer(self, msg_id: Any, future: Future[Any]) -> None:
        self._request_futures.pop(msg_id, None)
        try:
            if future.cancelled():
                raise JsonRpcRequestCancelled("cancelled")
            self._send_data({"jsonrpc": "2.0", "id": msg_id, "result": future.result()})
        except asyncio.CancelledError:
            self._refuse(msg_id, JsonRpcRequestCancelled("cancelled"))
        except JsonRpcException as error:
            self._refuse(msg_id, error)
        except Exception as error:
            log.exception("a request failed")
            self._refuse(msg_id, _internal(error))

    def _refuse(self, msg_id: Any, error: JsonRpcException) -> None:
        answer = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": "2.0", "id": msg_id, "error": answer})

    def notify(self, method: str, params: Any | None = None) -> None:
        """Send a notification."""
        self._send_data({"jsonrpc": "2.0", "method": method, "params": params})

    def _send_data(self, data: Any) -> None:
        try:
            body = orjson.dumps(data, default=self._serialize_message)
        except TypeError:  # lone surrogates and large numbers, which came from the client
            body = json.dumps(data, default=self._serialize_message).encode()
        self.send_body(body)

    def send_body(self, body: bytes) -> None:
        """Send a message that is JSON already."""
        if self.writer is None:
            return
        try:
            self.writer.write(framed(body))
        except OSError:
            self._server.finish()

    # ---------------------------------------------------------------- from beginning to end

    def _initialize(self, params: types.InitializeParams) -> types.InitializeResult:
        """The client says what it can do, and we say what we can."""
        self.client_capabilities = params.capabilities
        self.initialized = True
        return initializing.initialize(self._server, params)

    def _shut_down(self, *_: Any) -> None:
        """Everything ends; only `exit` is heard from now on."""
        self._shutdown = True
        self._server.stop_working()

    def _exit(self, *_: Any) -> None:
        """The process ends: with 0 after a shutdown, else with 1."""
        self._server.finish(0 if self._shutdown else 1)


def _decoded(body: bytes) -> Any:
    """The message. Raises ValueError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        # Lone surrogates are JSON, and editors do send them; orjson takes none.
        return json.loads(body)


def _internal(error: BaseException) -> JsonRpcInternalError:
    return JsonRpcInternalError(f"internal error ({type(error).__name__})")


def _logged(method: str) -> Any:
    def look(future: Future[Any]) -> None:
        error = None if future.cancelled() else future.exception()
        if isinstance(error, JsonRpcException):
            log.warning("%s: %s", method, error.message)
        elif error is not None:
            log.error("%s failed", method, exc_info=error)

    return look
