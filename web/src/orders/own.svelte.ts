// The account of whoever is logged in, kept up to date over the page's one WebSocket.
//
// A listen key is asked for, its stream listened to, and only then is the account read: nothing can
// happen in between unseen. After a loss, or when the key ends, all of it begins anew.

import { door, visitor } from "../account/visitor.svelte";
import { onceAFrame } from "../market/frames";
import { Api, ApiRefusal } from "../wire/api";
import { type Feed, feed } from "../wire/feed";
import type { Account, ListenKey, OrderEvent, OwnFill, OwnOrder } from "../wire/shapes";
import { KEPT, Ledger, type OwnEvent } from "./ledger";
import { notices } from "./notices.svelte";

/** Somebody logged in, or changed the password, in another window: this page looks who is in. */
export const api = new Api(door, () => void visitor.look());

const STREAM = "/api/v3/userDataStream";
const RETRY_MS = 2000;

/** What is read only when somebody looks at it: it weighs as much as all the rest. */
export type Part = "history" | "fills";
const KEEP_ALIVE_MS = 5 * 60_000;

class Own {
  readonly ledger = new Ledger();
  /** Counts what changed; whoever reads the ledger reads this first. */
  version = $state(0);
  /** Is what the ledger holds up to date? */
  isLive = $state(false);
  #users = 0;
  #account: number | null = null;
  #key: string | undefined;
  #entering = 0;
  #leave: Array<() => void> = [];
  #stopListening: (() => void) | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #wanted = new Set<Part>();
  #lastActive = Date.now();
  readonly #frame = onceAFrame(() => (this.version += 1));

  /** Follow the account for as long as a page needs it: until the function returned is called. */
  follow(accountId: number): () => void {
    this.#users += 1;
    if (this.#account !== accountId) this.#begin(accountId);
    return () => {
      this.#users -= 1;
      if (this.#users === 0) queueMicrotask(() => this.#users === 0 && this.#end());
    };
  }

  /** Read everything again, as when it is not known what became of a request. */
  resync(): void {
    if (this.#key !== undefined) void this.#read(this.#entering);
  }

  /** Have a part read, now and whenever the account is read anew. */
  want(part: Part): void {
    if (this.#wanted.has(part)) return;
    this.#wanted.add(part);
    if (this.isLive) void this.#readPart(part, this.#entering);
  }

  #begin(accountId: number): void {
    this.#end();
    this.#account = accountId;
    const noted = (): void => void (this.#lastActive = Date.now());
    addEventListener("pointerdown", noted);
    addEventListener("keydown", noted);
    const beat = setInterval(() => this.#keepAlive(), KEEP_ALIVE_MS);
    this.#leave.push(
      feed.watch((state) => this.#connected(state.kind)),
      () => removeEventListener("pointerdown", noted),
      () => removeEventListener("keydown", noted),
      () => clearInterval(beat),
    );
  }

  #end(): void {
    this.#drop();
    for (const leave of this.#leave.splice(0)) leave();
    this.#account = null;
    this.#wanted.clear();
    this.ledger.forget();
    this.version += 1;
  }

  #connected(kind: Feed["state"]["kind"]): void {
    if (kind === "live" && this.#key === undefined) void this.#enter();
    else if (kind !== "live") this.#drop();
  }

  /** Give up the stream; what is shown stays, and is known to be old. */
  #drop(): void {
    this.#entering += 1;
    clearTimeout(this.#retry);
    this.#frame.stop();
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#key = undefined;
    this.isLive = false;
  }

  async #enter(): Promise<void> {
    const mine = ++this.#entering;
    clearTimeout(this.#retry);
    this.ledger.restart();
    try {
      const { listenKey } = await api.ask<ListenKey>("POST", STREAM);
      if (mine !== this.#entering) return;
      this.#key = listenKey;
      this.#stopListening = feed.listen(listenKey, {
        opened: () => void this.#read(mine),
        refused: () => this.#again(mine),
        event: (event: OwnEvent) => this.#take(event),
      });
    } catch (error) {
      this.#again(mine, error);
    }
  }

  /** Begin anew after a while; a venue that says when is not asked before. */
  #again(mine: number, error?: unknown): void {
    if (mine !== this.#entering || !visitor.isIn) return;
    this.#drop();
    const seconds = error instanceof ApiRefusal ? error.retrySeconds : 0;
    const waitMs = Math.max(RETRY_MS, seconds * 1000);
    this.#retry = setTimeout(() => feed.state.kind === "live" && void this.#enter(), waitMs);
  }

  async #read(mine: number): Promise<void> {
    try {
      const [account, open] = await Promise.all([
        api.ask<Account>("GET", "/api/v3/account"),
        api.ask<OwnOrder[]>("GET", "/api/v3/openOrders"),
      ]);
      if (mine !== this.#entering) return;
      this.ledger.begin({ account, open });
      this.isLive = true;
      this.version += 1;
    } catch (error) {
      this.#again(mine, error);
      return;
    }
    for (const part of this.#wanted) void this.#readPart(part, mine);
  }

  async #readPart(part: Part, mine: number): Promise<void> {
    try {
      if (part === "history") {
        const orders = await api.ask<OwnOrder[]>("GET", "/api/v3/allOrders", { limit: KEPT });
        if (mine === this.#entering) this.ledger.takeHistory(orders);
      } else {
        const fills = await api.ask<OwnFill[]>("GET", "/api/v3/myTrades", { limit: KEPT });
        if (mine === this.#entering) this.ledger.takeFills(fills);
      }
      this.version += 1;
    } catch (error) {
      this.#again(mine, error);
    }
  }

  #take(event: OwnEvent): void {
    if (event.e === "listenKeyExpired") {
      this.#drop();
      void this.#lookAgain();
      return;
    }
    const fill = this.ledger.take(event);
    if (fill !== undefined) notices.tellFill(fill);
    else if (event.e === "executionReport" && this.ledger.isWhole) notices.tellEnd(event as OrderEvent);
    this.#frame.ask();
  }

  /** The key ended: with the session, or by itself. */
  async #lookAgain(): Promise<void> {
    await visitor.look();
    if (visitor.isIn && this.#account !== null && this.#key === undefined) await this.#enter();
  }

  /** A session that nobody uses ends: the stream is kept only for somebody who is there. */
  #keepAlive(): void {
    if (this.#key === undefined || Date.now() - this.#lastActive > KEEP_ALIVE_MS) return;
    const mine = this.#entering;
    api.ask("PUT", STREAM, { listenKey: this.#key }).catch((error: unknown) => this.#again(mine, error));
  }
}

export const own = new Own();
