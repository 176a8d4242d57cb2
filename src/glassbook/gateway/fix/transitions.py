"""The life of a session, as a table. docs/reference/fix.md draws it from here.

A session that has heard nothing for a heartbeat interval is doubtful: it has asked, and closes when
nothing answers for another interval. Nothing leads out of CLOSED.
"""

from enum import StrEnum


class State(StrEnum):
    CONNECTED = "connected"  # a socket that has not said who it is
    ACTIVE = "active"
    DOUBTFUL = "doubtful"  # silent for an interval; a TestRequest is on its way
    CLOSED = "closed"


class Happening(StrEnum):
    LOGGED_ON = "logged on"
    LOGON_REFUSED = "logon refused"
    LOGON_OVERDUE = "no logon in time"
    SILENCE = "silence for an interval"
    ANSWERED = "test request answered"
    LOGGED_OUT = "client logged out"
    GARBLED = "garbled bytes"
    TOO_MANY = "too many messages"
    DISMISSED = "venue closes the session"
    HUNG_UP = "connection lost"


TRANSITIONS = {
    (State.CONNECTED, Happening.LOGGED_ON): State.ACTIVE,
    (State.CONNECTED, Happening.LOGON_REFUSED): State.CLOSED,
    (State.CONNECTED, Happening.LOGON_OVERDUE): State.CLOSED,
    (State.CONNECTED, Happening.GARBLED): State.CLOSED,
    (State.CONNECTED, Happening.DISMISSED): State.CLOSED,
    (State.CONNECTED, Happening.HUNG_UP): State.CLOSED,
    (State.ACTIVE, Happening.SILENCE): State.DOUBTFUL,
    (State.ACTIVE, Happening.LOGGED_OUT): State.CLOSED,
    (State.ACTIVE, Happening.GARBLED): State.CLOSED,
    (State.ACTIVE, Happening.TOO_MANY): State.CLOSED,
    (State.ACTIVE, Happening.DISMISSED): State.CLOSED,
    (State.ACTIVE, Happening.HUNG_UP): State.CLOSED,
    (State.DOUBTFUL, Happening.ANSWERED): State.ACTIVE,
    (State.DOUBTFUL, Happening.SILENCE): State.CLOSED,
    (State.DOUBTFUL, Happening.LOGGED_OUT): State.CLOSED,
    (State.DOUBTFUL, Happening.GARBLED): State.CLOSED,
    (State.DOUBTFUL, Happening.TOO_MANY): State.CLOSED,
    (State.DOUBTFUL, Happening.DISMISSED): State.CLOSED,
    (State.DOUBTFUL, Happening.HUNG_UP): State.CLOSED,
}
