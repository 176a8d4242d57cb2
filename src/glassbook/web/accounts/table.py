"""The table of `/web/v1/`: every operation of the pages."""

from glassbook.web.accounts import entering, own, staff
from glassbook.web.accounts.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (*entering.ENDPOINTS, *own.ENDPOINTS, *staff.ENDPOINTS)
