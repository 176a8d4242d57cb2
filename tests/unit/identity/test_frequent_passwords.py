"""What everybody chooses is nobody's password here."""

import pytest

from glassbook.identity.frequent_passwords import frequent_passwords, is_frequent
from glassbook.identity.passwords import LENGTH_MIN, NotAPassword, require_password

COMMON = (
    "123qweasdzxc",
    "1QAZ2wsx3edc",
    "Password1234!",
    "1234password",
    "passwordPASSWORD",
    "qwerty123qwerty123",
    "iloveyou2024",
)
OTHERS = (
    "correct horse battery",
    "john7391820475",
    "7f3k9q2x8m4v",
    "passworded horses 99",
    "ein-langer-satz-ohne-sinn",
)


@pytest.mark.parametrize("text", COMMON)
def test_a_frequent_password_is_refused_however_it_is_dressed_up(text):
    assert is_frequent(text)
    with pytest.raises(NotAPassword, match="most common"):
        require_password(text, "ann@example.org")


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_holds_a_frequent_word_is_accepted(text):
    assert not is_frequent(text)
    require_password(text, "ann@example.org")


def test_the_list_has_the_thousands_that_the_standard_asks_for_and_those_long_enough_to_matter():
    listed = frequent_passwords()
    assert len(listed) > 10_000
    assert {"123456", "password", "qwerty"} <= listed
    assert sum(len(each) >= LENGTH_MIN for each in listed) > 290
    assert all(each == each.lower() for each in listed), "it is compared in small letters"
