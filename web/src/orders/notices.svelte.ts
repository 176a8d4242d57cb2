// What happened to one's orders while one looked elsewhere: said in the page, and read aloud.
// Fills of one order in a row are one notice, which grows.

import type { OrderEvent } from "../wire/shapes";
import type { FillRow } from "./rows";
import { unitsOf } from "./units";

export type Notice = { id: number; about: number; symbol: string; side: string } & (
  | { kind: "fill"; quantity: bigint; price: string }
  | { kind: "end"; why: string }
);
type Told<N = Notice> = N extends Notice ? Omit<N, "id"> : never;

const SHOWN_MS = 8000;
const SHOWN_MAX = 4;
/** Ends that nobody asked for; what the customer cancelled he knows of. */
const UNASKED = new Set(["EXPIRED", "EXPIRED_IN_MATCH", "REJECTED"]);

class Notices {
  list = $state.raw<Notice[]>([]);
  #count = 0;

  tellFill(fill: FillRow): void {
    const before = this.list.find((each) => each.about === fill.orderId && each.kind === "fill");
    const quantity = unitsOf(fill.quantity) + (before?.kind === "fill" ? before.quantity : 0n);
    const { symbol, side, price } = fill;
    this.#show({ about: fill.orderId, kind: "fill", symbol, side, price, quantity }, before);
  }

  tellEnd(event: OrderEvent): void {
    if (!UNASKED.has(event.X)) return;
    this.#show({ about: event.i, kind: "end", symbol: event.s, side: event.S, why: event.eR ?? "" }, undefined);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((each) => each.id !== id);
  }

  #show(notice: Told, before: Notice | undefined): void {
    const shown = { ...notice, id: ++this.#count };
    this.list = [shown, ...this.list.filter((each) => each !== before)].slice(0, SHOWN_MAX);
    setTimeout(() => this.dismiss(shown.id), SHOWN_MS);
  }
}

export const notices = new Notices();
