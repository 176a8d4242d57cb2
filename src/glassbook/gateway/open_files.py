"""How many files this process may have open: a connection is one of them, and so is the journal.

Whoever can reach a port could otherwise open connections until the journal finds no place for its
next segment, which stops the venue. So the process asks for as many as it may have, and connections
get half of them: the rest is for what the venue itself opens.
"""

import resource
from contextlib import suppress

FILES_WANTED = 65_536


def allow_many() -> None:
    """Have this process open as many files as it may, up to FILES_WANTED."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, FILES_WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # a kernel may allow less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connections_max() -> int:
    """Return how many connections one port may have at a time."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (FILES_WANTED if soft == resource.RLIM_INFINITY else soft) // 2
