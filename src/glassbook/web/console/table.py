"""The console's part of the table of `/web/v1/`."""

from glassbook.web.accounts.endpoint import Endpoint
from glassbook.web.console import acting, finding, watching

ENDPOINTS: tuple[Endpoint, ...] = (*watching.ENDPOINTS, *finding.ENDPOINTS, *acting.ENDPOINTS)
