// The ticket: which request a draft comes to, what is wrong with it, and what it costs.

import { expect, test } from "vitest";
import { inAll, onTop } from "../src/market/rates";
import { marketsOf } from "../src/market/symbol";
import { check, type Prices, share } from "../src/orders/check";
import { changeKind, type Draft, type FieldName, formOf, KINDS, type Kind, newDraft, type Peg, requestOf } from "../src/orders/draft";
import { fieldOf, sentenceOf } from "../src/orders/refusals";
import { rulesOf } from "../src/orders/rules";
import { productUp, read, textOf, unitsOf } from "../src/orders/units";
import { fieldTexts as texts, ticketTexts } from "../src/texts/ticket";
import { ApiRefusal } from "../src/wire/api";
import type { ExchangeInfo } from "../src/wire/shapes";

const filters = [
  { filterType: "PRICE_FILTER", minPrice: "1.00000000", maxPrice: "900000.00000000", tickSize: "0.01000000" },
  { filterType: "LOT_SIZE", minQty: "0.00010000", maxQty: "50.00000000", stepSize: "0.00010000" },
  { filterType: "MARKET_LOT_SIZE", minQty: "0.00000000", maxQty: "5.00000000", stepSize: "0.00000000" },
  { filterType: "ICEBERG_PARTS", limit: 4 },
  { filterType: "TRAILING_DELTA", minTrailingAboveDelta: 10, maxTrailingAboveDelta: 2000 },
  { filterType: "NOTIONAL", minNotional: "10.00000000", applyMinToMarket: true, maxNotional: "1000000.00000000", applyMaxToMarket: false },
  { filterType: "PERCENT_PRICE_BY_SIDE", bidMultiplierUp: "1.2000", bidMultiplierDown: "0.2000", askMultiplierUp: "5.0000", askMultiplierDown: "0.8000" },
];
const info = {
  symbols: [{
    symbol: "BTCUSD", status: "TRADING", baseAsset: "BTC", quoteAsset: "USD", orderTypes: [],
    allowedSelfTradePreventionModes: [], filters,
  }],
};
const [market] = marketsOf(info as unknown as ExchangeInfo) as [ReturnType<typeof marketsOf>[number]];
const rules = rulesOf(market);
const prices: Prices = { last: unitsOf("100"), bid: unitsOf("99"), ask: unitsOf("101") };
const RATE = unitsOf("0.001");

function draft(kind: Kind, side: Draft["side"], typed: Partial<Record<FieldName, string>>, more: Partial<Draft> = {}): Draft {
  const fresh = newDraft(side);
  return { ...fresh, kind, ...more, texts: { ...fresh.texts, ...typed } };
}

function judged(of: Draft, free: Record<string, string> = { USD: "1000000", BTC: "1000" }, at = prices) {
  return check(of, market, rules, at, RATE, (asset) => unitsOf(free[asset] ?? "0"));
}

const sent = (of: Draft) => requestOf(of, "BTCUSD").parameters;

test("amounts are exact, however large, and read only what is a number", () => {
  expect(textOf(unitsOf("90071992547.40993001"))).toBe("90071992547.40993001");
  expect(["0.1", ".5", "5.", "1.10000000000"].map((each) => read(each))).toEqual([
    { units: 10_000_000n }, { units: 50_000_000n }, { units: 500_000_000n }, { units: 110_000_000n },
  ]);
  expect(["", " ", ".", "1,5", "1e3", "-1", "0x1", "1.000000001"].map((each) => read(each))).toEqual([
    { wrong: "empty" }, { wrong: "empty" }, ...Array(5).fill({ wrong: "notANumber" }), { wrong: "tooPrecise" },
  ]);
  expect(["1" + "0".repeat(30), "٣", "１２", "0".repeat(30) + "1"].map((each) => read(each))).toEqual([
    { wrong: "tooLarge" }, { wrong: "notANumber" }, { wrong: "notANumber" }, { units: 100_000_000n },
  ]);
  expect(productUp(unitsOf("0.00000001"), unitsOf("0.5"))).toBe(1n);
});

test("who is out is told so, and not in the venue's words for a key", () => {
  expect(sentenceOf(new ApiRefusal(401, 0, "there is none, or it is over"))).toBe(ticketTexts.sessionOver);
});

