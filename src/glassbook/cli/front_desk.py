"""Customers and staff of a venue: the vault, what they are known by, and their door at `/web/v1/`.

Here newcomers have play money, as all who trade against the recorded market; letters go to the
local mailbox.
"""

from collections.abc import Callable

import glassbook
from glassbook.cli.demo import open_with_money
from glassbook.cli.failure import Failure
from glassbook.cli.floor import floor
from glassbook.cli.house import House, other_key
from glassbook.cli.identity_files import MASTER_KEY_FILE, PEOPLE_FILE
from glassbook.identity.database import FileDamaged
from glassbook.identity.entrance import Entrance
from glassbook.identity.forgotten import Forgotten
from glassbook.identity.lost_factors import LostFactors
from glassbook.identity.mailbox import LocalMailbox
from glassbook.identity.passkeys import Passkeys
from glassbook.identity.passwords import Passwords
from glassbook.identity.people import People
from glassbook.identity.registration import Registration
from glassbook.identity.sealing import master_key
from glassbook.protocol.commands import freeze_account
from glassbook.web.accounts.door import AccountsDoor, Api
from glassbook.web.accounts.endpoint import Desk
from glassbook.web.accounts.table import ENDPOINTS

NAME = "Glassbook"
MAILBOX = "mailbox"


class FrontDesk:
    """Opened at once; closed when the doors are. `api` is what customers trade through.

    `desk` is what all that is asked of it is answered from.
    """

    def __init__(self, house: House, clock: Callable[[], int], api: Api | None = None) -> None:
        data = house.configuration.data
        self._house = house
        house.note_if_missing(PEOPLE_FILE)
        try:
            self._people = People(data / PEOPLE_FILE, master_key(data / MASTER_KEY_FILE))
        except FileDamaged as error:
            raise Failure(f"{error}. {other_key(data)}") from error
        vault = house.vault
        self._passwords = Passwords()
        mail = LocalMailbox(data / MAILBOX, clock)
        registration = Registration(
            self._people,
            vault,
            self._passwords,
            house.own_keys,
            mail,
            clock,
            self._open_account,
            self._shut_account,
        )
        publish = house.venue.submit_document
        lost = LostFactors(self._people, vault, mail, clock, publish)
        entrance = Entrance(self._people, vault, self._passwords, mail, clock, NAME, lost, publish)
        self.desk = Desk(
            self._people,
            vault,
            house.own_keys,
            registration,
            entrance,
            Forgotten(self._people, vault, self._passwords, mail, clock),
            Passkeys(self._people, vault, entrance, mail, clock, NAME),
            lost,
            self._account_id,
            clock,
            mail if house.configuration.mailbox else None,
            floor(house),
        )
        self.door = AccountsDoor(self.desk, ENDPOINTS, NAME, glassbook.__version__, api)

    def on_session_end(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with the id of each session that ends."""
        self._people.sessions.on_end(listener)

    def close(self) -> None:
        self._passwords.close()
        self._people.close()

    async def _open_account(self, reference: str) -> None:
        await open_with_money(self._house.venue, self._house.projections, reference)

    async def _shut_account(self, reference: str) -> None:
        """Freeze the account and those beneath it, revoke the keys of all of them, and forget what
        the owner called those beneath.
        """
        directory, keys = self._house.projections.directory, self._house.own_keys
        account = directory.account(reference)
        if account is None:
            return
        for each in (account, *directory.subaccounts(account.account_id)):
            await self._house.venue.submit(freeze_account(each.account_id))
            handle = keys.store.handle(each.reference)
            keys.revoke_all(handle)
            if each is not account:
                keys.forget_name(handle)

    def _account_id(self, reference: str) -> int | None:
        account = self._house.projections.directory.account(reference)
        return None if account is None else account.account_id
