// Changing an open order: less quantity keeps its place; anything else replaces it by a new one.

import type { Market } from "../market/symbol";
import { fieldTexts as texts } from "../texts/ticket";
import { ownTexts } from "../texts/own";
import type { Method, Parameters } from "../wire/api";
import type { OrderRow } from "./rows";
import type { Rules } from "./rules";
import { read, textOf, unitsOf } from "./units";

export type Change = { price: string; stop: string; quantity: string };
export type Plan =
  | { kind: "none" }
  | { kind: "wrong"; field: keyof Change; text: string }
  | { kind: "keeps" | "loses"; method: Method; path: string; parameters: Parameters };

export function changeOf(row: OrderRow): Change {
  return { price: shortened(row.price), stop: shortened(row.stop), quantity: shortened(row.quantity) };
}

/**
 * Those of a change that the order has. A trigger that trails moves by itself: no price is its own; and
 * another order in the place of one of a list would belong to no list.
 */
export function fieldsOf(row: OrderRow): Array<keyof Change> {
  if (row.trail !== undefined || row.listId !== undefined) return ["quantity"];
  const has = (text: string): boolean => unitsOf(text) > 0n;
  return [...(has(row.stop) ? ["stop" as const] : []), ...(has(row.price) ? ["price" as const] : []), "quantity" as const];
}

/** May it be amended at all? How much of an order that is yet to be paid for is not known. */
export function isAmendable(row: OrderRow): boolean {
  return unitsOf(row.quantity) > 0n;
}

/** What a change comes to: the request that does it, or what is wrong with it. */
export function planOf(row: OrderRow, change: Change, rules: Rules): Plan {
  const fields = fieldsOf(row);
  const values = new Map<keyof Change, bigint>();
  for (const field of fields) {
    const taken = read(change[field]);
    if ("wrong" in taken) return { kind: "wrong", field, text: texts[taken.wrong] };
    const step = field === "quantity" ? rules.lot : rules.tick;
    if (step > 0n && taken.units % step !== 0n) {
      return { kind: "wrong", field, text: (field === "quantity" ? texts.offLot : texts.offTick)(textOf(step)) };
    }
    values.set(field, taken.units);
  }
  const quantity = values.get("quantity") ?? 0n;
  const executed = unitsOf(row.executed);
  if (quantity <= executed) return { kind: "wrong", field: "quantity", text: ownTexts.newQuantity(textOf(executed)) };
  const samePrices = fields.every((each) => each === "quantity" || values.get(each) === unitsOf(row[each]));
  if (samePrices && quantity === unitsOf(row.quantity)) return { kind: "none" };
  if (samePrices && quantity < unitsOf(row.quantity)) {
    const parameters = { symbol: row.symbol, orderId: row.id, newQty: textOf(quantity) };
    return { kind: "keeps", method: "PUT", path: "/api/v3/order/amend/keepPriority", parameters };
  }
  if (row.listId !== undefined) return { kind: "wrong", field: "quantity", text: ownTexts.onlyLessOfList };
  // Placed anew it would begin to trail from where the market is now.
  if (row.trail !== undefined) return { kind: "wrong", field: "quantity", text: ownTexts.onlyLess };
  return { kind: "loses", method: "POST", path: "/api/v3/order/cancelReplace", parameters: replacement(row, values, quantity - executed) };
}

function replacement(row: OrderRow, values: Map<keyof Change, bigint>, quantity: bigint): Parameters {
  const parameters: Parameters = {
    symbol: row.symbol, side: row.side, type: row.type, quantity: textOf(quantity), cancelOrderId: row.id,
    cancelReplaceMode: "STOP_ON_FAILURE", selfTradePreventionMode: row.prevention,
  };
  const price = values.get("price");
  const stop = values.get("stop");
  if (price !== undefined) parameters.price = textOf(price);
  if (stop !== undefined) parameters.stopPrice = textOf(stop);
  if (row.type === "LIMIT" || row.type.endsWith("_LIMIT")) parameters.timeInForce = row.life;
  const visible = unitsOf(row.visible);
  if (visible > 0n) parameters.icebergQty = textOf(visible < quantity ? visible : quantity);
  return parameters;
}

function shortened(text: string): string {
  return textOf(unitsOf(text));
}

/** A market's rules by its name; undefined when it is not listed any more. */
export function marketOf(markets: Market[], name: string): Market | undefined {
  return markets.find((each) => each.name === name);
}