test("each kind of order comes to the request that the venue documents", () => {
  const base = { symbol: "BTCUSD", selfTradePreventionMode: "EXPIRE_MAKER" };
  expect(sent(draft("limit", "BUY", { price: "100.50", quantity: "01" }, { life: "IOC" }))).toEqual({
    ...base, side: "BUY", type: "LIMIT", timeInForce: "IOC", price: "100.5", quantity: "1",
  });
  expect(sent(draft("market", "BUY", { amount: "50" }, { isByAmount: true }))).toEqual({
    ...base, side: "BUY", type: "MARKET", quoteOrderQty: "50",
  });
  expect(sent(draft("iceberg", "SELL", { price: "1", quantity: "2", visible: "1" }))).toMatchObject({ icebergQty: "1", timeInForce: "GTC" });
  expect(sent(draft("takeProfit", "SELL", { stop: "120", quantity: "2" }))).toEqual({
    ...base, side: "SELL", type: "TAKE_PROFIT", stopPrice: "120", quantity: "2",
  });
  expect(sent(draft("trailing", "SELL", { trail: "1.5", quantity: "2" }))).toEqual({
    ...base, side: "SELL", type: "STOP_LOSS", trailingDelta: "150", quantity: "2",
  });
  expect(sent(draft("trailing", "SELL", { trail: "1", quantity: "2", stop: "110", limit: "90" }))).toMatchObject({
    type: "STOP_LOSS_LIMIT", stopPrice: "110", price: "90", timeInForce: "GTC",
  });
});

test("of a pair the profit of a sell is above, and that of a buy below", () => {
  const typed = { price: "120", stop: "90", limit: "89", quantity: "1" };
  expect(sent(draft("oco", "SELL", typed))).toEqual({
    symbol: "BTCUSD", selfTradePreventionMode: "EXPIRE_MAKER", side: "SELL", quantity: "1", aboveType: "LIMIT_MAKER",
    abovePrice: "120", belowType: "STOP_LOSS_LIMIT", belowStopPrice: "90", belowPrice: "89", belowTimeInForce: "GTC",
  });
  expect(sent(draft("oco", "BUY", { price: "90", stop: "120", quantity: "1" }))).toMatchObject({
    aboveType: "STOP_LOSS", aboveStopPrice: "120", belowType: "LIMIT_MAKER", belowPrice: "90",
  });
});

test("what comes in later is on the other side, and as much as the first unless it says otherwise", () => {
  const typed = { price: "90", quantity: "2", secondPrice: "120", secondStop: "80" };
  expect(sent(draft("otoco", "BUY", typed))).toMatchObject({
    workingSide: "BUY", workingPrice: "90", workingQuantity: "2", pendingSide: "SELL", pendingQuantity: "2",
    pendingAboveType: "LIMIT_MAKER", pendingAbovePrice: "120", pendingBelowType: "STOP_LOSS", pendingBelowStopPrice: "80",
  });
  const second = { price: "90", quantity: "2", secondQuantity: "1", secondStop: "80" };
  expect(sent(draft("oto", "BUY", second, { secondType: "STOP_LOSS" }))).toMatchObject({
    pendingType: "STOP_LOSS", pendingSide: "SELL", pendingQuantity: "1", pendingStopPrice: "80",
  });
});

test("what the first pays for is sold by the others, and comes without a quantity", () => {
  const base = { symbol: "BTCUSD", selfTradePreventionMode: "EXPIRE_MAKER" };
  const working = { workingSide: "BUY", workingType: "LIMIT", workingTimeInForce: "GTC", workingPrice: "90", workingQuantity: "2" };
  const typed = { price: "90", quantity: "2", secondPrice: "120", secondStop: "80" };
  const one = requestOf(draft("opo", "BUY", typed), "BTCUSD");
  expect(one.path).toBe("/api/v3/orderList/opo");
  expect(one.parameters).toEqual({
    ...base, ...working, pendingSide: "SELL", pendingType: "LIMIT", pendingTimeInForce: "GTC", pendingPrice: "120",
  });
  const pair = requestOf(draft("opoco", "BUY", typed), "BTCUSD");
  expect(pair.path).toBe("/api/v3/orderList/opoco");
  expect(pair.parameters).toEqual({
    ...base, ...working, pendingSide: "SELL", pendingAboveType: "LIMIT_MAKER", pendingAbovePrice: "120",
    pendingBelowType: "STOP_LOSS", pendingBelowStopPrice: "80",
  });
});

