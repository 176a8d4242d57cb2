// What happened to one's orders while one looked elsewhere: said in the page, and read aloud.
// Fills of one order in a row are one notice, which grows.

import { readable } from "../market/decimal";
import { ownTexts } from "../texts/own";
import type { OrderEvent } from "../wire/shapes";
import type { FillRow } from "./rows";
import { textOf, unitsOf } from "./units";

export type Notice = { id: number; about: number; kind: "good" | "bad" | "plain"; text: string; quantity: bigint };

const SHOWN_MS = 8000;
const SHOWN_MAX = 4;
/** Ends that nobody asked for; what the customer cancelled he knows of. */
const UNASKED = new Set(["EXPIRED", "EXPIRED_IN_MATCH", "REJECTED"]);

class Notices {
  list = $state.raw<Notice[]>([]);
  #count = 0;

  tellFill(fill: FillRow): void {
    const before = this.list.find((each) => each.about === fill.orderId && each.kind === "good");
    const quantity = unitsOf(fill.quantity) + (before?.quantity ?? 0n);
    const text = ownTexts.notices.fill(fill.side, textOf(quantity), fill.symbol, readable(fill.price, 2));
    this.#show({ about: fill.orderId, kind: "good", text, quantity }, before);
  }

  tellEnd(event: OrderEvent): void {
    if (!UNASKED.has(event.X)) return;
    const why = ownTexts.expiry[event.eR ?? ""] ?? "";
    this.#show({ about: event.i, kind: "bad", text: ownTexts.notices.ended(event.S, event.s, why), quantity: 0n }, undefined);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((each) => each.id !== id);
  }

  #show(notice: Omit<Notice, "id">, before: Notice | undefined): void {
    const shown = { ...notice, id: ++this.#count };
    this.list = [shown, ...this.list.filter((each) => each !== before)].slice(0, SHOWN_MAX);
    setTimeout(() => this.dismiss(shown.id), SHOWN_MS);
  }
}

export const notices = new Notices();
