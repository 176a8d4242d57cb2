// Decimals, searches, waiting times, depths and checkpoints: what the pages compute from texts.

import { expect, test } from "vitest";
import { Side } from "../src/market/book";
import { decimalsOf, glance, readable, toSteps, toText } from "../src/market/decimal";
import { cumulative, reachOf } from "../src/market/depth";
import { intervalOf } from "../src/market/intervals";
import { matches } from "../src/market/symbol";
import { checkpointOf, isBalanced, lengthOf, shareOf } from "../src/transparency";
import { Backoff } from "../src/wire/backoff";

test("a step says how many decimals it has", () => {
  expect([decimalsOf("0.01000000"), decimalsOf("1.00000000"), decimalsOf("0.00000001"), decimalsOf("5")]).toEqual([2, 0, 8, 0]);
});

test("a quantity is short, but never looks like nothing", () => {
  expect([glance(1234567, 8), glance(400, 8), glance(0, 8), glance(25, 4)]).toEqual(["0.01235", "0.00000400", "0.00000", "0.0025"]);
});

test("decimal texts become whole steps exactly, and texts again", () => {
  expect(toSteps("64123.45000000", 2)).toBe(6412345);
  expect(toSteps("0.29", 2)).toBe(29); // 0.29 * 100 is 28.999999999999996
  expect(toSteps("7", 3)).toBe(7000);
  expect(toText(6412345, 2)).toBe("64,123.45");
});

test("a text is made readable without losing a digit", () => {
  expect(readable("1234567.89010000")).toBe("1,234,567.8901");
  expect(readable("1000.00000000", 2)).toBe("1,000.00");
  expect(readable("9007199254740993.00000001")).toBe("9,007,199,254,740,993.00000001");
});

test("a market is found by either of its assets, in any case and form", () => {
  const market = {
    name: "BTCUSD", base: "BTC", quote: "USD", status: "TRADING", priceDecimals: 2, quantityDecimals: 8,
    orderTypes: [], preventions: [], filters: [],
  };
  expect(["btc", "usd", "BTC/usd", "btc-usd", "usd btc", ""].every((asked) => matches(market, asked))).toBe(true);
  expect(matches(market, "eth")).toBe(false);
});

test("waiting grows to a quarter of a minute, differs by chance, and begins anew after a reset", () => {
  const least = new Backoff(() => 0);
  const most = new Backoff(() => 0.999999);
  expect([1, 2, 3, 4, 5, 6].map(() => least.next())).toEqual([1, 1, 2, 4, 8, 8]);
  expect([1, 2, 3, 4, 5, 6].map(() => most.next())).toEqual([1, 2, 4, 8, 15, 15]);
  most.reset();
  expect(most.next()).toBe(1);
});

test("depth adds up from the best price outwards, as far as is asked", () => {
  const bids = new Side(true);
  for (const [ticks, lots] of [[98, 5], [100, 1], [90, 9]] as const) bids.set(ticks, lots);
  expect(cumulative(bids, 101, 5)).toEqual([{ ticks: 100, lots: 1 }, { ticks: 98, lots: 6 }]);
  expect(reachOf(bids, new Side(false), 101)).toBe(2);
});

test("an interval that an address makes up is the usual one", () => {
  expect([intervalOf("4h"), intervalOf("7m"), intervalOf(null)]).toEqual(["4h", "1m", "1m"]);
});

test("a signed checkpoint is read by the names of its lines", () => {
  const note = [
    "glassbook.example", "42", "cm9vdA==", "sequence 1530", "time_ns 1763733600123456789", "journal ab",
    "state cd", "events-digest ef", "events 9 ZXY= a=i8", "balances 4 YmFs a=i8", "orders 2 b3Jk a=i8", "", "— x",
  ].join("\n");
  expect(checkpointOf(note)).toEqual({
    sequence: 1530, frames: 42, root: "cm9vdA==", timeMs: 1763733600123, balancesRoot: "YmFs", note,
  });
  expect(checkpointOf("nothing of the kind")).toBeUndefined();
});

test("an asset is balanced to the last unit, however large it is", () => {
  expect(isBalanced("9007199254740993.00000001", "9007199254740992.00000000", "1.00000001")).toBe(true);
  expect(isBalanced("9007199254740993.00000001", "9007199254740993.00000000", "0")).toBe(false);
  expect(isBalanced("10", "7.5", "2.50")).toBe(true);
});

test("a share of time is cut, so that a minute that is missing is seen", () => {
  expect([shareOf(10, 10), shareOf(0, 0), shareOf(9_999_999, 10_000_000), shareOf(1, 3)]).toEqual(["100", "100", "99.999", "33.333"]);
});

test("a length of time is told in its two largest units", () => {
  expect([0, 900, 61_000, 3_600_000, 90_061_000].map(lengthOf)).toEqual(["0 s", "1 s", "1 min 1 s", "1 h", "1 d 1 h"]);
});
