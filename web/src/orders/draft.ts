// What a ticket holds, and what it comes to: the orders of each kind, the fields that each of them
// needs, and the request that places them. One table: a new kind of order is a line here.

import { read, textOf } from "./units";

export type Side = "BUY" | "SELL";
export type Type =
  | "LIMIT" | "MARKET" | "LIMIT_MAKER" | "STOP_LOSS" | "STOP_LOSS_LIMIT" | "TAKE_PROFIT" | "TAKE_PROFIT_LIMIT";
export type Life = "GTC" | "IOC" | "FOK";
/** Which side of the book gives a limit's price: its own, or the other. */
export type Peg = "PRIMARY_PEG" | "MARKET_PEG";

export type FieldName =
  | "price" | "quantity" | "amount" | "stop" | "trail" | "limit" | "visible" | "levels"
  | "secondPrice" | "secondStop" | "secondLimit" | "secondQuantity";
export type Kind =
  | "limit" | "market" | "limitMaker" | "stopLoss" | "stopLossLimit" | "takeProfit" | "takeProfitLimit"
  | "trailing" | "iceberg" | "oco" | "oto" | "otoco" | "opo" | "opoco";

export const KINDS: Record<"plain" | "waiting" | "lists", Kind[]> = {
  plain: ["limit", "market", "limitMaker", "iceberg"],
  waiting: ["stopLoss", "stopLossLimit", "takeProfit", "takeProfitLimit", "trailing"],
  lists: ["oco", "oto", "otoco", "opo", "opoco"],
};

export type Draft = {
  kind: Kind;
  side: Side;
  /** MARKET: by what is spent or got of the quote asset, rather than by quantity. */
  isByAmount: boolean;
  life: Life;
  /** LIMIT: empty when its price is typed. */
  peg: Peg | "";
  prevention: string;
  secondType: Type;
  texts: Record<FieldName, string>;
};

/** One order of a draft. `prefix` is its part in a list; the rest say which field holds what. */
export type Leg = {
  prefix: string;
  side: Side;
  type: Type;
  life?: Life;
  isPending?: boolean;
  /** It sells what the first has bought: its quantity is the first's, and it holds nothing. */
  isPaid?: boolean;
  peg?: Peg;
  price?: FieldName;
  quantity?: FieldName;
  amount?: FieldName;
  stop?: FieldName;
  trail?: FieldName;
  visible?: FieldName;
  levels?: FieldName;
};

type Form = { fields: FieldName[]; optional: FieldName[]; legs: Leg[]; path: string };

export const PATH = "/api/v3/order";
const NO_TEXTS: Record<FieldName, string> = {
  price: "", quantity: "", amount: "", stop: "", trail: "", limit: "", visible: "", levels: "",
  secondPrice: "", secondStop: "", secondLimit: "", secondQuantity: "",
};

export function newDraft(side: Side = "BUY"): Draft {
  return {
    kind: "limit", side, isByAmount: false, life: "GTC", peg: "", prevention: "EXPIRE_MAKER", secondType: "LIMIT",
    texts: { ...NO_TEXTS },
  };
}

export function opposite(side: Side): Side {
  return side === "BUY" ? "SELL" : "BUY";
}

export function isEmpty(draft: Draft, name: FieldName): boolean {
  return draft.texts[name].trim() === "";
}

/** Orders of which one pays the others: it buys, and they sell. */
export function isPaying(kind: Kind): boolean {
  return kind === "opo" || kind === "opoco";
}

/** Another kind keeps what both kinds need; what it does without is not left over from before. */
export function changeKind(draft: Draft, kind: Kind): void {
  const before = formOf(draft).fields;
  draft.kind = kind;
  draft.peg = "";
  if (isPaying(kind)) draft.side = "BUY";
  const { fields, optional } = formOf(draft);
  for (const each of Object.keys(draft.texts) as FieldName[]) {
    const isKept = before.includes(each) && fields.includes(each) && !optional.includes(each);
    if (!isKept) draft.texts[each] = "";
  }
}

