// To which field of a ticket a refusal of the venue belongs. It names the parameter, the filter, or
// the rule; what belongs to no field is said beneath all of them.

import type { Draft, FieldName, Leg, Request } from "./draft";
import { formOf } from "./draft";
import { ticketTexts as texts } from "../texts/ticket";
import type { ApiRefusal } from "../wire/api";

const OF_FILTER: Record<string, keyof Leg> = {
  PRICE_FILTER: "price",
  PERCENT_PRICE: "price",
  PERCENT_PRICE_BY_SIDE: "price",
  LOT_SIZE: "quantity",
  MARKET_LOT_SIZE: "quantity",
  MAX_POSITION: "quantity",
  NOTIONAL: "quantity",
  ICEBERG_PARTS: "visible",
  TRAILING_DELTA: "trail",
};
const OF_TEXT: Array<[RegExp, keyof Leg]> = [
  [/insufficient balance/, "quantity"],
  [/for this pegged order/, "levels"],
  [/^Invalid price/, "price"],
  [/^Invalid quantity/, "quantity"],
  [/immediately match/, "price"],
  [/Stop price would trigger|last price/, "stop"],
];

/** What is said of a refusal that has no field. */
export function sentenceOf(error: ApiRefusal): string {
  if (error.isUnknown) return texts.unknown;
  if (error.status === 401) return texts.sessionOver;
  return error.status === 403 ? texts.changed : texts.refused(error.text);
}

/** The field at which a refusal is shown; undefined when it belongs to none that the form has. */
export function fieldOf(text: string, draft: Draft, request: Request): FieldName | undefined {
  const quoted = [...text.matchAll(/['`](\w+)['`]/g)].map((each) => request.fields[each[1] ?? ""]);
  const named = quoted.find((each) => each !== undefined);
  if (named !== undefined) return named;
  const filter = /^Filter failure: (\w+)/.exec(text)?.[1];
  const role = filter === undefined ? OF_TEXT.find(([words]) => words.test(text))?.[1] : OF_FILTER[filter];
  const { legs } = formOf(draft);
  for (const leg of legs) {
    const field = role === undefined ? undefined : (leg[role] ?? (role === "price" ? leg.stop : undefined));
    if (field !== undefined) return field as FieldName;
  }
  return role === "quantity" ? legs[0]?.amount : undefined;
}
