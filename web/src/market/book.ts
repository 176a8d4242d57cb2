// A copy of a book, kept by the documented rule: a snapshot, then every difference that joins it.
// Levels are integers (ticks and lots). Each side is sorted, the best first.

import type { Depth, DepthEvent } from "../wire/shapes";
import { toSteps } from "./decimal";

export type Level = { ticks: number; lots: number };
export type Row = Level & { total: number };

/** One side: prices in order, the best first, and what stands at each. */
export class Side {
  readonly prices: number[] = [];
  readonly #lots = new Map<number, number>();
  readonly #sign: 1 | -1;

  /** `isBid`: the highest price is the best. */
  constructor(readonly isBid: boolean) {
    this.#sign = isBid ? -1 : 1;
  }

  /** State what stands at a price; 0 takes the level away. */
  set(ticks: number, lots: number): void {
    const known = this.#lots.has(ticks);
    if (lots === 0) {
      if (known) this.prices.splice(this.#place(ticks), 1);
      this.#lots.delete(ticks);
      return;
    }
    if (!known) this.prices.splice(this.#place(ticks), 0, ticks);
    this.#lots.set(ticks, lots);
  }

  lots(ticks: number): number {
    return this.#lots.get(ticks) ?? 0;
  }

  clear(): void {
    this.prices.length = 0;
    this.#lots.clear();
  }

  /** The best `count` levels, prices grouped by `group` ticks away from the middle, with sums. */
  rows(count: number, group: number): Row[] {
    const rows: Row[] = [];
    let last: Row | undefined;
    let total = 0;
    for (const price of this.prices) {
      const ticks = grouped(price, group, this.isBid);
      if (last?.ticks !== ticks) {
        if (rows.length === count) break;
        last = { ticks, lots: 0, total };
        rows.push(last);
      }
      const lots = this.lots(price);
      total += lots;
      last.lots += lots;
      last.total = total;
    }
    return rows;
  }

  /** Where a price stands, or would stand: the first place that is not better. */
  #place(ticks: number): number {
    let low = 0;
    let high = this.prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.prices[middle] as number) * this.#sign < ticks * this.#sign) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A price in its group: bids down, asks up, so that no group seems better than its orders are. */
export function grouped(ticks: number, group: number, isBid: boolean): number {
  return (isBid ? Math.floor(ticks / group) : Math.ceil(ticks / group)) * group;
}

/** What became of a difference: taken, too old to matter, or one before it is missing. */
export type Taken = "applied" | "older" | "gap";

export class Book {
  readonly bids = new Side(true);
  readonly asks = new Side(false);
  /** The last update that the copy holds; -1 before a snapshot. */
  lastUpdateId = -1;
  readonly #waiting: DepthEvent[] = [];

  constructor(
    readonly priceDecimals: number,
    readonly quantityDecimals: number,
  ) {}

  get isWhole(): boolean {
    return this.lastUpdateId >= 0;
  }

  /** Forget everything: differences are kept from now on, until a snapshot comes. */
  restart(): void {
    this.lastUpdateId = -1;
    this.#waiting.length = 0;
    this.bids.clear();
    this.asks.clear();
  }

  /**
   * Begin with a snapshot and apply what was kept. False when the snapshot is older than the first
   * difference that was kept, or a difference is missing: ask for another one.
   */
  begin(snapshot: Depth): boolean {
    const first = this.#waiting[0];
    if (first !== undefined && snapshot.lastUpdateId < first.U - 1) return false;
    this.bids.clear();
    this.asks.clear();
    this.#take(this.bids, snapshot.bids);
    this.#take(this.asks, snapshot.asks);
    this.lastUpdateId = snapshot.lastUpdateId;
    for (const event of this.#waiting.splice(0)) {
      if (this.apply(event) === "gap") return false;
    }
    return true;
  }

  /** Take a difference, or keep it while there is no snapshot. After a gap begin again. */
  apply(event: DepthEvent): Taken | "kept" {
    if (!this.isWhole) {
      this.#waiting.push(event);
      return "kept";
    }
    if (event.u <= this.lastUpdateId) return "older";
    if (event.U > this.lastUpdateId + 1) return "gap";
    this.#take(this.bids, event.b);
    this.#take(this.asks, event.a);
    this.lastUpdateId = event.u;
    return "applied";
  }

  #take(side: Side, levels: ReadonlyArray<readonly [string, string]>): void {
    for (const [price, quantity] of levels) {
      side.set(toSteps(price, this.priceDecimals), toSteps(quantity, this.quantityDecimals));
    }
  }
}

/** The steps by which prices may be grouped: powers of ten ticks, up to a fiftieth of the price. */
export function groupings(midTicks: number): number[] {
  const steps = [1];
  for (let ten = 10; ten <= midTicks / 50 && steps.length < 6; ten *= 10) steps.push(ten);
  return steps;
}
