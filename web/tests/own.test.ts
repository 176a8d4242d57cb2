// One's own account on the page: what events make of it, amending, marks in the book, files.

import { expect, test } from "vitest";
import type { Market } from "../src/market/symbol";
import { changeOf, fieldsOf, isAmendable, planOf } from "../src/orders/amendment";
import { csv, fillsCsv } from "../src/orders/csv";
import { Ledger, type OwnEvent, type Snapshot } from "../src/orders/ledger";
import { groupedMarks, marksOf } from "../src/orders/marks";
import type { OrderRow } from "../src/orders/rows";
import { rulesOf } from "../src/orders/rules";
import { priceText, quantityText } from "../src/orders/shown";
import type { Api } from "../src/wire/api";
import type { OrderEvent, OwnFill, OwnOrder } from "../src/wire/shapes";

const event = (more: Partial<OrderEvent>): OwnEvent =>
  ({
    e: "executionReport", s: "BTCUSD", i: 7, c: "mine", C: "", S: "BUY", o: "LIMIT", f: "GTC", q: "2.00000000", p: "100.00000000",
    P: "0.00000000", F: "0.00000000", g: -1, x: "NEW", X: "NEW", z: "0.00000000", Z: "0.00000000", Q: "0.00000000", T: 1,
    O: 1, w: true, V: "NONE", t: -1, l: "0.00000000", L: "0.00000000", n: "0", N: null, Y: "0.00000000", m: false, ...more,
  }) as OwnEvent;
const trade = (id: number, z: string, X = "PARTIALLY_FILLED"): OwnEvent =>
  event({ x: "TRADE", X, t: id, l: "1.00000000", L: "100.00000000", z, n: "0.001", N: "BTC", Y: "100.00000000" });

const account = {
  balances: [{ asset: "USD", free: "5.00000000", locked: "0.00000000" }], commissionRates: { maker: "0.001", taker: "0.002" }, canTrade: true,
};
const empty = { account, open: [] } as unknown as Snapshot;

function begun(): Ledger {
  const ledger = new Ledger();
  ledger.begin(empty);
  return ledger;
}

test("an order comes, fills and goes to the history", () => {
  const ledger = begun();
  ledger.take(event({}));
  expect([...ledger.open.values()].map((each) => [each.id, each.status])).toEqual([[7, "NEW"]]);
  expect(ledger.take(trade(1, "1.00000000"))).toMatchObject({ id: 1, quantity: "1.00000000", commissionAsset: "BTC" });
  expect(ledger.open.get(7)?.executed).toBe("1.00000000");
  ledger.take(trade(2, "2.00000000", "FILLED"));
  expect([ledger.open.size, ledger.done.map((each) => each.status), ledger.fills.map((each) => each.id)]).toEqual([0, ["FILLED"], [2, 1]]);
});

test("what happens while the account is read is told after it, and nothing twice", () => {
  const ledger = new Ledger();
  expect(ledger.take(event({}))).toBeUndefined();
  expect(ledger.take(trade(1, "1.00000000"))).toBeUndefined();
  ledger.take({ e: "outboundAccountPosition", E: 1, u: 1, B: [{ a: "USD", f: "3.00000000", l: "2.00000000" }] });
  const fill = { symbol: "BTCUSD", id: 1, orderId: 7, price: "100", qty: "1", quoteQty: "100", commission: "0", commissionAsset: "BTC", time: 1, isBuyer: true, isMaker: false };
  ledger.begin(empty);
  ledger.takeFills([fill] as unknown as OwnFill[]);
  expect([ledger.fills.length, ledger.open.get(7)?.status]).toEqual([1, "PARTIALLY_FILLED"]);
  expect(ledger.balances.get("USD")).toEqual({ free: "3.00000000", locked: "2.00000000" });
  expect(ledger.take(trade(1, "1.00000000"))).toBeUndefined();
});

