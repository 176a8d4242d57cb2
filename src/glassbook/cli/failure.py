"""Errors that a person can do something about: a text on stderr and an exit code, no traceback.

    1  it could not be done, or what was checked is not as it should be
    2  it was asked for in a way that cannot be understood
  130  interrupted from the keyboard, before there was anything to stop in order

Anything else is a fault of ours and shows its traceback.
"""

import errno

ADVICE = {
    errno.ENOSPC: "Make room there, then start again: nothing acknowledged is lost.",
    errno.EROFS: "Have it mounted for writing, or choose another directory with --data.",
    errno.EACCES: "Change its owner or its mode, or choose another directory with --data.",
}
ADVICE[errno.EDQUOT] = ADVICE[errno.EFBIG] = ADVICE[errno.ENOSPC]
ADVICE[errno.EPERM] = ADVICE[errno.EACCES]
ADVICE[errno.EEXIST] = ADVICE[errno.ENOTDIR] = (
    "A file stands where a directory is needed: choose another with --data."
)
EXIT_FAILED = 1
EXIT_USAGE = 2


class Failure(Exception):
    """What went wrong and what to do, as one text."""

    def __init__(self, text: str, exit_code: int = EXIT_FAILED) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def explained(error: Exception) -> Failure | None:
    """Return an error of the rooms as a failure, or None when it is no such thing.

    The rooms' errors are imported only here, when something has happened: `--help` stays quick.
    """
    from glassbook.cli.bench.core import WrongSums
    from glassbook.cli.bench.workload import NotAWorkload
    from glassbook.fees.schedule import ScheduleInvalid
    from glassbook.gateway.listening import CannotListen, PortInUse
    from glassbook.identity.api_keys import NotAPublicKey
    from glassbook.identity.database import FileDamaged, FileUnusable, LayoutUnknown
    from glassbook.identity.sealing import NotAMasterKey
    from glassbook.node.signing_key import NotASigningKey
    from glassbook.node.trouble import Damage, DirectoryInUse, RecoveryStopped, WriteFailed
    from glassbook.projection.store.history import StoreFailed
    from glassbook.protocol.submission import VenueStopped
    from glassbook.replay.capture import CaptureDamaged
    from glassbook.replay.flow import CaptureEmpty
    from glassbook.replay.source import CaptureNotFound

    plain = (
        CannotListen,
        CaptureDamaged,
        CaptureEmpty,
        CaptureNotFound,
        Damage,
        DirectoryInUse,
        FileDamaged,
        FileUnusable,
        LayoutUnknown,
        NotAMasterKey,
        NotAPublicKey,
        NotASigningKey,
        NotAWorkload,
        OSError,
        RecoveryStopped,
        ScheduleInvalid,
        StoreFailed,
        VenueStopped,
        WriteFailed,
        WrongSums,
    )
    if isinstance(error, PortInUse):
        return Failure(f"{error}: --port N or --fix-port N, or --port 0 for any that is free")
    if isinstance(error, OSError) and error.errno in ADVICE:
        return Failure(f"{error}. {ADVICE[error.errno]}")
    return Failure(str(error)) if isinstance(error, plain) else None
