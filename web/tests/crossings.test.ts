// What came and went, as one list.

import { expect, test } from "vitest";
import { crossingsOf, SPAN_MS, spansBetween } from "../src/account/crossings";
import type { CoinDeposit, CoinWithdrawal } from "../src/wire/shapes";

test("coins and money, in and out, are one list with the newest first", () => {
  const rows = crossingsOf({
    coinsIn: [{ id: "1", coin: "BTC", amount: "2", status: 1, insertTime: 1000, txId: "in 1" } as CoinDeposit],
    coinsOut: [{ id: "2", coin: "ETH", amount: "3", status: 4, applyTime: "1970-01-01 00:00:04", txId: "out 2" } as CoinWithdrawal],
    fiatIn: [], fiatOut: [{ orderId: "9", fiatCurrency: "USD", amount: "5", orderStatus: "Successful", createTime: 3000 } as never],
  });
  expect(rows.map((each) => [each.timeMs, each.isDeposit, each.asset, each.amount, each.state, each.reference])).toEqual([
    [4000, false, "ETH", "3", "Under way", "out 2"],
    [3000, false, "USD", "5", "Completed", "Internal transfer 9"],
    [1000, true, "BTC", "2", "Credited", "in 1"],
  ]);
});

test("a status that nobody has words for is shown by its number", () => {
  const coinsIn = [{ id: "1", coin: "BTC", amount: "2", status: 77, insertTime: 1, txId: "" } as CoinDeposit];
  expect(crossingsOf({ coinsIn, coinsOut: [], fiatIn: [], fiatOut: [] })[0]?.state).toBe("State 77");
});

test("a long time is asked about in parts that touch and do not overlap", () => {
  const now = 10 * SPAN_MS;
  expect(spansBetween(now - 5, now)).toEqual([{ from: now - 5, to: now }]);
  expect(spansBetween(now - SPAN_MS - 7, now)).toEqual([
    { from: now - SPAN_MS, to: now },
    { from: now - SPAN_MS - 7, to: now - SPAN_MS - 1 },
  ]);
  // A clock that is behind: the account seems to be of tomorrow.
  expect(spansBetween(now + 5, now)).toEqual([{ from: now, to: now }]);
});