/** The fields that are shown, those that may be left empty, and the orders that come of them. */
export function formOf(draft: Draft): Form {
  const { side, life } = draft;
  const one = (type: Type, fields: FieldName[], more: Partial<Leg> = {}, optional: FieldName[] = []): Form => ({
    fields, optional, path: PATH, legs: [{ prefix: "", side, type, ...named(fields), ...more }],
  });
  switch (draft.kind) {
    case "limit":
      if (draft.peg !== "") return pegged(draft, draft.peg);
      return one("LIMIT", ["price", "quantity"], { life });
    case "market":
      return one("MARKET", draft.isByAmount ? ["amount"] : ["quantity"]);
    case "limitMaker":
      return one("LIMIT_MAKER", ["price", "quantity"]);
    case "iceberg":
      return one("LIMIT", ["price", "quantity", "visible"], { life: "GTC" });
    case "stopLoss":
    case "takeProfit":
      return one(draft.kind === "stopLoss" ? "STOP_LOSS" : "TAKE_PROFIT", ["stop", "quantity"]);
    case "stopLossLimit":
    case "takeProfitLimit":
      return one(
        draft.kind === "stopLossLimit" ? "STOP_LOSS_LIMIT" : "TAKE_PROFIT_LIMIT", ["stop", "price", "quantity"], { life },
      );
    case "trailing":
      return trailing(draft);
    default:
      return listForm(draft);
  }
}

/** The price of its own side is one to wait at: such an order lasts until it is cancelled. */
function pegged(draft: Draft, peg: Peg): Form {
  const leg: Leg = {
    prefix: "", side: draft.side, type: "LIMIT", peg, life: peg === "PRIMARY_PEG" ? "GTC" : draft.life, quantity: "quantity",
    ...(isEmpty(draft, "levels") ? {} : { levels: "levels" as const }),
  };
  return { fields: ["quantity", "levels"], optional: ["levels"], legs: [leg], path: PATH };
}

function trailing(draft: Draft): Form {
  const isLimit = !isEmpty(draft, "limit");
  const leg: Leg = {
    prefix: "", side: draft.side, type: isLimit ? "STOP_LOSS_LIMIT" : "STOP_LOSS", trail: "trail", quantity: "quantity",
    ...(isEmpty(draft, "stop") ? {} : { stop: "stop" as const }),
    ...(isLimit ? { price: "limit" as const, life: "GTC" as const } : {}),
  };
  return { fields: ["trail", "quantity", "stop", "limit"], optional: ["stop", "limit"], legs: [leg], path: PATH };
}

function listForm(draft: Draft): Form {
  const path = `/api/v3/orderList/${draft.kind}`;
  if (draft.kind === "oco") {
    const legs = pair(draft, draft.side, ["above", "below"], ["price", "stop", "limit"], "quantity");
    return { fields: ["price", "stop", "limit", "quantity"], optional: ["limit"], legs, path };
  }
  const working: Leg = {
    prefix: "working", side: draft.side, type: "LIMIT", life: "GTC", price: "price", quantity: "quantity",
  };
  const side = opposite(draft.side);
  const isPaid = isPaying(draft.kind);
  const own: FieldName[] = isPaid ? [] : ["secondQuantity"];
  const quantity = isPaid || isEmpty(draft, "secondQuantity") ? "quantity" : "secondQuantity";
  const later = { isPending: true, ...(isPaid ? { isPaid } : {}) };
  if (draft.kind === "otoco" || draft.kind === "opoco") {
    const places: [string, string] = ["pendingAbove", "pendingBelow"];
    const legs = pair(draft, side, places, ["secondPrice", "secondStop", "secondLimit"], quantity);
    return {
      fields: ["price", "quantity", "secondPrice", "secondStop", "secondLimit", ...own],
      optional: ["secondLimit", ...own], legs: [working, ...legs.map((each) => ({ ...each, ...later }))], path,
    };
  }
  const type = draft.secondType;
  const waits = type.startsWith("STOP") || type.startsWith("TAKE");
  const hasPrice = type.startsWith("LIMIT") || type.endsWith("LIMIT");
  const second: Leg = {
    prefix: "pending", side, type, quantity, ...later,
    ...(waits ? { stop: "secondStop" as const } : {}),
    ...(hasPrice ? { price: "secondPrice" as const, life: "GTC" as const } : {}),
  };
  const fields: FieldName[] = ["price", "quantity", ...(waits ? ["secondStop" as const] : []), ...(hasPrice ? ["secondPrice" as const] : []), ...own];
  return { fields, optional: own, legs: [working, second], path };
}

