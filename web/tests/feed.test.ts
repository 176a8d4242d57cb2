// The one WebSocket: a stream begins when the venue says so, and one that is refused takes no other along.

import { afterEach, beforeEach, expect, test, vi } from "vitest";

type Sent = { method: string; params: string[]; id: number };

class Socket {
  static readonly OPEN = 1;
  static last: Socket;
  readyState = 0;
  readonly sent: Sent[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;

  constructor() {
    Socket.last = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  open(): void {
    this.readyState = Socket.OPEN;
    this.onopen?.();
  }

  say(told: object): void {
    this.onmessage?.({ data: JSON.stringify(told) });
  }

  close(): void {
    this.readyState = 2; // the other side does not answer
  }

  end(): void {
    this.readyState = 3;
    this.onclose?.();
  }
}

const heard = new Map<string, () => void>();

/** What waits for this turn of the loop to end. */
const turn = () => vi.advanceTimersByTime(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  heard.clear();
  vi.stubGlobal("addEventListener", (name: string, told: () => void) => heard.set(name, told));
  vi.stubGlobal("location", { protocol: "http:", host: "venue" });
});
afterEach(() => vi.unstubAllGlobals());

async function opened(...streams: string[]) {
  const { Feed } = await import("../src/wire/feed");
  const feed = new Feed("ws://venue/stream");
  const told: string[] = [];
  const leave = streams.map((name) =>
    feed.listen(name, {
      opened: () => told.push(`${name} opened`), refused: () => told.push(`${name} refused`),
      event: (data: number) => told.push(`${name} ${data}`),
    }),
  );
  turn();
  Socket.last.open();
  return { feed, told, leave };
}

test("a stream begins with the venue's answer, not with the question", async () => {
  const { told } = await opened("a", "b");
  const [asked] = Socket.last.sent;
  expect(asked).toMatchObject({ method: "SUBSCRIBE", params: ["a", "b"] });
  expect(told).toEqual([]);
  Socket.last.say({ result: null, id: asked?.id });
  Socket.last.say({ stream: "b", data: 7 });
  expect(told).toEqual(["a opened", "b opened", "b 7"]);
});

test("a stream that is refused is given up, and the others are asked for again", async () => {
  const { told } = await opened("a", "dead");
  const [asked] = Socket.last.sent;
  Socket.last.say({ id: asked?.id, error: { code: 2, data: "dead" } });
  turn();
  const again = Socket.last.sent[1];
  expect(again).toMatchObject({ method: "SUBSCRIBE", params: ["a"] });
  Socket.last.say({ result: null, id: again?.id });
  expect(told).toEqual(["dead refused", "a opened"]);
});

test("after a loss everything that is still listened to begins anew", async () => {
  const { told, leave } = await opened("a", "b");
  Socket.last.say({ result: null, id: Socket.last.sent[0]?.id });
  const before = Socket.last;
  leave[1]?.();
  before.end();
  vi.runOnlyPendingTimers();
  expect(Socket.last).not.toBe(before);
  Socket.last.open();
  expect(Socket.last.sent).toMatchObject([{ params: ["a"] }]);
  Socket.last.say({ result: null, id: Socket.last.sent[0]?.id });
  expect(told).toEqual(["a opened", "b opened", "a opened"]);
});

test("silence is asked about, and silence upon that is a loss", async () => {
  const { feed } = await opened("a");
  const before = Socket.last;
  before.say({ result: null, id: before.sent[0]?.id });
  vi.advanceTimersByTime(5000);
  expect(before.sent[1]).toMatchObject({ method: "LIST_SUBSCRIPTIONS" });
  expect(feed.state.kind).toBe("live");
  vi.advanceTimersByTime(5000);
  expect(feed.state.kind).toBe("lost");
  vi.advanceTimersByTime(1000);
  expect(Socket.last).not.toBe(before);
  Socket.last.open();
  expect(feed.state.kind).toBe("live");
});

test("a venue that answers is there, however quiet its market is", async () => {
  const { feed } = await opened("a");
  for (let beat = 0; beat < 5; beat += 1) {
    vi.advanceTimersByTime(5000);
    Socket.last.say({ result: ["a"], id: Socket.last.sent.at(-1)?.id });
  }
  vi.advanceTimersByTime(5000);
  expect(feed.state.kind).toBe("live");
});

test("a browser that says that it has no network is believed at once, and what comes late is not", async () => {
  const { feed, told } = await opened("a");
  const before = Socket.last;
  heard.get("offline")?.();
  expect(feed.state.kind).toBe("lost");
  before.say({ stream: "a", data: 7 });
  before.end();
  expect([feed.state.kind, told]).toEqual(["lost", []]);
  heard.get("online")?.();
  expect(feed.state.kind).toBe("connecting");
});
