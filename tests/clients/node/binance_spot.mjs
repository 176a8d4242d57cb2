// @binance/spot, Binance's own: REST, the streams, and the WebSocket API for its account's events.

import { Spot } from "@binance/spot";
import { again, SYMBOL, tell, told } from "./story.mjs";

const keys = { apiKey: told.key, apiSecret: told.secret };
const spot = new Spot({
  configurationRestAPI: { ...keys, basePath: told.http, retries: 0 },
  configurationWebsocketAPI: { ...keys, wsURL: told.wsApi },
  configurationWebsocketStreams: { wsURL: told.ws },
});
const rest = spot.restAPI;
const limit = { symbol: SYMBOL, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: 1 };

async function data(asked) {
  return (await asked).data();
}

async function named(asked) {
  const { orderId, status } = await data(asked);
  return { id: orderId, status };
}

async function listen(events) {
  const api = await spot.websocketAPI.connect();
  const subscribed = await api.userDataStreamSubscribeSignature();
  subscribed.stream.on("message", (event) => {
    if (event.e === "executionReport") events.take(event.x);
  });
}

await tell({
  time: async () => (await data(rest.time())).serverTime,
  symbols: async () => (await data(rest.exchangeInfo())).symbols.map((each) => each.symbol),
  asks: async () => (await data(rest.depth({ symbol: SYMBOL, limit: 5 }))).asks,
  listen,
  back: (events) => again(() => listen(events)),
  watch: async (prices) => {
    const streams = await spot.websocketStreams.connect();
    streams.trade({ symbol: SYMBOL.toLowerCase() }).on("message", (event) => prices.take(event.p));
  },
  buy: (price) => named(rest.newOrder({ ...limit, price })),
  fill: async (price) => (await named(rest.newOrder({ ...limit, price }))).status,
  cancel: (orderId) => named(rest.deleteOrder({ symbol: SYMBOL, orderId })),
  open: async () =>
    (await data(rest.getOpenOrders({ symbol: SYMBOL }))).map((each) => each.orderId),
});
