"""What stories say with binance-fix-connector: ask, hear, and leave."""

from binance_fix_connector.fix_connector import BinanceFixConnector

WAIT_SECONDS = 180


def at(port: int) -> str:
    return f"tcp+tls://localhost:{port}"


def heard(session: BinanceFixConnector, code: str) -> dict[str, str]:
    """Return the next message of this type, its values by their tags."""
    for message in session.retrieve_messages_until(
        message_type=[code], timeout_seconds=WAIT_SECONDS
    ):
        pairs = {tag.decode(): value.decode() for tag, value in message.pairs}
        if pairs["35"] == code:
            return pairs
    raise AssertionError(f"no message {code} was heard")


def ask(session: BinanceFixConnector, code: str, fields: list[tuple[int, object]]) -> None:
    message = session.create_fix_message_with_basic_header(code)
    for tag, value in fields:
        message.append_pair(tag, value)
    session.send_message(message)


def leave(session: BinanceFixConnector) -> None:
    session.logout()
    assert heard(session, "5")["58"] == "Logout acknowledgment."
    session.disconnect()
