// How one's orders are written on the page.

import { readable } from "../market/decimal";
import type { Market } from "../market/symbol";
import { ownTexts as texts } from "../texts/own";
import { ticketTexts } from "../texts/ticket";
import { texts as common } from "../texts";
import { isUnsized, type OrderRow } from "./rows";
import { ONE, textOf, unitsOf } from "./units";

/** A market as people write it, BTC/USD; one that is not listed any more by its symbol. */
export function marketText(markets: Market[], symbol: string): string {
  const market = markets.find((each) => each.name === symbol);
  return market === undefined ? symbol : `${market.base}/${market.quote}`;
}

export function number(text: string, least = 0): string {
  return readable(text, least);
}

export function priceText(row: OrderRow): string {
  return unitsOf(row.price) === 0n ? texts.market : readable(row.price, 2);
}

export function triggerText(row: OrderRow): string {
  const parts = [];
  if (unitsOf(row.stop) > 0n) parts.push(readable(row.stop, 2));
  if (row.trail !== undefined) parts.push(texts.trails((row.trail / 100).toString()));
  return parts.join(" · ");
}

export function typeText(row: OrderRow): string {
  if (unitsOf(row.visible) > 0n) return ticketTexts.kinds.iceberg;
  if (row.trail !== undefined) return ticketTexts.kinds.trailing;
  return ticketTexts.types[row.type] ?? row.type;
}

export function averageText(row: OrderRow): string {
  const executed = unitsOf(row.executed);
  if (executed === 0n) return "";
  const average = (unitsOf(row.value) * ONE) / executed;
  return readable(Number(textOf(average)).toFixed(2), 2);
}

export function quantityText(row: OrderRow): string {
  if (isUnsized(row)) return common.unknownValue;
  const quantity = unitsOf(row.quantity);
  return quantity === 0n ? readable(row.executed) : readable(row.quantity);
}
