"""Which address shows what, and under which rules a browser is told to show it."""

import gzip
import json
from base64 import b64encode
from hashlib import sha256

import pytest

from glassbook.web.bundle import File
from glassbook.web.handbook_pages import Handbook, rules_of, sheets_in
from glassbook.web.rates import rates_view
from glassbook.web.sending import takes_gzip
from glassbook.web.site import Site

BOOK = b"""<!doctype html><script>first()</script><script src="a.js"></script>
<script type="application/json" id="c">{}</script><td style="text-align: right;">1</td>"""
PAGE, SCRIPT = b"<!doctype html><title>pages</title>", b"export {};"


def file(kind, body):
    return File(kind, body, gzip.compress(body))


def site(**changed):
    files = {
        "/index.html": file(b"text/html; charset=utf-8", PAGE),
        "/assets/app-0a1b.js": file(b"text/javascript; charset=utf-8", SCRIPT),
    }
    handbook = {
        "/index.html": file(b"text/html; charset=utf-8", BOOK),
        "/assets/bundle.js": file(b"text/javascript; charset=utf-8", SCRIPT),
    }
    given = {
        "files": files,
        "is_listed": lambda name: name == "BTCUSD",
        "handbook": Handbook(handbook),
        "rates": lambda: rates_view([(0, 1_000, 1_500)], []),
    } | changed
    return Site(**given)


def ask(path, *headers, asked=None):
    status, told, body = (asked or site()).page(path, headers)
    assert len(dict(told)) == len(told), "no header is told twice"
    return status, dict(told), body


@pytest.mark.parametrize("path", ["/", "/markets", "/login", "/mailbox", "/trade/BTCUSD"])
def test_every_page_is_the_application_and_is_asked_for_again(path):
    status, headers, body = ask(path)
    assert site().shows(path)
    assert (status, body) == (200, PAGE)
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert headers[b"cache-control"] == b"no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v3/ping",
        "/ws",
        "/docs/api",
        "/health",
        "/transparency/head",
        "/trade/",
        "/trade/btcusd",
        "/trade/BTCUSD/x",
        "/trade/BTC\n",
        "/index.html",
        "/web/v1/x",
    ],
)
def test_addresses_of_others_are_left_to_them(path):
    assert not site().shows(path)


def test_a_market_that_is_not_listed_is_not_found_and_still_shows_the_application():
    status, _, body = ask("/trade/DOGEUSD")
    assert (status, body) == (404, PAGE)


def test_files_whose_names_hold_their_hash_are_kept_for_ever():
    status, headers, body = ask("/assets/app-0a1b.js")
    assert (status, body) == (200, SCRIPT)
    assert headers[b"content-type"] == b"text/javascript; charset=utf-8"
    assert b"immutable" in headers[b"cache-control"]


def test_a_file_of_another_version_is_gone_and_is_not_the_application():
    status, headers, _ = ask("/assets/app-9f9f.js")
    assert (status, headers[b"content-type"]) == (404, b"text/plain; charset=utf-8")
    assert headers[b"cache-control"] == b"no-cache"


@pytest.mark.parametrize(
    "path", ["/", "/trade/DOGEUSD", "/assets/app-0a1b.js", "/assets/gone.js", "/web/rates"]
)
def test_nothing_is_shown_without_its_rules(path):
    _, headers, _ = ask(path)
    policy = headers[b"content-security-policy"].decode().split("; ")
    assert policy[0] == "default-src 'none'"
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not any("unsafe" in each or "http" in each or "*" in each for each in policy)
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"


def test_whoever_takes_gzip_is_sent_gzip():
    _, headers, body = ask("/", (b"accept-encoding", b"br, gzip"))
    assert (headers[b"content-encoding"], headers[b"vary"]) == (b"gzip", b"accept-encoding")
    assert gzip.decompress(body) == PAGE


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        (b"gzip", True),
        (b"br;q=1.0, gzip;q=0.8", True),
        (b"*", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.000", False),
        (b"br", False),
        (b"", False),
    ],
)
def test_gzip_is_sent_only_to_whoever_asked(accepted, takes):
    assert takes_gzip([(b"accept-encoding", accepted)]) is takes


def test_without_a_bundle_a_page_says_how_to_make_it():
    status, headers, body = ask("/trade/BTCUSD", asked=site(files={}))
    assert status == 503
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert headers[b"cache-control"] == b"no-store"
    assert b"make env" in body


def test_rates_are_shown_as_parts_of_one():
    status, _, body = ask("/web/rates")
    assert status == 200
    assert json.loads(body)["tiers"] == [
        {"volume": "0.00000000", "maker": "0.00100000", "taker": "0.00150000"}
    ]


def test_rates_name_the_symbols_that_cost_more_just_now():
    costs = [("BTCUSD", 0, 0), ("ETHUSD", 0, 0)]
    asked = site(rates=lambda: rates_view([], costs))
    assert json.loads(ask("/web/rates", asked=asked)[2])["symbols"] == []
    costs[1] = ("ETHUSD", 0, 250)
    assert json.loads(ask("/web/rates", asked=asked)[2])["symbols"] == [
        {"symbol": "ETHUSD", "maker": "0.00000000", "taker": "0.00025000"}
    ]


# --- the handbook


def test_the_handbook_is_shown_below_docs_and_says_where_its_folder_is():
    status, headers, _ = ask("/docs")
    assert (status, headers[b"location"]) == (308, b"/docs/")
    for path in ("/docs/", "/docs/index.html"):
        assert ask(path)[2] == BOOK
    assert ask("/docs/assets/bundle.js")[2] == SCRIPT


def test_without_a_handbook_nothing_is_shown_there():
    bare = site(handbook=Handbook({}))
    assert not any(bare.shows(path) for path in ("/docs", "/docs/", "/docs/index.html"))
    assert not site().shows("/docs/elsewhere.html")


def test_a_sheet_that_a_script_brings_is_allowed_and_its_code_is_none():
    sheet = b".u{" + b"color:red;" * 30 + b"}"
    code = b".map(x=>{" + b"y;" * 200 + b"})"
    script = b"var a='" + sheet + b"',b='" + code + b"'"
    assert sheets_in(file(b"text/javascript; charset=utf-8", script)) == [sheet]
    assert sheets_in(file(b"text/html; charset=utf-8", script)) == []
    hashed = b64encode(sha256(sheet).digest())
    assert hashed in dict(rules_of(BOOK, [sheet]))[b"content-security-policy"]


def test_what_stands_in_a_page_is_allowed_by_its_hash_and_nothing_else():
    policy = dict(rules_of(BOOK))[b"content-security-policy"].decode().split("; ")
    scripts = next(each for each in policy if each.startswith("script-src")).split()[1:]
    styles = next(each for each in policy if each.startswith("style-src")).split()[1:]
    hashed = b64encode(sha256(b"first()").digest()).decode()
    assert f"'sha256-{hashed}'" in scripts
    assert len(scripts) == 3  # ourselves, a script, and what is read by one
    hashed = b64encode(sha256(b"text-align: right;").digest()).decode()
    assert styles == ["'self'", "'unsafe-hashes'", f"'sha256-{hashed}'"]
    assert policy[0] == "default-src 'none'"
    assert dict(rules_of(b"<p>none"))[b"content-security-policy"].count(b"sha256") == 0
