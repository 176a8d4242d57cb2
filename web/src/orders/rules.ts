// The rules of a market as the ticket needs them: every filter that it publishes, in whole units.
// A limit of 0 is none. The venue judges again; here a mistake is said before anything is sent.

import { fact, type Market } from "../market/symbol";
import { unitsOf } from "./units";

export type Rules = {
  tick: bigint;
  priceMin: bigint;
  priceMax: bigint;
  lot: bigint;
  quantityMin: bigint;
  quantityMax: bigint;
  marketMax: bigint;
  notionalMin: bigint;
  notionalMax: bigint;
  minIsForMarket: boolean;
  maxIsForMarket: boolean;
  partsMax: bigint;
  trailMin: number;
  trailMax: number;
  /** Multiples of the last price that a limit may have: [least, most] for buying and for selling. */
  percent: { BUY: Range[]; SELL: Range[] };
};
export type Range = [least: bigint, most: bigint];

export function rulesOf(market: Market): Rules {
  const of = (type: string, name: string): bigint => unitsOf(fact(market.filters, type, name) ?? "0");
  const says = (type: string, name: string): boolean => fact(market.filters, type, name) === "true";
  return {
    tick: of("PRICE_FILTER", "tickSize"),
    priceMin: of("PRICE_FILTER", "minPrice"),
    priceMax: of("PRICE_FILTER", "maxPrice"),
    lot: of("LOT_SIZE", "stepSize"),
    quantityMin: of("LOT_SIZE", "minQty"),
    quantityMax: of("LOT_SIZE", "maxQty"),
    marketMax: of("MARKET_LOT_SIZE", "maxQty"),
    notionalMin: of("NOTIONAL", "minNotional"),
    notionalMax: of("NOTIONAL", "maxNotional"),
    minIsForMarket: says("NOTIONAL", "applyMinToMarket"),
    maxIsForMarket: says("NOTIONAL", "applyMaxToMarket"),
    partsMax: BigInt(fact(market.filters, "ICEBERG_PARTS", "limit") ?? "0"),
    trailMin: Number(fact(market.filters, "TRAILING_DELTA", "minTrailingAboveDelta") ?? 0),
    trailMax: Number(fact(market.filters, "TRAILING_DELTA", "maxTrailingAboveDelta") ?? 0),
    percent: { BUY: percents(market, "bid"), SELL: percents(market, "ask") },
  };
}

function percents(market: Market, side: "bid" | "ask"): Range[] {
  return market.filters.flatMap((each): Range[] => {
    if (each.filterType === "PERCENT_PRICE") return [range(each.multiplierDown, each.multiplierUp)];
    if (each.filterType !== "PERCENT_PRICE_BY_SIDE") return [];
    return [range(each[`${side}MultiplierDown`], each[`${side}MultiplierUp`])];
  });
}

function range(least: unknown, most: unknown): Range {
  return [unitsOf(String(least)), unitsOf(String(most))];
}
