// Asking for an account: what is shown beside the cookie, and what each refusal means.

import { afterEach, expect, test, vi } from "vitest";
import { sentenceOf } from "../src/orders/refusals";
import { ticketTexts as texts } from "../src/texts/ticket";
import { Api, type ApiRefusal } from "../src/wire/api";
import { Door } from "../src/wire/private";

afterEach(() => vi.unstubAllGlobals());

function venue(status: number, said: unknown, headers: Record<string, string> = {}) {
  const asked: Array<{ address: string; headers: Record<string, string>; method: string }> = [];
  vi.stubGlobal("fetch", async (address: string, { headers: sent, method }: { headers: Record<string, string>; method: string }) => {
    asked.push({ address, headers: sent, method });
    return new Response(JSON.stringify(said), { status, headers });
  });
  const door = new Door();
  door.admit("token");
  const heard: string[] = [];
  door.whenOver = () => heard.push("over");
  return { api: new Api(door, () => heard.push("changed")), asked, heard };
}

const refusal = (api: Api) => api.ask("POST", "/api/v3/order").then(() => undefined, (error: ApiRefusal) => error);

test("only what changes something shows the writing token", async () => {
  const { api, asked } = venue(200, { orderId: 7 });
  expect(await api.ask("GET", "/api/v3/openOrders", { symbol: "BTCUSD" })).toEqual({ orderId: 7 });
  await api.ask("DELETE", "/api/v3/order", { orderId: 7 });
  expect(asked).toEqual([
    { address: "/web/v1/api/v3/openOrders?symbol=BTCUSD", method: "GET", headers: {} },
    { address: "/web/v1/api/v3/order?orderId=7", method: "DELETE", headers: { "X-Glassbook-Writing": "token" } },
  ]);
});

test("a refusal has the venue's code and text, and when to ask again", async () => {
  const { api } = venue(429, { code: -1015, msg: "Too many new orders" }, { "Retry-After": "7" });
  const error = await refusal(api);
  expect(error).toMatchObject({ status: 429, code: -1015, text: "Too many new orders", retrySeconds: 7, isUnknown: false });
});

test("of a replacement that failed, the half that failed says why", async () => {
  const half = { cancelResponse: { code: -2011, msg: "Unknown order sent." }, newOrderResponse: null };
  const { api } = venue(400, { code: -2022, msg: "Order cancel-replace failed.", data: half });
  expect((await refusal(api))?.text).toBe("Unknown order sent.");
});

test("a session that is over, and one that is another, are told apart", async () => {
  const over = venue(401, { error: { field: "session", rule: "is over" } });
  await refusal(over.api);
  expect(over.heard).toEqual(["over"]);
  const other = venue(403, { error: { field: "x-glassbook-writing", rule: "does not belong" } });
  const error = await refusal(other.api);
  expect([other.heard, sentenceOf(error as ApiRefusal)]).toEqual([["changed"], texts.changed]);
});

test("without an answer it is not known what was done", async () => {
  const { api } = venue(200, {});
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("network")));
  const error = await refusal(api);
  expect([error?.isUnknown, sentenceOf(error as ApiRefusal)]).toEqual([true, texts.unknown]);
  const late = await refusal(venue(503, { code: -1007, msg: "Timeout" }).api);
  expect(late?.isUnknown).toBe(true);
});
