"""The table of `/web/v1/`: every operation of the pages."""

from glassbook.web.accounts import (
    entering,
    forgetting,
    own,
    passkeys,
    staff,
    statements,
    visiting,
    wallet,
)
from glassbook.web.accounts.endpoint import Endpoint
from glassbook.web.console import table as console

ENDPOINTS: tuple[Endpoint, ...] = (
    *visiting.ENDPOINTS,
    *entering.ENDPOINTS,
    *forgetting.ENDPOINTS,
    *own.ENDPOINTS,
    *passkeys.ENDPOINTS,
    *wallet.ENDPOINTS,
    *statements.ENDPOINTS,
    *staff.ENDPOINTS,
    *console.ENDPOINTS,
)
