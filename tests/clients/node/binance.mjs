// binance: REST, the streams, orders over the WebSocket API; its account's events come back alone.

import { MainClient, WebsocketAPIClient, WebsocketClient } from "binance";
import { again, SYMBOL, tell, told } from "./story.mjs";

const quiet = { trace() {}, info() {}, error() {} };
const keys = { api_key: told.key, api_secret: told.secret };
const client = new MainClient({ ...keys, baseUrl: told.http });
const settings = { ...keys, wsUrl: told.ws, restOptions: { baseUrl: told.http } };
const streams = new WebsocketClient({ ...settings, reconnectTimeout: 300 }, quiet);
const soon = { reconnectTimeout: 300, resubscribeUserDataStreamDelaySeconds: 0.1 };
const api = new WebsocketAPIClient({ ...settings, ...soon }, quiet);
const limit = { symbol: SYMBOL, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: 1 };

streams.on("exception", () => {});
api.getWSClient().on("exception", () => {});

function named({ orderId, status }) {
  return { id: orderId, status };
}

await tell({
  time: async () => (await client.getExchangeInfo()).serverTime,
  symbols: async () => (await client.getExchangeInfo()).symbols.map((each) => each.symbol),
  asks: async () => (await client.getOrderBook({ symbol: SYMBOL, limit: 5 })).asks,
  listen: async (events) => {
    api.getWSClient().on("message", (event) => {
      if (event.e === "executionReport") events.take(event.x);
    });
    await api.subscribeUserDataStream("mainWSAPI");
  },
  back: () =>
    again(async () => {
      const ask = ["mainWSAPI", "session.subscriptions", {}];
      const { result } = await api.getWSClient().sendWSAPIRequest(...ask);
      if (result.length === 0) throw new Error("not subscribed again yet");
    }),
  watch: async (prices) => {
    streams.on("message", (event) => {
      if (event.e === "trade") prices.take(event.p);
    });
    await streams.subscribeSpotTrades(SYMBOL);
  },
  buy: async (price) => named(await client.submitNewOrder({ ...limit, price })),
  fill: async (price) => {
    const order = { ...limit, price, timestamp: Date.now() };
    return (await api.submitNewSpotOrder(order)).result.status;
  },
  cancel: async (orderId) => named(await client.cancelOrder({ symbol: SYMBOL, orderId })),
  open: async () => (await client.getOpenOrders({ symbol: SYMBOL })).map((each) => each.orderId),
});
