"""How the venue is, and how its symbols stand: what any member of the staff may look at."""

from glassbook.projection.listing import Symbol
from glassbook.projection.terms import bounds, rule_text
from glassbook.protocol.decimals import WIRE_DECIMALS
from glassbook.protocol.maxima import ASSETS_MAX, COMMISSION_PPM_MAX, SYMBOLS_MAX
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from glassbook.web.accounts.endpoint import Call, Desk, Endpoint, Shape
from glassbook.web.console.acts import OPEN
from glassbook.web.console.door import READERS, ROOT, floor_of, staff_endpoint
from glassbook.web.console.floor import Floor

MILLISECOND_NS = 1_000_000
COUNTED = {
    "commands": "glassbook_commands_total",
    "events": "glassbook_events_total",
    "documents": "glassbook_documents_total",
    "refused": "glassbook_refused_submissions_total",
    "resident_bytes": "glassbook_resident_bytes",
    "recovery_seconds": "glassbook_recovery_seconds",
    "snapshot_seconds": "glassbook_snapshot_seconds",
}


class SyncView(Shape, kw_only=True):
    """So many batches waited for the disk at most so long; null: any time."""

    seconds: float | None
    batches: int


class LatencyView(Shape, kw_only=True):
    """Of the last minute: so many commands, and within how many seconds that part of them was
    answered, from when a door handed them over; null without any.
    """

    commands: int
    p50: float | None
    p90: float | None
    p99: float | None
    p999: float | None
    longest: float | None


class HealthView(Shape, kw_only=True):
    """The venue at a moment. Counts are since the start; `time` in milliseconds."""

    time: int
    status: str
    why: str
    sequence: int
    under_way: int
    queue_max: int
    checkpoint_sequence: int
    snapshot_sequence: int
    snapshot_failure: str
    signed_sequence: int
    signing_failure: str
    notes: list[str]
    commands: int
    events: int
    documents: int
    refused: int
    resident_bytes: int
    recovery_seconds: float
    snapshot_seconds: float
    syncs: list[SyncView]
    latency: LatencyView
    disk_free_bytes: int
    disk_bytes: int
    journal_bytes: int
    accounts: int


class NoteView(Shape, kw_only=True):
    time: int
    words: str


class IncidentView(Shape, kw_only=True):
    """The first note opened it, the last closed it if it is closed; times in milliseconds."""

    incident: str
    is_open: bool
    notes: list[NoteView]


class RuleView(Shape, kw_only=True):
    """`value` in the rule's own unit; `text` as people write it, prices and quantities decimal."""

    rule: str
    value: str
    text: str


class AssetView(Shape, kw_only=True):
    asset: str
    decimals: int


class BoundsView(Shape, kw_only=True):
    """What values a rule takes, in its own unit: texts, for they may be more than 2^53."""

    rule: str
    least: str
    most: str


class SymbolView(Shape, kw_only=True):
    """A symbol. Rules in their own units, as texts; prices as texts, null where there is none.
    Rates in parts per million: what a fill costs on top of its account's own.

    `barred` are the pairs of classes that may not trade with each other.
    """

    symbol: str
    base: str
    quote: str
    status: str
    last: str | None
    bid: str | None
    ask: str | None
    rules: list[RuleView]
    barred: list[tuple[int, int]]
    maker_ppm: int
    taker_ppm: int


class VocabularyView(Shape, kw_only=True):
    """The words that acts take, and what the numbers beside them may be.

    `assets_max`, `symbols_max` can there be; an asset has `decimals_max` decimals at most, and a
    commission is `commission_ppm_max` at most.
    """

    statuses: list[str]
    opening: list[str]
    rules: list[str]
    bounds: list[BoundsView]
    assets_max: int
    symbols_max: int
    decimals_max: int
    commission_ppm_max: int


