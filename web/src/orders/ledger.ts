// What one account has: balances, open orders, history and fills, folded from answers and events.
// No page and no network.

import type { Account, BalancesEvent, OrderEvent, OwnFill, OwnOrder } from "../wire/shapes";
import { type FillRow, fillKey, fillOf, fillOfEvent, isOpen, type OrderRow, rowOf, rowOfEvent } from "./rows";

export type Balance = { free: string; locked: string };
export type OwnEvent = OrderEvent | BalancesEvent | { e: "balanceUpdate" | "listStatus" | "listenKeyExpired" };
export type Snapshot = { account: Account; open: OwnOrder[] };

/** How many rows of history, and of fills, are kept in the page. */
export const KEPT = 500;

export class Ledger {
  readonly balances = new Map<string, Balance>();
  readonly open = new Map<number, OrderRow>();
  done: OrderRow[] = [];
  fills: FillRow[] = [];
  maker = "0";
  taker = "0";
  canTrade = true;
  isWhole = false;
  /** Were history and fills read, or do they hold only what happened since? */
  hasHistory = false;
  hasFills = false;
  #waiting: OwnEvent[] = [];

  /** Begin again: events are kept from now on, until a snapshot comes. */
  restart(): void {
    this.isWhole = false;
    this.#waiting = [];
  }

  /** Forget whose it was. */
  forget(): void {
    this.restart();
    this.balances.clear();
    this.open.clear();
    this.#emptyParts();
  }

  /**
   * Begin with a snapshot that was asked for after the events began, then tell what was kept again.
   * Events state what is, not what changed: telling one that the snapshot holds already ends right,
   * because those after it follow.
   */
  begin({ account, open }: Snapshot): void {
    this.balances.clear();
    for (const { asset, free, locked } of account.balances) this.balances.set(asset, { free, locked });
    this.maker = account.commissionRates.maker;
    this.taker = account.commissionRates.taker;
    this.canTrade = account.canTrade;
    this.open.clear();
    for (const each of open) this.open.set(each.orderId, rowOf(each));
    this.#emptyParts();
    this.isWhole = true;
    for (const event of this.#waiting.splice(0)) this.take(event);
  }

  /** Put orders that ended behind those whose end was told meanwhile. */
  takeHistory(orders: OwnOrder[]): void {
    const told = new Set(this.done.map((each) => each.id));
    const older = orders.map(rowOf).filter((each) => !isOpen(each) && !told.has(each.id) && !this.open.has(each.id));
    this.done = [...this.done, ...older.reverse()].slice(0, KEPT);
    this.hasHistory = true;
  }

  /** Put fills behind those that were told meanwhile. */
  takeFills(fills: OwnFill[]): void {
    const told = new Set(this.fills.map(fillKey));
    const older = fills.map(fillOf).filter((each) => !told.has(fillKey(each)));
    this.fills = [...this.fills, ...older.reverse()].slice(0, KEPT);
    this.hasFills = true;
  }

  #emptyParts(): void {
    this.done = [];
    this.fills = [];
    this.hasHistory = this.hasFills = false;
  }

  /** Take an event. Returns the fill that it told of for the first time. */
  take(event: OwnEvent): FillRow | undefined {
    if (!this.isWhole) {
      this.#waiting.push(event);
      return undefined;
    }
    if (event.e === "outboundAccountPosition") {
      for (const { a, f, l } of event.B) this.balances.set(a, { free: f, locked: l });
    }
    return event.e === "executionReport" ? this.#takeReport(event) : undefined;
  }

  #takeReport(event: OrderEvent): FillRow | undefined {
    const row = rowOfEvent(event);
    if (isOpen(row)) this.open.set(row.id, row);
    else {
      this.open.delete(row.id);
      this.done = [row, ...this.done.filter((each) => each.id !== row.id)].slice(0, KEPT);
    }
    const fill = fillOfEvent(event);
    if (fill === undefined || this.fills.some((each) => fillKey(each) === fillKey(fill))) return undefined;
    this.fills = [fill, ...this.fills].slice(0, KEPT);
    return fill;
  }
}
