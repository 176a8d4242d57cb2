// Where one's own orders stand in a book: at each price, how much is left of them.

import { toSteps } from "../market/decimal";
import type { Market } from "../market/symbol";
import { type OrderRow } from "./rows";
import { textOf, unitsOf } from "./units";

export type Marks = { bids: Map<number, number>; asks: Map<number, number> };

export function marksOf(rows: Iterable<OrderRow>, market: Market): Marks {
  const marks: Marks = { bids: new Map(), asks: new Map() };
  for (const row of rows) {
    if (row.symbol !== market.name || !row.isWorking || unitsOf(row.price) === 0n) continue;
    const side = row.side === "BUY" ? marks.bids : marks.asks;
    const ticks = toSteps(row.price, market.priceDecimals);
    const left = textOf(unitsOf(row.quantity) - unitsOf(row.executed));
    side.set(ticks, (side.get(ticks) ?? 0) + toSteps(left, market.quantityDecimals));
  }
  return marks;
}

/** The same marks by the groups that a book is shown in. */
export function groupedMarks(marks: Map<number, number>, place: (ticks: number) => number): Map<number, number> {
  const grouped = new Map<number, number>();
  for (const [ticks, lots] of marks) grouped.set(place(ticks), (grouped.get(place(ticks)) ?? 0) + lots);
  return grouped;
}
