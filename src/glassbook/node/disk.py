"""The disk, for whoever wires a venue: the machine's own, or one of his own making.

Handed on from the journal: nobody above the node touches the journal itself.
"""

from glassbook.journal.files import DISK, File, Files

__all__ = ["DISK", "File", "Files"]
