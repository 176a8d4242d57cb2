// node-binance-api: REST, the streams, and its account's events, for which it reconnects by itself.

import Binance from "node-binance-api";
import { Heard, SYMBOL, tell, told } from "./story.mjs";

const client = new Binance({
  APIKEY: told.key,
  APISECRET: told.secret,
  reconnect: true,
  log: () => {},
  urls: {
    base: `${told.http}/api/`,
    sapi: `${told.http}/sapi/`,
    stream: `${told.ws}/ws/`,
    combineStream: `${told.ws}/stream?streams=`,
  },
});
client.wsApi = told.wsApi; // an address that has no option of its own

const subscribed = new Heard(); // once for every connection

function named({ orderId, status }) {
  return { id: orderId, status };
}

await tell({
  time: async () => (await client.exchangeInfo()).serverTime,
  symbols: async () => (await client.exchangeInfo()).symbols.map((each) => each.symbol),
  asks: async () => (await client.publicSpotRequest("v3/depth", { symbol: SYMBOL, limit: 5 })).asks,
  listen: async (events) => {
    const take = (event) => {
      if (event.e === "executionReport") events.take(event.x);
    };
    client.userData(take, undefined, undefined, subscribed.take);
    await subscribed.next();
  },
  back: () => subscribed.next(),
  watch: (prices) =>
    new Promise((done) => {
      const take = (event) => prices.take(event.p);
      client.websockets.subscribe(`${SYMBOL.toLowerCase()}@trade`, take, false, done);
    }),
  buy: async (price) => named(await client.buy(SYMBOL, 1, price)),
  fill: async (price) => (await client.buy(SYMBOL, 1, price)).status,
  cancel: async (orderId) => named(await client.cancel(SYMBOL, orderId)),
  open: async () => (await client.openOrders(SYMBOL)).map((each) => each.orderId),
});
