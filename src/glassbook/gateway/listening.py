"""A listening socket, bound before anything is served: a port that is taken is said at once."""

import errno
import socket

BACKLOG = 2048


class PortInUse(Exception):
    """Somebody else listens on this address."""


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any that is free. *Raises* PortInUse, OSError."""
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
        raise
    bound.setblocking(False)
    return bound