/** A plain limit and a stop of which one cancels the other: a sell's profit is above, a buy's below. */
function pair(
  draft: Draft, side: Side, [above, below]: [string, string], [price, stop, limit]: [FieldName, FieldName, FieldName],
  quantity: FieldName,
): Leg[] {
  const isLimit = !isEmpty(draft, limit);
  const profit: Leg = { prefix: side === "SELL" ? above : below, side, type: "LIMIT_MAKER", price, quantity };
  const loss: Leg = {
    prefix: side === "SELL" ? below : above, side, type: isLimit ? "STOP_LOSS_LIMIT" : "STOP_LOSS", stop, quantity,
    ...(isLimit ? { price: limit, life: "GTC" as const } : {}),
  };
  return [profit, loss];
}

function named(fields: FieldName[]): Partial<Leg> {
  return Object.fromEntries(fields.map((each) => [each, each])) as Partial<Leg>;
}

export type Request = {
  path: string;
  parameters: Record<string, string>;
  /** Which field was sent under which name: a refusal names the parameter. */
  fields: Record<string, FieldName>;
};

const WIRE = {
  price: "price", quantity: "quantity", amount: "quoteOrderQty", stop: "stopPrice", trail: "trailingDelta",
  visible: "icebergQty", levels: "pegOffsetValue",
} as const;
const SHARED = { oco: "", otoco: "pending", opoco: "pending" } as Record<string, string>;

/** The request that places a draft whose fields are good. */
export function requestOf(draft: Draft, symbol: string): Request {
  const { legs, path } = formOf(draft);
  const parameters: Record<string, string> = { symbol, selfTradePreventionMode: draft.prevention };
  const fields: Record<string, FieldName> = {};
  for (const leg of legs) {
    const isPair = leg.prefix.endsWith("bove") || leg.prefix.endsWith("elow");
    const shared = isPair ? (SHARED[draft.kind] ?? "") : leg.prefix;
    parameters[joined(shared, "side")] = leg.side;
    parameters[joined(leg.prefix, "type")] = leg.type;
    if (leg.peg !== undefined) parameters.pegPriceType = leg.peg;
    if (leg.levels !== undefined) parameters.pegOffsetType = "PRICE_LEVEL";
    if (hasLife(leg)) parameters[joined(leg.prefix, "timeInForce")] = leg.life ?? "GTC";
    for (const [role, wire] of Object.entries(WIRE) as Array<[keyof typeof WIRE, string]>) {
      const field = leg[role];
      if (field === undefined || (leg.isPaid && role === "quantity")) continue;
      const name = joined(role === "quantity" ? shared : leg.prefix, wire);
      parameters[name] = role === "trail" ? `${bipsOf(draft.texts[field])}` : plain(draft.texts[field]);
      fields[name] = field;
    }
  }
  return { path, parameters, fields };
}

function hasLife(leg: Leg): boolean {
  return leg.type === "LIMIT" || leg.type.endsWith("_LIMIT");
}

/** `price` of `working` is sent as `workingPrice`. */
function joined(prefix: string, name: string): string {
  return prefix === "" ? name : prefix + name.charAt(0).toUpperCase() + name.slice(1);
}

/** A distance in percent, as hundredths of one; not whole when it is finer than that. */
export function bipsOf(text: string): number {
  const taken = read(text);
  return "wrong" in taken ? Number.NaN : Number(taken.units) / 10 ** 6;
}

function plain(text: string): string {
  const taken = read(text);
  return "wrong" in taken ? text : textOf(taken.units);
}
