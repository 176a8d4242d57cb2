"""ccxt's own tests of an exchange, as it ships them: all methods that it says the venue has.

They want the library beside them, not installed, and the official address; so the library is
copied, and that one check of theirs is left out. An order book of Binance's tells no time, and in a
market of several orders a second prices fall between two that buy. This is a spot venue: what ccxt
says the API has of futures and margin is taken back in its settings, as by any client of one.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import ccxt
import pytest

from tests.clients.pointing import CCXT_IDS, ccxt_settings
from tests.clients.venue import RunningVenue

pytestmark = pytest.mark.skipif(
    "FREQTRADE_MINUTES" not in os.environ, reason="it copies all of ccxt: `make clients-test`"
)
SECONDS_MAX = 300
SPOT_ONLY = dict.fromkeys(("swap", "future", "option", "margin"), False)
OF_FUTURES_AND_MARGIN = (
    "fetchBorrowInterest",
    "fetchLeverageTiers",
    "fetchMarginModes",
)
SKIPPED = {
    "skipMethods": {
        "orderBook": {"timestamp": "not told", "datetime": "not told"},
        "fetchTrades": {"sideSequence": "a market may fall while it is bought"},
        "fetchDeposits": {
            "network": "it came by none: the operator booked it",
            "updated": "not told of deposits",
            "fee": "not told of deposits",
        },
        **dict.fromkeys(OF_FUTURES_AND_MARGIN, "this is a spot venue"),
    }
}
START = (
    "import tests_sync; tests_sync.testMainClass.check_constructor = lambda *_: None;"
    "import tests_init"
)


@pytest.mark.parametrize("exchange", CCXT_IDS)
def test_ccxts_own_suite_finds_nothing_wrong(venue: RunningVenue, tmp_path: Path, exchange: str):
    library = tmp_path / "python" / "ccxt"
    shutil.copytree(Path(ccxt.__file__).parent, library)
    pointed = ccxt_settings(venue, "alice")
    keys = {name: pointed[name] for name in ("apiKey", "secret", "urls")}
    (tmp_path / "keys.json").write_text(json.dumps({exchange: {**keys, "has": SPOT_ONLY}}))
    (tmp_path / "skip-tests.json").write_text(json.dumps({exchange: SKIPPED}))
    paths = os.pathsep.join(map(str, (library / "test", library.parent)))
    done = subprocess.run(
        [sys.executable, "-c", START, exchange, "BTC/USD", "--sync", "--private"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert "[TEST_FAILURE]" not in done.stdout, done.stdout[-4000:]
    assert done.stdout.count("TESTING DONE") > 18, done.stdout[-4000:]
