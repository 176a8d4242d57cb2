"""Alice, Bob and Carol get their money once, and keep their keys."""

import asyncio
import json

from glassbook.cli.demo import HANDLES, KEYS_FILE, open_demo_accounts, write_demo_keys
from glassbook.cli.identity_files import key_store
from glassbook.protocol.commands import open_account, withdraw
from glassbook.protocol.labels import Label
from tests.unit.cli.houses import furnished_house_in

MONEY = {"BTC": "100", "ETH": "1000", "USD": "5000000", "USDC": "5000000", "USDT": "5000000"}
WHOLE = {name: f"{amount}.00000000" for name, amount in MONEY.items()}


async def open_accounts(house):
    await open_demo_accounts(house.venue, house.projections, house.keys)


def account_of(house, handle):
    return house.projections.directory.account(house.keys.reference(handle))


def money_of(house, handle):
    directory = house.projections.directory
    balances = house.projections.balances.of(account_of(house, handle).account_id)
    return {
        directory.assets[asset_id].name: directory.assets[asset_id].text(available)
        for asset_id, (available, _) in balances.items()
    }


def test_everybody_gets_the_same_play_money(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            await open_accounts(house)
            for handle in HANDLES:
                assert money_of(house, handle) == WHOLE
                account = account_of(house, handle)
                assert (account.maker_ppm, account.taker_ppm) == (1_000, 1_000)

    asyncio.run(story())


def test_names_stay_out_of_the_journal(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            await open_accounts(house)

    asyncio.run(story())
    journal = b"".join(path.read_bytes() for path in (tmp_path / "journal").iterdir())
    assert b"BTCUSD" in journal
    assert not any(handle.encode() in journal for handle in HANDLES)


def test_a_restart_gives_nobody_more(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            await open_accounts(house)
            usd = house.projections.directory.asset("USD")
            alice = account_of(house, "alice")
            await house.venue.submit(withdraw(alice.account_id, usd.asset_id, 10**8))
        async with furnished_house_in(tmp_path) as house:
            await open_accounts(house)
            assert money_of(house, "alice")["USD"] == "4999999.00000000"
            assert len(house.projections.directory.accounts) == len(HANDLES)

    asyncio.run(story())


def test_an_account_that_a_crash_left_without_money_gets_it(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            label = Label(name=house.keys.register("alice"))
            await house.venue.submit(open_account(1_000, 1_000), label)
            await open_accounts(house)
            assert money_of(house, "alice") == WHOLE

    asyncio.run(story())


def opened_keys(directory):
    keys = key_store(directory)
    for handle in HANDLES:
        keys.register(handle)
    return keys


def test_the_key_file_is_its_owners_alone_and_says_what_the_store_knows(tmp_path):
    keys = opened_keys(tmp_path)
    path = write_demo_keys(keys, tmp_path)
    assert path == tmp_path / KEYS_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    written = json.loads(path.read_text())
    assert list(written) == list(HANDLES)
    for handle, key in written.items():
        found = keys.find(key["api_key"])
        assert found.secret == key["secret"]
        assert found.reference == keys.reference(handle)


def test_good_keys_are_kept_and_revoked_ones_replaced(tmp_path):
    keys = opened_keys(tmp_path)
    before = json.loads(write_demo_keys(keys, tmp_path).read_text())
    assert json.loads(write_demo_keys(keys, tmp_path).read_text()) == before
    keys.revoke(before["bob"]["api_key"])
    after = json.loads(write_demo_keys(keys, tmp_path).read_text())
    assert after["bob"] != before["bob"]
    assert (after["alice"], after["carol"]) == (before["alice"], before["carol"])


def test_a_key_of_somebody_else_is_replaced(tmp_path):
    keys = opened_keys(tmp_path)
    path = write_demo_keys(keys, tmp_path)
    written = json.loads(path.read_text())
    written["alice"] = written["bob"]
    path.write_text(json.dumps(written))
    alice = json.loads(write_demo_keys(keys, tmp_path).read_text())["alice"]
    assert keys.find(alice["api_key"]).reference == keys.reference("alice")


def test_a_file_that_makes_no_sense_is_written_anew(tmp_path):
    keys = opened_keys(tmp_path)
    (tmp_path / KEYS_FILE).write_text("{")
    assert set(json.loads(write_demo_keys(keys, tmp_path).read_text())) == set(HANDLES)


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path):
    keys = opened_keys(tmp_path)
    path = write_demo_keys(keys, tmp_path)
    path.chmod(0o644)
    write_demo_keys(keys, tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
