"""A listening socket, bound before anything is served: a port that is taken is said at once."""

import errno
import socket

BACKLOG = 2048


class PortInUse(Exception):
    """Somebody else listens on this address."""


class CannotListen(Exception):
    """The address is none that this process can listen on."""


_REASONS = {
    errno.EACCES: "ports below 1024 are the administrator's: choose a higher one",
    errno.EADDRNOTAVAIL: "it is no address of this machine: 127.0.0.1 always is one",
}


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any that is free.

    *Raises* PortInUse, CannotListen, OSError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"port {port} of {host} is in use by another program: "
                "stop that one, or choose another port"
            ) from error
        reason = _REASONS.get(error.errno or 0)
        if isinstance(error, socket.gaierror):
            reason = "it is no address: 127.0.0.1 is one"
        if reason is None:
            raise
        raise CannotListen(f"cannot listen on port {port} of {host!r}: {reason}") from error
    bound.setblocking(False)
    return bound