test("who pays buys, whatever the ticket was about before", () => {
  const of = draft("limit", "SELL", { price: "90", quantity: "1" });
  changeKind(of, "opo");
  expect(of.side).toBe("BUY");
});

test("a limit whose price the book gives is sent without one", () => {
  const of = (peg: Peg, levels: string, life: Draft["life"]) => sent(draft("limit", "SELL", { price: "7", quantity: "1", levels }, { peg, life }));
  const base = { symbol: "BTCUSD", selfTradePreventionMode: "EXPIRE_MAKER", side: "SELL", type: "LIMIT", quantity: "1" };
  expect(of("PRIMARY_PEG", "", "FOK")).toEqual({ ...base, timeInForce: "GTC", pegPriceType: "PRIMARY_PEG" });
  expect(of("MARKET_PEG", "2", "IOC")).toEqual({
    ...base, timeInForce: "IOC", pegPriceType: "MARKET_PEG", pegOffsetType: "PRICE_LEVEL", pegOffsetValue: "2",
  });
});

test("another kind keeps what both need, and nothing is left over in what it may do without", () => {
  const of = draft("stopLossLimit", "BUY", { stop: "110", price: "111", quantity: "1" });
  changeKind(of, "trailing");
  expect([of.texts.quantity, of.texts.stop, of.texts.price]).toEqual(["1", "", ""]);
  changeKind(of, "market");
  expect(of.texts.quantity).toBe("1");
});

test("every field that a kind shows is sent by it, and no other", () => {
  const typed: Partial<Record<FieldName, string>> = {};
  for (const each of Object.keys(newDraft().texts) as FieldName[]) typed[each] = "1";
  for (const kind of Object.values(KINDS).flat()) {
    for (const peg of ["", "MARKET_PEG"] as const) {
      const of = draft(kind, "BUY", typed, { peg });
      expect([kind, new Set(Object.values(requestOf(of, "BTCUSD").fields))]).toEqual([kind, new Set(formOf(of).fields)]);
    }
  }
});

test.each([
  ["price", { price: "100.001", quantity: "1" }, texts.offTick("0.01")],
  ["price", { price: "0.5", quantity: "30" }, texts.priceBelow("1")],
  ["price", { price: "121", quantity: "1" }, texts.priceAbove("120")],
  ["price", { price: "19.99", quantity: "1" }, texts.priceBelow("20")],
  ["price", { price: "abc", quantity: "1" }, texts.notANumber],
  ["price", { price: "0", quantity: "1" }, texts.notPositive],
  ["quantity", { price: "100", quantity: "0.00015" }, texts.offLot("0.0001")],
  ["quantity", { price: "100", quantity: "50.0001" }, texts.quantityAbove("50")],
  ["quantity", { price: "100", quantity: "0.0999" }, texts.worthBelow("10")],
  ["quantity", { price: "100", quantity: "1.0000000001" }, texts.tooPrecise],
] as const)("a filter that is broken is named at the field: %s %o", (field, typed, text) => {
  expect(judged(draft("limit", "BUY", typed)).problems).toEqual({ [field]: text });
});

test("a market order is held to its own limits", () => {
  expect(judged(draft("market", "SELL", { quantity: "5.0001" })).problems).toEqual({ quantity: texts.quantityAbove("5") });
  expect(judged(draft("market", "SELL", { quantity: "0.0999" })).problems).toEqual({ quantity: texts.worthBelow("10") });
  expect(judged(draft("market", "BUY", { amount: "9.99" }, { isByAmount: true })).problems).toEqual({ amount: texts.worthBelow("10") });
  expect(judged(draft("market", "BUY", { amount: "2000000" }, { isByAmount: true }), { USD: "3000000" }).problems).toEqual({});
});

test("an iceberg shows enough of itself, and no more than there is", () => {
  const typed = { price: "100", quantity: "1" };
  expect(judged(draft("iceberg", "BUY", { ...typed, visible: "0.25" })).problems).toEqual({});
  expect(judged(draft("iceberg", "BUY", { ...typed, visible: "0.2499" })).problems).toEqual({ visible: texts.tooManyParts(4) });
  expect(judged(draft("iceberg", "BUY", { ...typed, visible: "1.0001" })).problems).toEqual({ visible: texts.visibleAbove });
});

