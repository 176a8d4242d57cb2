// The story that every client tells, in its own words: what it must be able to do is handed in.
// What it met is said in lines of JSON, which the test compares.

export const told = JSON.parse(process.argv[2]);
export const SYMBOL = "ETHUSD";

const PAUSE_MS = 200;

export function say(said, what = {}) {
  process.stdout.write(`${JSON.stringify({ said, ...what })}\n`);
}

/** What was heard, in order; `next(n)` waits until there are n more. */
export class Heard {
  #waiting = [];
  #arrived = () => {};

  take = (event) => {
    this.#waiting.push(event);
    this.#arrived();
  };

  async next(count = 1) {
    while (this.#waiting.length < count) {
      await new Promise((arrived) => {
        this.#arrived = arrived;
      });
    }
    return this.#waiting.splice(0, count);
  }
}

/** Do what fails as long as the venue is away. */
export async function again(make) {
  for (;;) {
    try {
      return await make();
    } catch {
      await new Promise((later) => {
        setTimeout(later, PAUSE_MS);
      });
    }
  }
}

/**
 * Tell the story. A client can: `time`, `symbols`, `asks`; `listen(events)` to its account, with the
 * kinds of its reports, and `watch(prices)` the trades; `buy(price)`, `cancel(id)`, which return
 * {id, status}; `fill(price)`, which returns a status; `open`, which returns ids. `back(events)`
 * waits until it hears of its account again, after the venue was killed and opened.
 */
export async function tell(client) {
  say("connected", { time: await client.time(), symbols: await client.symbols() });
  say("book", { asks: await client.asks() });
  const events = new Heard();
  const prices = new Heard();
  await client.listen(events);
  await client.watch(prices);

  const placed = await client.buy(1000);
  say("placed", { status: placed.status });
  const cancelled = await client.cancel(placed.id);
  say("cancelled", { status: cancelled.status, same: cancelled.id === placed.id });
  say("filled", { status: await client.fill(3000) });
  say("events", { kinds: await events.next(4) });
  say("streamed", { price: (await prices.next())[0] });

  const left = await client.buy(1001);
  await events.next();
  say("waiting");
  await again(() => client.time());
  await client.back(events);
  const found = (await client.open()).includes(left.id);
  const { status } = await client.cancel(left.id);
  const cancelledEvent = (await events.next())[0];
  const renewed = await client.buy(1002);
  const placedEvent = (await events.next())[0];
  const told = { found, status, placed: renewed.status, events: [cancelledEvent, placedEvent] };
  say("again", told);
  process.exit(0);
}
