"""What can keep a venue from starting, for whoever has to tell a person about it.

The journal's own errors, handed on: nobody above the node touches the journal itself.
"""

from glassbook.journal.trouble import Damage, DirectoryInUse, WriteFailed
from glassbook.node.recovery import RecoveryStopped

__all__ = ["Damage", "DirectoryInUse", "RecoveryStopped", "WriteFailed"]