const book: Record<"BUY" | "SELL", Array<[bigint, bigint]>> = {
  BUY: [[unitsOf("101"), unitsOf("1")], [unitsOf("103"), unitsOf("1")]],
  SELL: [[unitsOf("99"), unitsOf("1")], [unitsOf("95"), unitsOf("1")]],
};
const seen: Prices = { ...prices, facing: (side) => book[side] };

test.each([
  ["PRIMARY_PEG", "", "99"], ["PRIMARY_PEG", "1", "95"], ["MARKET_PEG", "", "101"], ["MARKET_PEG", "1", "103"],
] as const)("a buy at %s, %s levels behind, is reckoned at %s", (peg, levels, price) => {
  const of = draft("limit", "BUY", { quantity: "2", levels }, { peg });
  const { value, fee, needs, problems, warnings } = judged(of, { USD: "1000", BTC: "0" }, seen);
  expect([value?.units, fee?.units, needs]).toEqual([
    unitsOf(price) * 2n, unitsOf("0.002"), [{ units: unitsOf(price) * 2n, asset: "USD" }],
  ]);
  expect([problems, warnings]).toEqual([{}, []]);
  expect(judged(of, { USD: "1" }, seen).warnings.length).toBe(1);
  expect(share(of, rules, seen, unitsOf(price) * 2n, 50n)).toBe(unitsOf("1"));
});

test.each(["0", "101", "1.5", "x"])("%s is no number of levels", (levels) => {
  const of = draft("limit", "BUY", { quantity: "1", levels }, { peg: "PRIMARY_PEG" });
  expect(judged(of, undefined, seen).problems).toEqual({ levels: texts.levels("100") });
});

test("that the book has no such level is a warning, and its refusal stands at the levels", () => {
  const of = draft("limit", "BUY", { quantity: "1", levels: "2" }, { peg: "PRIMARY_PEG" });
  const { problems, warnings } = judged(of, undefined, seen);
  expect([problems, warnings]).toEqual([{}, [texts.noLevel]]);
  const refusal = "Order book liquidity is too low for this pegged order.";
  expect(fieldOf(refusal, of, requestOf(of, "BTCUSD"))).toBe("levels");
});

test.each(["0.09", "20.01", "1.555", "x"])("a distance of %s percent is none", (trail) => {
  expect(Object.keys(judged(draft("trailing", "SELL", { trail, quantity: "1" })).problems)).toEqual(["trail"]);
});

test("what the market would not allow just now is a warning", () => {
  const of = (kind: Kind, side: Draft["side"], typed: Partial<Record<FieldName, string>>) => judged(draft(kind, side, typed)).warnings;
  expect(of("limitMaker", "BUY", { price: "101", quantity: "1" })).toEqual([texts.wouldTake]);
  expect(of("limitMaker", "BUY", { price: "100.99", quantity: "1" })).toEqual([]);
  expect(of("stopLoss", "SELL", { stop: "100", quantity: "1" })).toEqual([texts.stopNotBelow]);
  expect(of("stopLoss", "SELL", { stop: "99.99", quantity: "1" })).toEqual([]);
  expect(of("takeProfit", "SELL", { stop: "99", quantity: "1" })).toEqual([texts.stopNotAbove]);
  expect(of("stopLoss", "BUY", { stop: "99", quantity: "1" })).toEqual([texts.stopNotAbove]);
});

test("value, commission and what is locked are said before anything is sent", () => {
  const buy = judged(draft("limit", "BUY", { price: "100", quantity: "2" }));
  expect([buy.value, buy.fee]).toEqual([{ units: unitsOf("200"), asset: "USD" }, { units: unitsOf("0.002"), asset: "BTC" }]);
  const sell = judged(draft("limit", "SELL", { price: "100", quantity: "2" }));
  expect(sell.fee).toEqual({ units: unitsOf("0.2"), asset: "USD" });
  const pair = judged(draft("otoco", "BUY", { price: "90", quantity: "2", secondPrice: "120", secondStop: "80" }));
  expect(pair.needs).toEqual([{ units: unitsOf("180"), asset: "USD" }, { units: unitsOf("2"), asset: "BTC" }]);
  const paid = judged(draft("opoco", "BUY", { price: "90", quantity: "2", secondPrice: "120", secondStop: "80" }), { USD: "180" });
  expect([paid.needs, paid.problems]).toEqual([[{ units: unitsOf("180"), asset: "USD" }], {}]);
  const dearer = judged(draft("oco", "BUY", { price: "90", stop: "110", quantity: "1" }));
  expect(dearer.needs).toEqual([{ units: unitsOf("110"), asset: "USD" }]);
});

