"""The disk of a venue, for whoever hands in another one than the machine's.

The journal's own, handed on: nobody above the node touches the journal itself.
"""

from glassbook.journal.files import DISK, Files

__all__ = ["DISK", "Files"]
