// Looking a trade up, with the venue's answers told by hand.

import { afterEach, expect, test, vi } from "vitest";
import { foundOf, idOf } from "../src/trade_look_up";

const trade = { id: 7, price: "10.00000000", qty: "2.00000000", quoteQty: "20.00000000", time: 5000, isBuyerMaker: true };

/** Answer by the beginning of the address; keep what was asked. */
function answering(answers: Record<string, [number, object, Record<string, string>?]>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const found = Object.entries(answers).find(([begin]) => path.startsWith(begin));
    const [status, body, headers] = found?.[1] ?? [500, {}];
    return new Response(JSON.stringify(body), { status, headers: headers ?? {} });
  });
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

test("a number is read with what people write around it, and nothing else is", () => {
  expect([" 1,234 ", "007", "9".repeat(18)].map(idOf)).toEqual(["1234", "7", "9".repeat(18)]);
  expect(["", "0", "-1", "1.5", "1e3", "٣", "１", "9".repeat(19)].map(idOf)).toEqual(Array(8).fill(undefined));
});

test("a trade that is proved is shown as its proof has it", async () => {
  const proof = { price: "10.00", quantity: "2", quoteQuantity: "20.00", takerSide: "SELL", time: 5000, sequence: 3 };
  const asked = answering({ "/transparency/trades/BTCUSD/7": [200, proof] });
  expect(await foundOf("BTCUSD", "7")).toMatchObject({ price: "10.00", value: "20.00", hasTakerBought: false, timeMs: 5000, proof, whyNot: "" });
  expect(asked.length).toBe(1);
});

test("a trade that no checkpoint covers yet is shown as the market was told, and says when to ask again", async () => {
  answering({
    "/transparency/": [404, { state: "waiting", msg: "?" }, { "Retry-After": "600" }], "/api/v3/historicalTrades": [200, [trade]],
  });
  const found = await foundOf("BTCUSD", "7");
  expect(found).toMatchObject({ price: "10.00000000", hasTakerBought: false, whyNot: expect.stringContaining("in 10 minutes") });
  expect(found?.proof).toBeUndefined();
});

test("a trade that nobody knows is none, and what the venue says otherwise is passed on", async () => {
  answering({ "/transparency/": [404, { state: "unknown", msg: "?" }] });
  expect(await foundOf("BTCUSD", "7")).toBeUndefined();
  answering({ "/transparency/": [500, { msg: "it broke" }] });
  await expect(foundOf("BTCUSD", "7")).rejects.toThrow("it broke");
});
