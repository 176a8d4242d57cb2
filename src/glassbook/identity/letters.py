"""What the venue writes to people: every letter there is, and what to do if it was not you."""

from glassbook.identity.mailbox import Letter


def confirmation(address: str, token: str) -> Letter:
    """The letter to whoever has signed up."""
    text = (
        f"To open your account, go to /confirm#{token} within 24 hours and enter your password.\n"
        "If you did not sign up, do nothing: without the password nothing happens."
    )
    return Letter(address, "confirmation", "Confirm your address", text)


def known(address: str) -> Letter:
    """The letter to a customer whose address somebody signed up with."""
    text = (
        "Somebody signed up with your address. You have an account already: log in with it.\n"
        "If it was not you, do nothing."
    )
    return Letter(address, "known", "You have an account already", text)


def alert(address: str, visitor: str, failures: int) -> Letter:
    """The letter after every log-in; `visitor` is from where, and with what."""
    before = f" {failures} attempts had failed before." if failures else ""
    text = (
        f"Somebody logged in to your account from {visitor}.{before}\n"
        "If it was not you, change your password now: every other session ends with it."
    )
    return Letter(address, "log-in", "Somebody logged in", text)


def changed(address: str, what: str) -> Letter:
    """The letter after a change of what opens the account."""
    text = f"{what}\nIf it was not you, write to us at once."
    return Letter(address, "change", "Your account was changed", text)


def renewal(address: str, token: str) -> Letter:
    """The letter to a customer who forgot his password."""
    text = (
        f"To set a new password, go to /reset#{token} within 30 minutes.\n"
        "If it was not you who asked, do nothing: your password stays as it is."
    )
    return Letter(address, "forgotten", "Set a new password", text)


def unknown(address: str) -> Letter:
    """The letter to an address that is no customer's."""
    text = (
        "Somebody asked for a new password for this address. No account belongs to it here.\n"
        "If you have one, you signed up with another address."
    )
    return Letter(address, "unknown", "No account has this address", text)


def reused(address: str) -> Letter:
    """The letter to a customer one of whose codes was shown a second time."""
    text = (
        "A code of your authenticator was shown a second time, and refused.\n"
        "If it was not you, somebody saw it and knows your password: change it now."
    )
    return Letter(address, "reused", "A code was used twice", text)


def lost(address: str, due: str) -> Letter:
    """The letter to a customer whose factors are to be taken off; `due` is when."""
    text = (
        "We were told that you lost everything that shows your second factor. After\n"
        f"{due} your password alone opens your account, once you log in with it.\n"
        "If it was not you who told us, log in with your authenticator, a recovery code or a\n"
        "passkey: that stops it. And change your password."
    )
    return Letter(address, "lost", "Your second factor will be taken off", text)
