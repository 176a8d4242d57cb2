// One market as it happens: the book by snapshot and differences, the tape, the day's figures. It is
// told by the feed, keeps the newest, and says which part changed; the page draws once a frame.

import type { Feed } from "../wire/feed";
import { ask, Refused } from "../wire/rest";
import type { DayTicker, Depth, DepthEvent, StatusEvent, TickerEvent, Trade, TradeEvent } from "../wire/shapes";
import { Book } from "./book";
import { toSteps } from "./decimal";
import type { Market } from "./symbol";

export type Print = { id: number; ticks: number; lots: number; time: number; isSell: boolean };
export type Day = {
  last: string; change: string; percent: string; high: string; low: string; volume: string; count: number;
};
export type Part = "book" | "tape" | "day" | "status";

const LEVELS = 1000;
const PRINTS_MAX = 60;
const RETRY_MS = 1000;

export class Session {
  readonly book: Book;
  prints: Print[] = [];
  day: Day | undefined;
  status: string;
  readonly #leave: Array<() => void> = [];
  #reading = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(
    readonly market: Market,
    feed: Feed,
    readonly changed: (part: Part) => void,
  ) {
    this.status = market.status;
    this.book = new Book(market.priceDecimals, market.quantityDecimals);
    const name = market.name.toLowerCase();
    this.#leave.push(
      feed.listen(`${name}@depth@100ms`, {
        opened: () => this.#resync(),
        event: (event: DepthEvent) => this.#difference(event),
      }),
      feed.listen(`${name}@trade`, {
        opened: () => void this.#readTape(),
        event: (event: TradeEvent) => this.#print(event),
      }),
      feed.listen(`${name}@ticker`, {
        opened: () => void this.#readDay(),
        event: (event: TickerEvent) => this.#tick(event),
      }),
      feed.listen(`${name}@status`, {
        event: (event: StatusEvent) => {
          this.status = event.S;
          this.changed("status");
        },
      }),
    );
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#retry);
    for (const leave of this.#leave) leave();
  }

  #difference(event: DepthEvent): void {
    const taken = this.book.apply(event);
    if (taken === "gap") this.#resync();
    else if (taken === "applied") this.changed("book");
  }

  /** Begin the book again: differences are kept while the snapshot is on its way. */
  #resync(): void {
    this.book.restart();
    this.changed("book");
    void this.#readBook();
  }

  async #readBook(): Promise<void> {
    clearTimeout(this.#retry);
    this.#reading += 1;
    const mine = this.#reading;
    let waitMs = RETRY_MS;
    try {
      const snapshot = await ask<Depth>("/api/v3/depth", { symbol: this.market.name, limit: LEVELS });
      if (mine !== this.#reading || this.#isOver) return;
      if (this.book.begin(snapshot)) {
        this.changed("book");
        return;
      }
      this.book.restart();
    } catch (error) {
      // The venue is not there or refuses; it is asked again, when it says so if it does.
      if (error instanceof Refused) waitMs = Math.max(waitMs, error.retrySeconds * 1000);
    }
    if (mine === this.#reading && !this.#isOver) this.#retry = setTimeout(() => void this.#readBook(), waitMs);
  }

  async #readTape(): Promise<void> {
    const limit = PRINTS_MAX;
    const trades = await ask<Trade[]>("/api/v3/trades", { symbol: this.market.name, limit }).catch(() => []);
    const read = trades.map((each) => this.#printOf(each.id, each.price, each.qty, each.time, each.isBuyerMaker));
    const newest = read.at(-1)?.id ?? -1;
    this.prints = [...this.prints.filter((each) => each.id > newest), ...read.reverse()].slice(0, PRINTS_MAX);
    this.changed("tape");
  }

  #print(event: TradeEvent): void {
    this.prints.unshift(this.#printOf(event.t, event.p, event.q, event.T, event.m));
    if (this.prints.length > PRINTS_MAX) this.prints.length = PRINTS_MAX;
    this.changed("tape");
  }

  #printOf(id: number, price: string, quantity: string, time: number, isSell: boolean): Print {
    const { priceDecimals, quantityDecimals } = this.market;
    return { id, ticks: toSteps(price, priceDecimals), lots: toSteps(quantity, quantityDecimals), time, isSell };
  }

  async #readDay(): Promise<void> {
    const day = await ask<DayTicker>("/api/v3/ticker/24hr", { symbol: this.market.name }).catch(() => undefined);
    if (day === undefined || day.count === 0) return;
    this.day = {
      last: day.lastPrice, change: day.priceChange, percent: day.priceChangePercent, high: day.highPrice,
      low: day.lowPrice, volume: day.volume, count: day.count,
    };
    this.changed("day");
  }

  #tick(event: TickerEvent): void {
    if (event.n === 0) return;
    this.day = {
      last: event.c, change: event.p, percent: event.P, high: event.h, low: event.l, volume: event.v,
      count: event.n,
    };
    this.changed("day");
  }
}
