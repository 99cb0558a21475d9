"""Serving a page over HTTP until cancelled, for every part that has one."""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.core.errors import Unavailable

GRACE_SECONDS = 2
"""How long open requests have to end when the server stops."""


def _nothing() -> None:
    """Do nothing."""


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    settings: str,
    opened: Callable[[], None] = _nothing,
    closing: Callable[[], None] = _nothing,
) -> None:
    """Serve until cancelled, then let open requests end; signals are the caller's affair.

    Args:
        app: what is served.
        host: on which address.
        port: on which port.
        settings: how the variables begin that set both, for the sentence that says what to change; they end in
            ``HOST`` and ``PORT``.
        opened: called once the address is listened on.
        closing: called when it begins to stop, so that requests which never end by themselves do.

    Raises:
        Unavailable: the address cannot be listened on; the sentence says what to set.
    """
    with await asyncio.to_thread(_listen, host, port, settings) as listener:
        opened()
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(config)
        serving = asyncio.ensure_future(server.serve(sockets=[listener]))
        try:
            await asyncio.shield(serving)
        finally:
            closing()
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


_REASONS = {
    errno.EADDRINUSE: "port {port} on {host} is in use; set {settings}PORT to another one",
    errno.EACCES: "port {port} on {host} may not be opened by this user; set {settings}PORT above 1023",
    errno.EADDRNOTAVAIL: "{host} is no address of this machine; set {settings}HOST",
}


def _listen(host: str, port: int, settings: str) -> socket.socket:
    """Open the listening socket, so that a port that is taken is one sentence and not a library's traceback."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        raise Unavailable(_REASONS[errno.EADDRNOTAVAIL].format(host=host, settings=settings)) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()  # from now on nobody is refused, before the server takes them over
        listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    except OSError as error:
        listener.close()
        reason = _REASONS.get(error.errno or 0, "port {port} on {host} cannot be opened")
        raise Unavailable(reason.format(host=host, port=port, settings=settings)) from None
    return listener