test("history and fills that are read later stand behind what was told meanwhile", () => {
  const ledger = begun();
  ledger.take(trade(5, "1.00000000"));
  ledger.take(event({ X: "CANCELED", x: "CANCELED" }));
  ledger.take(event({ i: 9 }));
  const view = (orderId: number, status: string) => ({ ...empty, orderId, status, orderListId: -1, price: "1" }) as unknown as OwnOrder;
  ledger.takeHistory([view(1, "FILLED"), view(2, "CANCELED"), view(7, "NEW"), view(9, "NEW"), view(3, "EXPIRED")]);
  expect([ledger.hasHistory, ledger.done.map((each) => each.id)]).toEqual([true, [7, 3, 2, 1]]);
  ledger.take(event({ i: 9, X: "FILLED", x: "TRADE", t: 6, l: "1.00000000", L: "1.00000000" }));
  const fills = [4, 5].map((id) => ({ symbol: "BTCUSD", id, orderId: 7 }));
  ledger.takeFills(fills as unknown as OwnFill[]);
  expect([ledger.done[0]?.id, ledger.fills.map((each) => each.id)]).toEqual([9, [6, 5, 4]]);
  ledger.begin(empty);
  expect([ledger.hasHistory, ledger.hasFills, ledger.done.length]).toEqual([false, false, 0]);
});

test("a trade with oneself is two fills", () => {
  const ledger = begun();
  ledger.take(trade(1, "1.00000000"));
  ledger.take({ ...(trade(1, "1.00000000") as OrderEvent), i: 8, S: "SELL" });
  expect(ledger.fills.map((each) => [each.id, each.orderId])).toEqual([[1, 8], [1, 7]]);
});

const filters = [
  { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "0", tickSize: "0.01" },
  { filterType: "LOT_SIZE", minQty: "0.001", maxQty: "0", stepSize: "0.001" },
];
const market = { name: "BTCUSD", priceDecimals: 2, quantityDecimals: 3, filters } as unknown as Market;
const rules = rulesOf(market);
const row = (more: Partial<OrderRow> = {}): OrderRow => ({
  id: 7, symbol: "BTCUSD", side: "BUY", type: "LIMIT", price: "100.00000000", quantity: "2.00000000", executed: "0.50000000",
  amount: "0", value: "50", stop: "0.00000000", visible: "0.00000000", trail: undefined, life: "GTC", prevention: "NONE",
  status: "PARTIALLY_FILLED", listId: undefined, clientId: "mine", time: 1, updated: 1, isWorking: true, ...more,
});

test("less quantity keeps the place; another price, or more, loses it", () => {
  const plan = (change: object, of = row()) => planOf(of, { ...changeOf(of), ...change }, rules);
  expect(plan({})).toEqual({ kind: "none" });
  expect(plan({ quantity: "1" })).toMatchObject({ kind: "keeps", method: "PUT", parameters: { orderId: 7, newQty: "1" } });
  expect(plan({ quantity: "3" })).toMatchObject({ kind: "loses", parameters: { quantity: "2.5", cancelOrderId: 7, timeInForce: "GTC" } });
  expect(plan({ price: "99" })).toMatchObject({ kind: "loses", parameters: { price: "99", quantity: "1.5" } });
  expect(plan({ quantity: "0.5" })).toMatchObject({ kind: "wrong", field: "quantity" });
  expect(plan({ price: "99.001" })).toMatchObject({ kind: "wrong", field: "price" });
});

test("an order is amended in what it has", () => {
  expect(fieldsOf(row())).toEqual(["price", "quantity"]);
  const stop = row({ type: "STOP_LOSS", price: "0.00000000", stop: "90.00000000", executed: "0.00000000" });
  expect(fieldsOf(stop)).toEqual(["stop", "quantity"]);
  const plan = planOf(stop, { ...changeOf(stop), stop: "91" }, rules);
  expect(plan).toMatchObject({ kind: "loses", parameters: { type: "STOP_LOSS", stopPrice: "91" } });
  expect(JSON.stringify(plan)).not.toContain("timeInForce");
  const iceberg = row({ visible: "1.80000000" });
  expect(planOf(iceberg, { ...changeOf(iceberg), price: "99" }, rules)).toMatchObject({ parameters: { icebergQty: "1.5" } });
});

