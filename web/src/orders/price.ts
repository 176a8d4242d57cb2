// The market's prices in the units of the ticket.

import type { Book } from "../market/book";
import type { Prices } from "./check";
import { DECIMALS, unitsOf } from "./units";

export function pricesOf(book: Book, last: string | undefined): Prices {
  const units = (ticks: number | undefined): bigint | undefined =>
    ticks === undefined ? undefined : ticksToUnits(ticks, book.priceDecimals);
  return {
    bid: units(book.bids.prices[0]), ask: units(book.asks.prices[0]), last: last === undefined ? undefined : unitsOf(last),
  };
}

export function ticksToUnits(ticks: number, priceDecimals: number): bigint {
  return BigInt(ticks) * 10n ** BigInt(DECIMALS - priceDecimals);
}
