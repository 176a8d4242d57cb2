"""Every no of the doors: HTTP status, Binance's code, and the exact text clients match on.

Source: Binance's "Error codes" (errors.md) and "REST API" pages. Codes are universal, texts are
part of the contract: change neither without a client's test.
"""

from typing import Any


class Refusal(Exception):
    """A request that will not be done. Nothing has changed, unless `text` says so.

    status   of HTTP
    data     what Binance puts beside code and text (cancel-replace only)
    headers  to be added to the answer
    """

    def __init__(
        self,
        code: int,
        text: str,
        status: int = 400,
        data: Any = None,
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.status = status
        self.data = data
        self.headers = headers

    def body(self) -> dict[str, Any]:
        """Return what is sent as JSON."""
        body: dict[str, Any] = {"code": self.code, "msg": self.text}
        if self.data is not None:
            body["data"] = self.data
        return body


# --- 10xx: the server, the network, the limits


def unknown_fault() -> Refusal:
    return Refusal(-1000, "An unknown error occurred while processing the request.", 500)


def weight_exceeded(limit: int, interval: str, retry_after: int) -> Refusal:
    text = (
        f"Too much request weight used; current limit is {limit} request weight per {interval}. "
        "Please use WebSocket Streams for live updates to avoid polling the API."
    )
    return Refusal(-1003, text, 429, headers=_retry_after(retry_after))


def requests_exceeded(limit: int, interval: str, retry_after: int) -> Refusal:
    text = (
        f"Too many requests; current limit is {limit} requests per {interval}. "
        "Please use WebSocket Streams for live updates to avoid polling the API."
    )
    return Refusal(-1003, text, 429, headers=_retry_after(retry_after))


def too_many_connections(limit: int, interval: str, retry_after: int) -> Refusal:
    text = f"Too many connection attempts from IP; current limit is {limit} per '{interval}'."
    return Refusal(-1034, text, 429, headers=_retry_after(retry_after))


def banned(until_ms: int, retry_after: int) -> Refusal:
    text = (
        f"Way too much request weight used; IP banned until {until_ms}. "
        "Please use WebSocket Streams for live updates to avoid bans."
    )
    return Refusal(-1003, text, 418, headers=_retry_after(retry_after))


def orders_exceeded(limit: int, interval: str, retry_after: int) -> Refusal:
    text = f"Too many new orders; current limit is {limit} orders per {interval}."
    return Refusal(-1015, text, 429, headers=_retry_after(retry_after))


def _retry_after(seconds: int) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"retry-after", str(seconds).encode()),)


def outcome_unknown() -> Refusal:
    text = (
        "Timeout waiting for response from backend server. "
        "Send status unknown; execution status unknown."
    )
    return Refusal(-1007, text, 503)


def overloaded() -> Refusal:
    text = "Server is currently overloaded with other requests. Please try again in a few minutes."
    return Refusal(-1008, text, 503)


def shutting_down() -> Refusal:
    return Refusal(-1016, "This service is no longer available.", 503)


def not_supported(status: int = 404) -> Refusal:
    return Refusal(-1020, "This operation is not supported.", status)


def outside_window() -> Refusal:
    return Refusal(-1021, "Timestamp for this request is outside of the recvWindow.")


def ahead_of_time() -> Refusal:
    return Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")


def bad_signature() -> Refusal:
    return Refusal(-1022, "Signature for this request is not valid.")


# --- 11xx: the request


def illegal_characters(name: str, legal: str) -> Refusal:
    return Refusal(
        -1100, f"Illegal characters found in parameter '{name}'; legal range is '{legal}'."
    )


def illegal_text() -> Refusal:
    return Refusal(-1100, "Illegal characters found in a parameter.")


def too_many_parameters(expected: int, received: int) -> Refusal:
    return Refusal(-1101, f"Too many parameters; expected '{expected}' and received '{received}'.")


def far_too_many_parameters() -> Refusal:
    """Refuse to read so many, whatever the endpoint takes."""
    return Refusal(-1101, "Too many parameters sent for this endpoint.")


