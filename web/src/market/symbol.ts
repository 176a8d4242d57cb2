// A market as the pages need it: its names, its steps, its rules.

import type { ExchangeInfo } from "../wire/shapes";
import { decimalsOf } from "./decimal";

export type Filter = Record<string, unknown>;
export type Market = {
  name: string;
  base: string;
  quote: string;
  status: string;
  priceDecimals: number;
  quantityDecimals: number;
  orderTypes: string[];
  preventions: string[];
  filters: Filter[];
};

export function marketsOf(info: ExchangeInfo): Market[] {
  return info.symbols.map((each) => ({
    name: each.symbol,
    base: each.baseAsset,
    quote: each.quoteAsset,
    status: each.status,
    priceDecimals: decimalsOf(fact(each.filters, "PRICE_FILTER", "tickSize") ?? "1"),
    quantityDecimals: decimalsOf(fact(each.filters, "LOT_SIZE", "stepSize") ?? "1"),
    orderTypes: each.orderTypes,
    preventions: each.allowedSelfTradePreventionModes,
    filters: each.filters,
  }));
}

/** One fact of one filter, as a text; undefined when the venue does not state it. */
export function fact(filters: Filter[], type: string, name: string): string | undefined {
  const value = filters.find((each) => each.filterType === type)?.[name];
  return value === undefined ? undefined : String(value);
}

/** Do the words of a search stand in a market's names? */
export function matches(market: Market, asked: string): boolean {
  const names = `${market.name} ${market.base}/${market.quote} ${market.base}-${market.quote}`;
  return asked
    .toUpperCase()
    .split(/\s+/)
    .every((word) => names.includes(word));
}