async def show_health(desk: Desk, _call: Call) -> HealthView:
    """Show sequence, rates, waiting for the disk, the queue, memory and disk."""
    floor = floor_of(desk)
    health, figures = floor.health(), floor.figures()
    counted = {field: figures.get(name, 0.0) for field, name in COUNTED.items()}
    free, whole, journal = floor.disk()
    wholes = {
        field: value if field.endswith("_seconds") else int(value)
        for field, value in counted.items()
    }
    return HealthView(
        time=desk.clock() // MILLISECOND_NS,
        status=health["status"],
        why=health.get("why", ""),
        sequence=health.get("sequence", 0),
        under_way=health.get("under_way", 0),
        queue_max=floor.queue_commands_max,
        checkpoint_sequence=health.get("checkpoint_sequence", 0),
        snapshot_sequence=health.get("snapshot_sequence", 0),
        snapshot_failure=health.get("snapshot_failure", ""),
        signed_sequence=health.get("signed_sequence", 0),
        signing_failure=health.get("signing_failure", ""),
        notes=list(health.get("notes", [])),
        syncs=[
            SyncView(seconds=None if bound == float("inf") else bound, batches=count)
            for bound, count in floor.syncs()
        ],
        latency=_latency(floor),
        disk_free_bytes=free,
        disk_bytes=whole,
        journal_bytes=journal,
        accounts=len(floor.projections.directory.accounts),
        **wholes,  # type: ignore[arg-type]
    )


def _latency(floor: Floor) -> LatencyView:
    latency = floor.latency()
    return LatencyView(
        commands=latency.commands,
        p50=latency.half,
        p90=latency.nine_of_ten,
        p99=latency.of_a_hundred_99,
        p999=latency.of_a_thousand_999,
        longest=latency.longest,
    )


async def show_incidents(desk: Desk, _call: Call) -> list[IncidentView]:
    """Show what everybody was told of troubles, the newest first."""
    return [
        IncidentView(
            incident=each.incident,
            is_open=each.is_open,
            notes=[
                NoteView(time=time_ns // MILLISECOND_NS, words=words)
                for time_ns, words in each.notes
            ],
        )
        for each in reversed(floor_of(desk).incidents())
    ]


async def show_symbols(desk: Desk, _call: Call) -> list[SymbolView]:
    """Show every symbol: how it stands, its best prices, its rules."""
    floor = floor_of(desk)
    return [_symbol(floor, each) for each in floor.projections.directory.symbols.values()]


async def show_assets(desk: Desk, _call: Call) -> list[AssetView]:
    """Show every asset, and how many decimals its smallest amount has."""
    assets = floor_of(desk).projections.directory.assets.values()
    return [AssetView(asset=each.name, decimals=each.decimals) for each in assets]


async def show_vocabulary(_desk: Desk, _call: Call) -> VocabularyView:
    """Show the statuses and rules that there are, and every maximum."""
    return VocabularyView(
        statuses=list(SymbolStatus.__members__),
        opening=[each.name for each in SymbolStatus if each in OPEN],
        rules=list(SymbolRule.__members__),
        bounds=[_bounds(rule) for rule in SymbolRule],
        assets_max=ASSETS_MAX,
        symbols_max=SYMBOLS_MAX,
        decimals_max=WIRE_DECIMALS,
        commission_ppm_max=COMMISSION_PPM_MAX,
    )


def _bounds(rule: SymbolRule) -> BoundsView:
    least, most = bounds(rule)
    return BoundsView(rule=rule.name, least=str(least), most=str(most))


def _symbol(floor: Floor, symbol: Symbol) -> SymbolView:
    last = floor.projections.trades.last(symbol.symbol_id)
    bid, ask = floor.projections.depth.best(symbol.symbol_id)
    return SymbolView(
        symbol=symbol.name,
        base=symbol.base.name,
        quote=symbol.quote.name,
        status=symbol.status.name,
        last=symbol.price_text(last.price_ticks) if last else None,
        bid=symbol.price_text(bid[0]) if bid else None,
        ask=symbol.price_text(ask[0]) if ask else None,
        rules=[
            RuleView(rule=rule.name, value=str(value), text=rule_text(symbol, rule))
            for rule, value in symbol.rules.items()
        ],
        barred=sorted(symbol.barred),
        maker_ppm=symbol.maker_ppm,
        taker_ppm=symbol.taker_ppm,
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    staff_endpoint("GET", f"{ROOT}/health", show_health, HealthView, "How the venue is", READERS),
    staff_endpoint(
        "GET", f"{ROOT}/symbols", show_symbols, list[SymbolView], "How symbols stand", READERS
    ),
    staff_endpoint(
        "GET", f"{ROOT}/incidents", show_incidents, list[IncidentView], "Incidents", READERS
    ),
    staff_endpoint("GET", f"{ROOT}/assets", show_assets, list[AssetView], "Assets", READERS),
    staff_endpoint(
        "GET", f"{ROOT}/vocabulary", show_vocabulary, VocabularyView, "Words of acts", READERS
    ),
)