test("more than is available is a mistake, but a market order's cost is only reckoned", () => {
  const poor = { USD: "199.99999999", BTC: "1" };
  expect(judged(draft("limit", "BUY", { price: "100", quantity: "2" }), poor).problems).toEqual({
    quantity: texts.insufficient("200", "199.99999999", "USD"),
  });
  expect(judged(draft("limit", "BUY", { price: "100", quantity: "2" }), { USD: "200" }).problems).toEqual({});
  const market = judged(draft("market", "BUY", { quantity: "2" }), poor);
  expect([market.problems, market.warnings.length]).toEqual([{}, 1]);
});

test("a market order is reckoned through the book, level by level", () => {
  const levels: Array<[bigint, bigint]> = [[unitsOf("100"), unitsOf("1")], [unitsOf("110"), unitsOf("2")]];
  const deep: Prices = { last: unitsOf("100"), facing: () => levels };
  const rich = { USD: "1000", BTC: "10" };
  expect(judged(draft("market", "BUY", { quantity: "2" }), rich, deep).value?.units).toBe(unitsOf("210"));
  const thin = judged(draft("market", "SELL", { quantity: "4" }), rich, deep);
  expect([thin.value?.units, thin.warnings]).toEqual([unitsOf("320"), [texts.thin("3", "BTC")]]);
  const amount = judged(draft("market", "BUY", { amount: "155" }, { isByAmount: true }), rich, deep);
  expect(amount.fee).toEqual({ units: unitsOf("0.0015"), asset: "BTC" });
  expect(textOf(share(draft("market", "BUY", {}), rules, deep, unitsOf("155"), 100n))).toBe("1.5");
});

test("a share of what is available is never more than can be paid", () => {
  expect(textOf(share(draft("limit", "BUY", { price: "3" }), rules, prices, unitsOf("100"), 100n))).toBe("33.3333");
  expect(textOf(share(draft("limit", "SELL", {}), rules, prices, unitsOf("1.00005"), 50n))).toBe("0.5");
  expect(textOf(share(draft("market", "BUY", {}), rules, prices, unitsOf("202"), 50n))).toBe("1");
  expect(share(draft("limit", "BUY", {}), rules, {}, unitsOf("100"), 100n)).toBe(0n);
});

test("a refusal is shown at the field that it is about", () => {
  const of = draft("oco", "SELL", { price: "120", stop: "90", quantity: "1" });
  const at = (text: string, sent = of) => fieldOf(text, sent, requestOf(sent, "BTCUSD"));
  expect(at("Parameter 'belowStopPrice' has too much precision.")).toBe("stop");
  expect(at("Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.")).toBe("quantity");
  expect(at("Filter failure: PRICE_FILTER")).toBe("price");
  expect(at("Account has insufficient balance for requested action.")).toBe("quantity");
  expect(at("Filter failure: NOTIONAL", draft("market", "BUY", { amount: "1" }, { isByAmount: true }))).toBe("amount");
  expect(at("Stop price would trigger immediately.", draft("stopLoss", "BUY", { stop: "1", quantity: "1" }))).toBe("stop");
  expect(at("Market is closed.")).toBeUndefined();
});

test("what a symbol costs on top is added to the account's rates, and nothing on another symbol", () => {
  const rates = { tiers: [], symbols: [{ symbol: "BTCUSD", maker: "0.00000000", taker: "0.00250000" }] };
  const own = { maker: "0.00100000", taker: "0.00150000" };
  expect(inAll(own, onTop(rates, "BTCUSD"))).toEqual({ maker: "0.001", taker: "0.004" });
  expect(inAll(own, onTop(rates, "ETHUSD"))).toEqual({ maker: "0.001", taker: "0.0015" });
  expect(inAll(own, onTop(undefined, "BTCUSD"))).toEqual({ maker: "0.001", taker: "0.0015" });
});
