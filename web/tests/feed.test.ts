// The one WebSocket: a stream begins when the venue says so, and one that is refused takes no other along.

import { afterEach, beforeEach, expect, test, vi } from "vitest";

type Sent = { method: string; params: string[]; id: number };

class Socket {
  static readonly OPEN = 1;
  static last: Socket;
  readyState = 0;
  readonly sent: Sent[] = [];
  onopen: () => void = () => {};
  onclose: () => void = () => {};
  onmessage: (message: { data: string }) => void = () => {};

  constructor() {
    Socket.last = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  open(): void {
    this.readyState = Socket.OPEN;
    this.onopen();
  }

  say(told: object): void {
    this.onmessage({ data: JSON.stringify(told) });
  }

  end(): void {
    this.readyState = 3;
    this.onclose();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("addEventListener", () => {});
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
  vi.runOnlyPendingTimers();
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
  vi.runOnlyPendingTimers();
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