def duplicate_parameter() -> Refusal:
    return Refusal(-1101, "Duplicate values for a parameter detected.")


def mandatory_missing(name: str) -> Refusal:
    return Refusal(
        -1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."
    )


def either_missing(one: str, other: str) -> Refusal:
    return Refusal(-1102, f"Param '{one}' or '{other}' must be sent, but both were empty/null!")


def unread_parameters(read: int, sent: int) -> Refusal:
    text = f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'."
    return Refusal(-1104, text)


def empty_parameter(name: str) -> Refusal:
    return Refusal(-1105, f"Parameter '{name}' was empty.")


def not_required(name: str) -> Refusal:
    return Refusal(-1106, f"Parameter '{name}' sent when not required.")


def overflowed(name: str) -> Refusal:
    return Refusal(-1108, f"Parameter '{name}' overflowed.")


def too_precise(name: str) -> Refusal:
    return Refusal(-1111, f"Parameter '{name}' has too much precision.")


def bad_time_in_force() -> Refusal:
    return Refusal(-1115, "Invalid timeInForce.")


def bad_order_type() -> Refusal:
    return Refusal(-1116, "Invalid orderType.")


def bad_side() -> Refusal:
    return Refusal(-1117, "Invalid side.")


def bad_interval() -> Refusal:
    return Refusal(-1120, "Invalid interval.")


def bad_symbol() -> Refusal:
    return Refusal(-1121, "Invalid symbol.")


def bad_symbol_status() -> Refusal:
    return Refusal(-1122, "Invalid symbolStatus.")


def listen_key_unknown() -> Refusal:
    return Refusal(-1125, "This listenKey does not exist.")


def interval_too_long(hours: int) -> Refusal:
    return Refusal(-1127, f"More than {hours} hours between startTime and endTime.")


def bad_combination() -> Refusal:
    return Refusal(-1128, "Combination of optional parameters invalid.")


def bad_value(name: str) -> Refusal:
    return Refusal(-1130, f"Data sent for parameter '{name}' is not valid.")


def window_too_long() -> Refusal:
    return Refusal(-1131, "recvWindow must be less than 60000.")


def bad_peg_price_type() -> Refusal:
    return Refusal(-1210, "Invalid pegPriceType.")


def bad_peg_offset_type() -> Refusal:
    return Refusal(-1211, "Invalid pegOffsetType.")


def payer_must_buy() -> Refusal:
    return Refusal(-1222, "Working order in an OPO list must be a bid.")


def paid_must_sell() -> Refusal:
    return Refusal(-1223, "Pending orders in an OPO list must be asks.")


def paid_without(name: str) -> Refusal:
    return Refusal(-1225, f"Pending orders should not include the '{name}' tag.")


def bad_strategy_type() -> Refusal:
    return Refusal(-1134, "`strategyType` was less than 1000000.")


def bad_json() -> Refusal:
    return Refusal(-1135, "Invalid JSON Request")


def bad_json_field(name: str, expected: str) -> Refusal:
    return Refusal(-1135, f"Invalid '{name}' in JSON request; expected {expected}.")


def bad_ticker_type() -> Refusal:
    return Refusal(-1139, "Invalid ticker type.")


def bad_cancel_restrictions() -> Refusal:
    return Refusal(-1145, "Invalid cancelRestrictions")


def duplicate_symbols() -> Refusal:
    return Refusal(-1151, "Symbol is present multiple times in the list.")


def bad_sbe_header() -> Refusal:
    return Refusal(-1152, "Invalid `X-MBX-SBE` header; expected `<SCHEMA_ID>:<VERSION>`.")


def schema_not_supported() -> Refusal:
    return Refusal(
        -1153, "Unsupported SBE schema ID or version specified in the `X-MBX-SBE` header."
    )


def sbe_not_offered() -> Refusal:
    """For an operation that the schema has no message for."""
    return Refusal(-1155, "SBE is not enabled.", 406)


def pair_type_refused() -> Refusal:
    return Refusal(-1158, "Order type not supported in OCO.")


