"""What can keep a venue from starting, for whoever has to tell a person about it.

The journal's own errors, handed on: nobody above the node touches the journal itself.
"""

from glassbook.journal.trouble import Damage as Damage
from glassbook.journal.trouble import DirectoryInUse as DirectoryInUse
from glassbook.journal.trouble import WriteFailed as WriteFailed
from glassbook.node.recovery import RecoveryStopped as RecoveryStopped
