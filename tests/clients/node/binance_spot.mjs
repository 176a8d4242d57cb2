// @binance/spot, Binance's own: REST, the streams, and the WebSocket API for its account's events.
// It reconnects by itself; whoever heard of his account subscribes once more over the same connection.

import { Spot } from "@binance/spot";
import { again, SYMBOL, tell, told } from "./story.mjs";

const keys = { apiKey: told.key, apiSecret: told.secret };
const soon = { reconnectDelay: 300 };
const spot = new Spot({
  configurationRestAPI: { ...keys, basePath: told.http, retries: 0 },
  configurationWebsocketAPI: { ...keys, wsURL: told.wsApi, ...soon },
  configurationWebsocketStreams: { wsURL: told.ws, ...soon },
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

let api;

/** Open a connection that survives the venue's absence: an error that nobody hears ends Node. */
async function opened(connecting) {
  const connection = await connecting;
  connection.on("error", () => {});
  return connection;
}

await tell({
  time: async () => (await data(rest.time())).serverTime,
  symbols: async () => (await data(rest.exchangeInfo())).symbols.map((each) => each.symbol),
  asks: async () => (await data(rest.depth({ symbol: SYMBOL, limit: 5 }))).asks,
  listen: async (events) => {
    api = await opened(spot.websocketAPI.connect());
    const subscribed = await api.userDataStreamSubscribeSignature();
    subscribed.stream.on("message", (event) => {
      if (event.e === "executionReport") events.take(event.x);
    });
  },
  back: () => again(() => api.userDataStreamSubscribeSignature()),
  watch: async (prices) => {
    const streams = await opened(spot.websocketStreams.connect());
    streams.trade({ symbol: SYMBOL.toLowerCase() }).on("message", (event) => prices.take(event.p));
  },
  buy: (price) => named(rest.newOrder({ ...limit, price })),
  fill: async (price) => (await named(rest.newOrder({ ...limit, price }))).status,
  cancel: (orderId) => named(rest.deleteOrder({ symbol: SYMBOL, orderId })),
  open: async () =>
    (await data(rest.getOpenOrders({ symbol: SYMBOL }))).map((each) => each.orderId),
});
