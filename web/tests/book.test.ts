// The rule by which a copy of the book is kept: docs/guides/streams.md, "Keep a copy of the book".

import { expect, test } from "vitest";
import { Book, grouped, groupings, Side } from "../src/market/book";
import type { DepthEvent } from "../src/wire/shapes";

const PRICE_DECIMALS = 2;
const QUANTITY_DECIMALS = 3;
type Levels = Array<[string, string]>;

function event(U: number, u: number, b: Levels = [], a: Levels = []): DepthEvent {
  return { e: "depthUpdate", E: 0, s: "BTCUSD", U, u, b, a };
}

function begun(lastUpdateId = 100): Book {
  const book = new Book(PRICE_DECIMALS, QUANTITY_DECIMALS);
  const bids: Levels = [["10.00", "1.000"], ["9.99", "2.000"]];
  expect(book.begin({ lastUpdateId, bids, asks: [["10.02", "3.000"]] })).toBe(true);
  return book;
}

test("a snapshot is the book, the best prices first", () => {
  const book = begun();
  expect(book.bids.rows(5, 1)).toEqual([
    { ticks: 1000, lots: 1000, total: 1000 },
    { ticks: 999, lots: 2000, total: 3000 },
  ]);
  expect(book.asks.prices).toEqual([1002]);
});

test("a difference replaces quantities, adds levels and takes those of zero away", () => {
  const book = begun();
  const bids: Levels = [["10.00", "0.00000000"], ["9.99", "2.500"], ["9.95", "4.000"]];
  expect(book.apply(event(101, 103, bids))).toBe("applied");
  expect(book.bids.rows(5, 1).map((row) => [row.ticks, row.lots])).toEqual([[999, 2500], [995, 4000]]);
  expect(book.lastUpdateId).toBe(103);
});

test("an older difference changes nothing, one that begins in the snapshot is applied", () => {
  const book = begun(100);
  expect(book.apply(event(90, 100, [["9.99", "0"]]))).toBe("older");
  expect(book.bids.lots(999)).toBe(2000);
  expect(book.apply(event(95, 104, [["9.99", "0"]]))).toBe("applied");
  expect(book.bids.lots(999)).toBe(0);
});

test("a missing difference is noticed, and nothing of the next one is applied", () => {
  const book = begun(100);
  expect(book.apply(event(102, 105, [["9.99", "0"]]))).toBe("gap");
  expect(book.bids.lots(999)).toBe(2000);
  expect(book.lastUpdateId).toBe(100);
});

test("differences that come before the snapshot are applied after it", () => {
  const book = new Book(PRICE_DECIMALS, QUANTITY_DECIMALS);
  expect(book.apply(event(98, 99, [["1.00", "9"]]))).toBe("kept");
  expect(book.apply(event(100, 102, [["9.98", "7"]]))).toBe("kept");
  expect(book.begin({ lastUpdateId: 100, bids: [["10.00", "1"]], asks: [] })).toBe(true);
  expect(book.bids.prices).toEqual([1000, 998]);
  expect(book.lastUpdateId).toBe(102);
});

test("a snapshot that is older than the first difference kept is refused", () => {
  const book = new Book(PRICE_DECIMALS, QUANTITY_DECIMALS);
  book.apply(event(105, 106));
  expect(book.begin({ lastUpdateId: 103, bids: [], asks: [] })).toBe(false);
  expect(book.begin({ lastUpdateId: 104, bids: [], asks: [] })).toBe(true);
  expect(book.lastUpdateId).toBe(106);
});

test("a book that begins again holds nothing until its next snapshot", () => {
  const book = begun();
  book.restart();
  expect(book.isWhole).toBe(false);
  expect([...book.bids.prices, ...book.asks.prices]).toEqual([]);
  expect(book.apply(event(200, 201))).toBe("kept");
});

test("groups never make a price better than its orders are", () => {
  expect(grouped(1009, 10, true)).toBe(1000);
  expect(grouped(1001, 10, false)).toBe(1010);
  expect(grouped(1000, 10, false)).toBe(1000);
});

test("a group's row is the sum of its levels, and a count of rows is kept to", () => {
  const asks = new Side(false);
  for (const [ticks, lots] of [[1001, 1], [1010, 2], [1011, 4], [1031, 8]] as const) asks.set(ticks, lots);
  expect(asks.rows(2, 10)).toEqual([
    { ticks: 1010, lots: 3, total: 3 },
    { ticks: 1020, lots: 4, total: 7 },
  ]);
});

test("a thousand random changes leave both sides sorted and equal to a plain map", () => {
  let seed = 7;
  const dice = (faces: number): number => (seed = (seed * 48271) % 2147483647) % faces;
  for (const isBid of [true, false]) {
    const side = new Side(isBid);
    const plain = new Map<number, number>();
    for (let turn = 0; turn < 1000; turn += 1) {
      const [ticks, lots] = [dice(60), dice(3)];
      side.set(ticks, lots);
      if (lots === 0) plain.delete(ticks);
      else plain.set(ticks, lots);
    }
    const prices = [...plain.keys()].sort((a, b) => (isBid ? b - a : a - b));
    expect(side.prices).toEqual(prices);
    expect(prices.map((each) => side.lots(each))).toEqual(prices.map((each) => plain.get(each)));
  }
});

test("groupings are powers of ten up to a fiftieth of the price", () => {
  expect(groupings(6_000_000)).toEqual([1, 10, 100, 1000, 10000, 100000]);
  expect(groupings(700)).toEqual([1, 10]);
  expect(groupings(0)).toEqual([1]);
});
