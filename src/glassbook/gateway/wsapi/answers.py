"""Answers and events as the text of one frame: id, status, result or error, and the limits.

*Source*: "Response format", "Event format" and "Rate limits" of Binance's web-socket-api.md.
"""

from typing import Any

import msgspec

from glassbook.gateway.access.limit_profiles import RateLimit
from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest.asked import Counts

SECOND_NS = 1_000_000_000
OK = 200

encode = msgspec.json.Encoder().encode


def answered(request_id: bytes, result: Any, limits: bytes) -> bytes:
    """Return the text of a success; `limits` is its field, or nothing."""
    return written(request_id, encode(result), limits)


def written(request_id: bytes, result: bytes, limits: bytes) -> bytes:
    """Return the same, of a result that is JSON already."""
    return b'{"id":%b,"status":200,"result":%b%b}' % (request_id, result, limits)


def refused(request_id: bytes, refusal: Refusal, limits: bytes, now_ns: int, unit_ns: int) -> bytes:
    """Return the text of a refusal; one over a limit says when to come again."""
    error = refusal.body()
    wait = next((int(value) for name, value in refusal.headers if name == b"retry-after"), None)
    if wait is not None:
        again_ns = (now_ns // SECOND_NS + wait) * SECOND_NS
        error["data"] = {"serverTime": now_ns // unit_ns, "retryAfter": again_ns // unit_ns}
    return b'{"id":%b,"status":%d,"error":%b%b}' % (
        request_id,
        refusal.status,
        encode(error),
        limits,
    )


class LimitsShown:
    """Writes what a caller has used, as the field `rateLimits`. Nothing where none is enforced."""

    def __init__(self, limiter: RateLimiter) -> None:
        profile = limiter.profile
        self._limiter = limiter
        self._is_enforced = profile.is_enforced
        self._weight = _field(_counted(profile.weight))
        orders = (profile.orders_short, profile.orders_day, profile.weight)
        self._orders = _field(b",".join(map(_counted, orders)))

    def counted(self, counts: Counts) -> bytes:
        """Return the field as of an order that was counted."""
        if not self._is_enforced:
            return b',"rateLimits":[]'
        return self._orders % (counts.orders_short, counts.orders_day, counts.weight)

    def of(self, address: str, account_id: int) -> bytes:
        """Return the field; with the orders of an account, if one is given (not 0)."""
        if not self._is_enforced:
            return b',"rateLimits":[]'
        weight = self._limiter.used_weight(address)
        if not account_id:
            return self._weight % weight
        return self._orders % (*self._limiter.order_counts(account_id), weight)


def _counted(limit: RateLimit) -> bytes:
    published = encode(
        {
            "rateLimitType": limit.rate_limit_type,
            "interval": limit.interval,
            "intervalNum": limit.interval_num,
            "limit": limit.limit,
        }
    )
    return published[:-1] + b',"count":%d}'


def _field(limits: bytes) -> bytes:
    return b',"rateLimits":[%b]' % limits