def pair_impatient(iceberg_quantity: str, time_in_force: str) -> Refusal:
    text = f"Parameter '{iceberg_quantity}' is not supported if `{time_in_force}` is not GTC."
    return Refusal(-1160, text)


def schema_too_old(asked: str, needed: str) -> Refusal:
    return Refusal(
        -1161,
        f"Unable to encode the response in SBE schema '{asked}'. "
        f"Please use schema '{needed}' or higher.",
    )


def buy_limit_above() -> Refusal:
    return Refusal(-1165, "A limit order in a buy OCO must be below.")


def sell_limit_below() -> Refusal:
    return Refusal(-1166, "A limit order in a sell OCO must be above.")


def pair_of_limits() -> Refusal:
    return Refusal(-1168, "At least one OCO order must be contingent.")


def too_many_subscriptions(limit: int) -> Refusal:
    text = f"Too many subscriptions. Connection may create up to '{limit}' subscriptions at a time."
    return Refusal(-1191, text)


def bad_time_unit() -> Refusal:
    return Refusal(
        -1194, "Invalid value for time unit; expected either MICROSECOND or MILLISECOND."
    )


def buy_stop_below() -> Refusal:
    return Refusal(-1196, "A stop loss order in a buy OCO must be above.")


def sell_stop_above() -> Refusal:
    return Refusal(-1197, "A stop loss order in a sell OCO must be below.")


def buy_profit_above() -> Refusal:
    return Refusal(-1198, "A take profit order in a buy OCO must be below.")


def sell_profit_below() -> Refusal:
    return Refusal(-1199, "A take profit order in a sell OCO must be above.")


def status_mismatch() -> Refusal:
    return Refusal(-1220, "The symbol's status does not match the requested symbolStatus.")


# --- 20xx: the order, the key


def invalid_message(text: str) -> Refusal:
    """Refuse what a symbol does not allow, in one of the sentences Binance documents for it."""
    return Refusal(-1013, text)


def filter_failure(name: str) -> Refusal:
    return Refusal(-1013, f"Filter failure: {name}")


def order_refused(text: str) -> Refusal:
    return Refusal(-2010, text)


def unsupported_combination() -> Refusal:
    return Refusal(-1014, "Unsupported order combination.")


def cancel_refused(text: str) -> Refusal:
    return Refusal(-2011, text)


def no_such_order() -> Refusal:
    return Refusal(-2013, "Order does not exist.")


def bad_key_format() -> Refusal:
    return Refusal(-2014, "API-key format invalid.", 401)


def key_refused() -> Refusal:
    return Refusal(-2015, "Invalid API-key, IP, or permissions for action.", 401)


def partly_replaced(data: Any) -> Refusal:
    """Say that of a cancel-replace one half was done; `data` tells which."""
    return Refusal(-2021, "Order cancel-replace partially failed.", 409, data)


def not_replaced(data: Any) -> Refusal:
    return Refusal(-2022, "Order cancel-replace failed.", data=data)


def subscription_active() -> Refusal:
    return Refusal(-2035, "User Data Stream subscription already active.")


def subscription_inactive() -> Refusal:
    return Refusal(-2036, "User Data Stream subscription not active.")


def amend_refused(text: str) -> Refusal:
    return Refusal(-2038, text)


def client_id_mismatch() -> Refusal:
    return Refusal(-2039, "Client order ID is not correct for this order ID.")


def subscription_ids_used_up() -> Refusal:
    return Refusal(-2042, "Maximum subscription ID reached for this connection.")


def no_reference_price() -> Refusal:
    return Refusal(-2043, "This symbol doesn't have a reference price.")


def key_kind_refused(kind: str) -> Refusal:
    """Refuse a session to a key that is not Ed25519. Source: what Binance answers; undocumented."""
    return Refusal(-4056, f"{kind} API key is not supported.")


def body_too_large(limit: int) -> Refusal:
    """Refuse a body without reading it. The sentence is ours: Binance's proxies have their own."""
    return Refusal(
        -1102, f"The request body is larger than {limit} bytes.", 413, headers=CONNECTION_CLOSE
    )


CONNECTION_CLOSE = ((b"connection", b"close"),)