test("a trailing stop is made smaller, and never begins to trail anew", () => {
  const trailing = row({ type: "STOP_LOSS", price: "0.00000000", stop: "90.00000000", trail: 100, executed: "0.00000000" });
  expect(fieldsOf(trailing)).toEqual(["quantity"]);
  expect(planOf(trailing, { ...changeOf(trailing), quantity: "1" }, rules)).toMatchObject({ kind: "keeps" });
  expect(planOf(trailing, { ...changeOf(trailing), quantity: "3" }, rules)).toMatchObject({ kind: "wrong", field: "quantity" });
});

test("an order of a list is made smaller, and never leaves its list for another", () => {
  const listed = row({ listId: 4, executed: "0.00000000" });
  expect(fieldsOf(listed)).toEqual(["quantity"]);
  expect(planOf(listed, { ...changeOf(listed), quantity: "1" }, rules)).toMatchObject({ kind: "keeps" });
  expect(planOf(listed, { ...changeOf(listed), quantity: "3" }, rules)).toMatchObject({ kind: "wrong", field: "quantity" });
  expect([listed, row({ quantity: "0.00000000" })].map(isAmendable)).toEqual([true, false]);
});

test("a pegged order is shown at the price that the book gave", () => {
  const ledger = begun();
  ledger.take(event({ p: "0.00000000", gP: "PRIMARY_PEG", gp: "101.00000000" }));
  expect([...ledger.open.values()].map(priceText)).toEqual(["101.00"]);
  const open = [{ orderId: 8, orderListId: -1, status: "NEW", price: "0.00000000", peggedPrice: "102.00000000" } as OwnOrder];
  ledger.begin({ ...empty, open });
  expect([...ledger.open.values()].map(priceText)).toEqual(["102.00"]);
});

test("how much of an order is paid for later is not known before", () => {
  const ledger = begun();
  ledger.take(event({ q: "0.00000000", X: "PENDING_NEW" }));
  expect([...ledger.open.values()].map(quantityText)).toEqual(["–"]);
});

test("own orders are marked where they stand, by group and only while they are on the book", () => {
  const rows = [row(), row({ id: 8, price: "100.00000000" }), row({ id: 9, price: "99.95000000" }), row({ id: 10, isWorking: false }), row({ id: 11, symbol: "ETHUSD" })];
  const marks = marksOf(rows, market);
  expect([...marks.bids]).toEqual([[10000, 3000], [9995, 1500]]);
  expect([...groupedMarks(marks.bids, (ticks) => Math.floor(ticks / 1000) * 1000)]).toEqual([[10000, 3000], [9000, 1500]]);
  expect(marks.asks.size).toBe(0);
});

test("a file has all pages, nothing doubled, and no cell that a spreadsheet runs", async () => {
  const fills = Array.from({ length: 1500 }, (_, id) => ({ id, orderId: 1, time: id, symbol: "BTCUSD", price: "1" }));
  const asked: unknown[] = [];
  const api = {
    ask: async (_method: string, _path: string, { fromId, limit }: { fromId: number; limit: number }) => {
      asked.push(fromId);
      return fills.slice(fromId, fromId + limit);
    },
  } as unknown as Api;
  const lines = (await fillsCsv(api, ["BTCUSD"])).trim().split("\r\n");
  expect([lines.length, asked]).toEqual([1501, [0, 999]]);
  expect(lines[1]).toMatch(/^1970-01-01T00:00:00.000Z,BTCUSD,0,1,/);
  expect(csv(["clientOrderId", "status"] as const, [{ clientOrderId: "-2", status: 'a"b,c' }])).toBe(`clientOrderId,status\r\n'-2,"a""b,c"\r\n`);
});
