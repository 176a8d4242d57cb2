"""Fields by name, and every way in which a message can be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassbook.gateway.fix.faults import Rejected
from glassbook.gateway.fix.fields import FIELDS, PATTERNS, Kind
from glassbook.gateway.fix.framing import Framer, framed
from glassbook.gateway.fix.messages import BY_CODE, MESSAGES
from glassbook.gateway.fix.reading import envelope, values_of
from glassbook.gateway.fix.times import stamp, time_ns
from glassbook.gateway.fix.writing import body

HEADER = "35={}|34=2|49=ME|52=20240611-09:01:46.228|56=SPOT|"
ORDER = "11=one|38=5|40=2|44=10|54=1|55=LTCBNB|59=1|"
LIST = (
    "73=2|11=w1|55=LTCBNB|54=2|38=1|40=2|44=0.25|59=1|"
    "11=p1|55=LTCBNB|54=2|38=1|40=1|25010=1|25011=3|25012=0|25013=1|1385=2|25014=both|"
)


def read(code, text):
    message = framed((HEADER.format(code) + text).replace("|", "\x01").encode())
    opened = envelope(message)
    return values_of(BY_CODE[code], opened.body)


def why(code, text):
    """Return (reason, code, tag) of a message's rejection."""
    with pytest.raises(Rejected) as caught:
        read(code, text)
    return int(caught.value.reason), caught.value.code, caught.value.tag


def test_an_order_is_read_by_the_names_of_its_fields():
    assert read("D", ORDER) == {
        "ClOrdID": "one",
        "OrderQty": "5",
        "OrdType": "2",
        "Price": "10",
        "Side": "1",
        "Symbol": "LTCBNB",
        "TimeInForce": "1",
    }


def test_groups_are_read_into_lists_groups_within_groups_too():
    first, second = read("E", LIST)["NoOrders"]
    assert (first["ClOrdID"], first["TimeInForce"]) == ("w1", "1")
    assert second["NoListTriggeringInstructions"] == [
        {"ListTriggerType": "3", "ListTriggerTriggerIndex": "0", "ListTriggerAction": "1"}
    ]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("D", ORDER + "x=1|", (0, -1169, 0)),
        ("D", ORDER + "011=1|", (0, -1169, 0)),
        ("D", ORDER + "noise|", (0, -1169, 0)),
        ("D", ORDER.replace("11=one|", ""), (1, -1102, 11)),
        ("D", ORDER.replace("54=1|", ""), (1, -1102, 54)),
        ("D", ORDER + "262=a|", (2, -1170, 262)),
        ("D", ORDER + "9999=a|", (3, -1170, 9999)),
        ("D", ORDER.replace("54=1", "54=3"), (5, -1130, 54)),
        ("D", ORDER.replace("38=5", "38=1e5"), (6, -1100, 38)),
        ("D", ORDER.replace("38=5", "38=-5"), (6, -1100, 38)),
        ("D", ORDER.replace("38=5", "38="), (6, -1105, 38)),
        ("D", ORDER.replace("11=one", "11=" + "a" * 37), (6, -1100, 11)),
        ("D", ORDER.replace("11=one", "11=a b"), (6, -1100, 11)),
        ("D", ORDER + "38=5|", (13, -1171, 38)),
        ("E", LIST.replace("73=2", "73=3"), (16, -1188, 73)),
        ("E", LIST.replace("73=2|11=w1|55=LTCBNB|", "73=2|55=LTCBNB|11=w1|"), (15, -1173, 73)),
        ("E", LIST.replace("11=p1|55=LTCBNB|", "11=p1|"), (1, -1102, 55)),
        ("E", LIST.replace("54=2|38=1|40=1|", "54=2|40=1|54=2|"), (15, -1173, 73)),
        ("A", "98=0|108=30|96=abcd|95=4|", (14, -1172, 96)),
        ("A", "98=0|108=30|95=5|96=abcd|", (5, -1130, 95)),
    ],
)
def test_each_fault_is_named_with_its_field(code, text, expected):
    assert why(code, text) == expected


def test_a_header_field_sent_twice_is_rejected():
    message = framed(b"35=0\x0134=2\x0134=2\x0149=ME\x0156=SPOT\x01")
    with pytest.raises(Rejected, match="more than once"):
        envelope(message)


@given(st.sampled_from(MESSAGES), st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_nothing_but_rejected_comes_of_noise_in_a_message(kind, noise):
    try:
        opened = envelope(framed(f"35={kind.code}\x0134=1\x01{noise}\x01".encode()))
        values_of(kind, opened.body)
    except Rejected:
        return


@given(st.data())
def test_what_is_written_is_read_back(data):
    kind = data.draw(st.sampled_from([each for each in MESSAGES if each.code != "A"]))
    values = data.draw(values_for(kind.members))
    code, fields = body(kind.code, values)
    framer = Framer()
    framer.feed(framed(b"35=" + code + b"\x0134=7\x01" + fields))
    opened = envelope(framer.next())
    assert (opened.code, opened.sequence) == (kind.code, 7)
    assert values_of(kind, opened.body) == values


VALUES = {kind: st.from_regex(f"\\A{pattern}\\Z") for kind, pattern in PATTERNS.items()}
VALUES |= dict.fromkeys((Kind.STRING, Kind.DATA), st.sampled_from(["a", "a=b", " ", "~" * 256]))


@st.composite
def values_for(draw, members):
    """Draw fields that fit: all that are required, and some others."""
    values = {}
    for member in members:
        if not member.is_required and not draw(st.booleans()):
            continue
        field = member.field
        if member.members:
            values[field.name] = draw(st.lists(values_for(member.members), max_size=2))
        elif field.values:
            values[field.name] = draw(st.sampled_from(list(field.values)))
        else:
            values[field.name] = draw(VALUES[field.kind])
    return values


def test_no_tag_and_no_name_stands_twice_in_the_table():
    assert len({field.tag for field in FIELDS}) == len(FIELDS)
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    assert len({kind.code for kind in MESSAGES}) == len(MESSAGES) == 25


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20240611-09:01:46", 1_718_096_506_000_000_000),
        ("20240611-09:01:46.228", 1_718_096_506_228_000_000),
        ("20240611-09:01:46.228950", 1_718_096_506_228_950_000),
        ("20240230-09:01:46", None),
        ("20240611-24:01:46", None),
    ],
)
def test_a_time_has_seconds_milliseconds_or_microseconds(text, expected):
    assert time_ns(text) == expected
    if expected is not None and len(text) == 24:
        assert stamp(expected) == text.encode()
