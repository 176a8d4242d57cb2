"""LimitResponse: how much of its limits a session and its account have used.

Source: FIX API, "LimitQuery", "LimitResponse".
"""

from typing import Any

from glassbook.gateway.access.limit_profiles import RateLimit
from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.fix.limits import Allowance
from glassbook.gateway.fix.messages import Kinds
from glassbook.gateway.fix.writing import Body, body

ORDER_LIMIT, MESSAGE_LIMIT, SUBSCRIPTION_LIMIT = "1", "2", "3"
_RESOLUTIONS = {"SECOND": "s", "MINUTE": "m", "HOUR": "h", "DAY": "d"}


def limit_response(
    request_id: str,
    kind: Kinds,
    allowance: Allowance,
    limiter: RateLimiter,
    account_id: int,
    streams: int = 0,
) -> Body:
    """Return the answer to a LimitQuery of a session of this kind that listens to `streams`."""
    limits = allowance.limits
    indicators: list[dict[str, Any]] = [
        {
            "LimitType": MESSAGE_LIMIT,
            "LimitCount": allowance.used,
            "LimitMax": limits.messages_max,
            "LimitResetInterval": limits.messages_s,
            "LimitResetIntervalResolution": "s",
        }
    ]
    if kind is Kinds.ORDER_ENTRY:
        short, day = limiter.order_counts(account_id)
        indicators.append(_orders(limiter.profile.orders_short, short))
        indicators.append(_orders(limiter.profile.orders_day, day))
    if kind is Kinds.MARKET_DATA:
        subscriptions = {"LimitCount": streams, "LimitMax": limits.streams_max}
        indicators.append({"LimitType": SUBSCRIPTION_LIMIT} | subscriptions)
    return body("XLR", {"ReqID": request_id, "NoLimitIndicators": indicators})


def _orders(limit: RateLimit, used: int) -> dict[str, Any]:
    return {
        "LimitType": ORDER_LIMIT,
        "LimitCount": used,
        "LimitMax": limit.limit,
        "LimitResetInterval": limit.interval_num,
        "LimitResetIntervalResolution": _RESOLUTIONS[limit.interval],
    }
