"""How much of its limits everybody has used, in fixed windows aligned to the clock.

Weight, raw requests and connections are counted by address, orders by account: those that have not
begun to fill. An order's first fill gives its place back, and two if it waited for that fill on the
book.
Over a limit a request is refused with 429 until the window ends, and still counts. Who keeps
sending is banned (418): the first time for two minutes, each further time twice as long, up to
three days; a day without an offence after the ban has ended clears the record.
Source: REST API, "LIMITS"; "Spot Unfilled Order Count Rules",
which leaves open how much more a maker is given back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address

from glassbook.gateway.access import refusals
from glassbook.gateway.access.limit_profiles import SECOND_NS, LimitProfile, RateLimit

REFUSALS_BEFORE_BAN = 10  # within one window
BAN_FIRST_NS = 120 * SECOND_NS
BAN_MAX_NS = 3 * 86_400 * SECOND_NS
CLEARED_AFTER_NS = 86_400 * SECOND_NS
BACK_AS_TAKER, BACK_AS_MAKER = 1, 2  # places given back by an order's first fill
UNLIMITED = 2**31
CALLERS_MAX = 100_000  # addresses remembered at once; beyond it the idle are forgotten


@dataclass(slots=True)
class Usage:
    """What one address has used. `window` numbers count windows since the epoch."""

    weight_window: int = -1
    weight: int = 0
    raw_window: int = -1
    raw: int = 0
    refused: int = 0  # since the weight window began
    offences: int = 0
    banned_until_ns: int = 0
    connections_window: int = -1
    connections: int = 0


@dataclass(slots=True)
class OrderUsage:
    """Orders placed less places given back, in each window; `given` is how many ever were."""

    short_window: int = -1
    short: int = 0
    day_window: int = -1
    day: int = 0
    given: int = 0


def nothing_filled(_account_id: int) -> tuple[int, int]:
    return 0, 0


class RateLimiter:
    """One set of limits, shared by every door of the venue."""

    def __init__(
        self,
        profile: LimitProfile,
        clock: Callable[[], int],
        first_fills: Callable[[int], tuple[int, int]] = nothing_filled,
    ) -> None:
        """`clock` gives nanoseconds since the epoch; `first_fills` how many orders of an account
        ever began to fill, as taker and as maker.
        """
        self._first_fills = first_fills
        self.profile = profile
        self._clock = clock
        self._callers: dict[str, Usage] = {}
        self._orders: dict[int, OrderUsage] = {}
        self._weight_ns = profile.weight.window_ns
        self._raw_ns = profile.raw.window_ns
        self._short_ns = profile.orders_short.window_ns
        self._day_ns = profile.orders_day.window_ns

    def charge(self, address: str, weight: int) -> int:
        """Count one request of `weight`; return the weight used in this window, this included.

        *Rejects* -1003: 429 over a limit, 418 while banned.
        """
        now = self._clock()
        usage = self._usage(address, now)
        usage.weight += weight
        usage.raw += 1
        if self.profile.is_enforced:
            if usage.banned_until_ns > now:
                raise _banned(usage, now)
            if usage.weight > self.profile.weight.limit or usage.raw > self.profile.raw.limit:
                raise self._refused(usage, now)
        return usage.weight

    def charge_more(self, address: str, weight: int) -> int:
        """Add to the weight of a request that turned out heavier. *Rejects* as `charge`."""
        now = self._clock()
        usage = self._usage(address, now)
        usage.weight += weight
        if self.profile.is_enforced and usage.weight > self.profile.weight.limit:
            raise self._refused(usage, now)
        return usage.weight

    def count_connection(self, address: str) -> None:
        """Count one attempt to open a WebSocket. *Rejects* -1034 with 429."""
        limit = self.profile.connections
        if limit is None or not self.profile.is_enforced:
            return
        now = self._clock()
        usage = self._usage(address, now)
        window = now // limit.window_ns
        if usage.connections_window != window:
            usage.connections_window, usage.connections = window, 0
        usage.connections += 1
        if usage.connections > limit.limit:
            raise refusals.too_many_connections(limit.limit, limit.interval_text, _wait(limit, now))

    def used_weight(self, address: str) -> int:
        """Return the weight an address has used in this window."""
        return self._usage(address, self._clock()).weight

    def count_order(self, account_id: int) -> tuple[int, int]:
        """Count one new order; return the counts of the short window and of the day.

        *Rejects* -1015 with 429 when the account has none left; that order is not counted.
        """
        now = self._clock()
        usage = self._order_usage(account_id, now)
        if self.profile.is_enforced:
            self._require_order_left(usage.short, self.profile.orders_short, now)
            self._require_order_left(usage.day, self.profile.orders_day, now)
        usage.short += 1
        usage.day += 1
        return usage.short, usage.day

    def orders_left(self, account_id: int) -> int:
        """Return how many orders the account may place now."""
        usage = self._order_usage(account_id, self._clock())
        if not self.profile.is_enforced:
            return UNLIMITED
        short, day = self.profile.orders_short.limit, self.profile.orders_day.limit
        return max(0, min(short - usage.short, day - usage.day))

    def count_orders(self, account_id: int, count: int) -> None:
        """Count new orders, no more than are left."""
        usage = self._order_usage(account_id, self._clock())
        usage.short += count
        usage.day += count

    def count_together(
        self, requests: dict[str, int], weight: int, orders: dict[int, int]
    ) -> tuple[dict[str, int], dict[int, list[int]]] | None:
        """Count requests of one weight, so many by `source_of` their addresses, that place orders,
        so many by account.

        Return the weight that each source had used before, and the orders that each account had
        placed, [in the short window, in the day]. None, and nothing was counted, when one of them
        may have to be refused.
        """
        now, limits = self._clock(), self.profile
        usages = {source: self._usage(source, now) for source in requests}
        if limits.is_enforced:
            for source, usage in usages.items():
                count = requests[source]
                is_over = usage.weight + weight * count > limits.weight.limit
                if is_over or usage.raw + count > limits.raw.limit or usage.banned_until_ns > now:
                    return None
            if any(self.orders_left(account_id) < count for account_id, count in orders.items()):
                return None
        before = {source: usage.weight for source, usage in usages.items()}
        for source, usage in usages.items():
            usage.weight += weight * requests[source]
            usage.raw += requests[source]
        placed = {}
        for account_id, count in orders.items():
            placed[account_id] = [*self.order_counts(account_id)]
            self.count_orders(account_id, count)
        return before, placed

    def order_counts(self, account_id: int) -> tuple[int, int]:
        """Return the account's orders of this short window and of this day."""
        usage = self._order_usage(account_id, self._clock())
        return usage.short, usage.day

    def _usage(self, address: str, now: int) -> Usage:
        source = source_of(address)
        usage = self._callers.get(source)
        if usage is None:
            self._make_room(now)
            usage = self._callers[source] = Usage()
        window = now // self._weight_ns
        if usage.weight_window != window:
            usage.weight_window, usage.weight, usage.refused = window, 0, 0
        window = now // self._raw_ns
        if usage.raw_window != window:
            usage.raw_window, usage.raw = window, 0
        return usage

    def _order_usage(self, account_id: int, now: int) -> OrderUsage:
        usage = self._orders.get(account_id)
        if usage is None:
            usage = self._orders[account_id] = OrderUsage(given=self._given(account_id))
        window = now // self._short_ns
        if usage.short_window != window:
            usage.short_window, usage.short = window, 0
        window = now // self._day_ns
        if usage.day_window != window:
            usage.day_window, usage.day = window, 0
        given = self._given(account_id)
        if usage.given != given:
            usage.short = max(0, usage.short - given + usage.given)
            usage.day = max(0, usage.day - given + usage.given)
            usage.given = given
        return usage

    def _given(self, account_id: int) -> int:
        """Return how many places the account was ever given back."""
        as_taker, as_maker = self._first_fills(account_id)
        return as_taker * BACK_AS_TAKER + as_maker * BACK_AS_MAKER

    def _refused(self, usage: Usage, now: int) -> refusals.Refusal:
        usage.refused += 1
        if usage.refused > REFUSALS_BEFORE_BAN:
            if now - usage.banned_until_ns > CLEARED_AFTER_NS:
                usage.offences = 0
            usage.banned_until_ns = now + min(BAN_FIRST_NS << min(usage.offences, 16), BAN_MAX_NS)
            usage.offences += 1
            return _banned(usage, now)
        if usage.weight > self.profile.weight.limit:
            limit = self.profile.weight
            return refusals.weight_exceeded(limit.limit, limit.interval_text, _wait(limit, now))
        limit = self.profile.raw
        return refusals.requests_exceeded(limit.limit, limit.interval_text, _wait(limit, now))

    @staticmethod
    def _require_order_left(used: int, limit: RateLimit, now: int) -> None:
        if used >= limit.limit:
            raise refusals.orders_exceeded(limit.limit, limit.interval_text, _wait(limit, now))

    def _make_room(self, now: int) -> None:
        """Forget who is idle and unpunished; if that is nobody, who came first."""
        if len(self._callers) < CALLERS_MAX:
            return
        window = now // self._raw_ns
        self._callers = {
            source: usage
            for source, usage in self._callers.items()
            if usage.raw_window == window or usage.banned_until_ns + CLEARED_AFTER_NS > now
        }
        while len(self._callers) >= CALLERS_MAX:
            del self._callers[next(iter(self._callers))]


@lru_cache(maxsize=CALLERS_MAX)
def source_of(address: str) -> str:
    """Return what limits are counted by: an IPv4 address, or the /64 network of an IPv6 one.

    Whoever has one IPv6 address has 2^64 of them.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, 64), strict=False))


def _wait(limit: RateLimit, now: int) -> int:
    """Return the whole seconds until the window ends, at least one."""
    return -(-(limit.window_ns - now % limit.window_ns) // SECOND_NS)


def _banned(usage: Usage, now: int) -> refusals.Refusal:
    seconds = -(-(usage.banned_until_ns - now) // SECOND_NS)
    return refusals.banned(usage.banned_until_ns // 1_000_000, seconds)
