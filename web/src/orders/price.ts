// The market's prices in the units of the ticket.

import type { Book } from "../market/book";
import type { Side as BookSide } from "../market/book";
import type { Prices } from "./check";
import type { Level } from "./sweep";
import { DECIMALS, unitsOf } from "./units";

export function pricesOf(book: Book, last: string | undefined): Prices {
  const units = (ticks: number | undefined): bigint | undefined =>
    ticks === undefined ? undefined : ticksToUnits(ticks, book.priceDecimals);
  return {
    bid: units(book.bids.prices[0]), ask: units(book.asks.prices[0]), last: last === undefined ? undefined : unitsOf(last),
    facing: (side) => levelsOf(side === "BUY" ? book.asks : book.bids, book),
  };
}

function* levelsOf(side: BookSide, book: Book): Generator<Level> {
  for (const ticks of side.prices) {
    yield [ticksToUnits(ticks, book.priceDecimals), ticksToUnits(side.lots(ticks), book.quantityDecimals)];
  }
}

/** Whole ticks, or lots, in units. */
export function ticksToUnits(steps: number, decimals: number): bigint {
  return BigInt(steps) * 10n ** BigInt(DECIMALS - decimals);
}
