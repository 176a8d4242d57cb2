// The one WebSocket of a page: streams are asked for and given up on it, and it is opened again when
// it ends. Listeners hear of every opening, because what they hold may have a hole since the last.
//
// A network that is gone closes nothing: when nothing came for a beat the venue is asked for a word, and
// when a second beat brings none either, the connection is lost.

import { Backoff } from "./backoff";

/** "idle": no page has asked for anything yet. */
export type State = { kind: "idle" } | { kind: "connecting" } | { kind: "live" } | { kind: "lost"; seconds: number };
export type Listener = {
  /** An event of the stream. */
  event: (data: never) => void;
  /** The venue sends the stream from now on, or again: what came before may have a hole after it. */
  opened?: () => void;
  /** The venue knows no such stream, or no more. */
  refused?: () => void;
};

type Message = { stream?: string; data?: never; id?: number; error?: { data?: string } };

const BEAT_MS = 5000;

/** The venue counts messages, five a second: what is asked in one turn of the loop goes as one. */
export class Feed {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #states = new Set<(state: State) => void>();
  readonly #backoff = new Backoff();
  #state: State = { kind: "idle" };
  #socket: WebSocket | undefined;
  #wanted = new Set<string>();
  #told = new Set<string>();
  readonly #begun = new Set<string>();
  readonly #asked = new Map<number, string[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #beating: ReturnType<typeof setTimeout> | undefined;
  #isFlushing = false;
  #requests = 0;

  constructor(readonly address: string) {
    addEventListener("online", () => this.#retryNow());
    addEventListener("offline", () => this.#drop());
    addEventListener("pageshow", () => this.#retryNow());
  }

  get state(): State {
    return this.#state;
  }

  watch(told: (state: State) => void): () => void {
    this.#states.add(told);
    told(this.#state);
    return () => this.#states.delete(told);
  }

  /** Listen to a stream until the function that is returned is called. */
  listen(stream: string, listener: Listener): () => void {
    const known = this.#listeners.get(stream) ?? new Set();
    this.#listeners.set(stream, known.add(listener));
    this.#wanted.add(stream);
    if (this.#begun.has(stream)) queueMicrotask(() => listener.opened?.());
    this.#flushSoon();
    return () => {
      known.delete(listener);
      if (known.size > 0) return;
      if (this.#listeners.get(stream) === known) {
        this.#listeners.delete(stream);
        this.#wanted.delete(stream);
      }
      this.#flushSoon();
    };
  }

  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setTimeout(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#socket === undefined && this.#timer === undefined && this.#wanted.size > 0) this.#open();
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const gone = [...this.#told].filter((each) => !this.#wanted.has(each));
    const fresh = [...this.#wanted].filter((each) => !this.#told.has(each));
    this.#request("UNSUBSCRIBE", gone);
    this.#request("SUBSCRIBE", fresh);
    this.#told = new Set(this.#wanted);
    for (const stream of gone) this.#begun.delete(stream);
  }

  #request(method: string, params: string[]): void {
    if (params.length > 0) {
      this.#requests += 1;
      if (method === "SUBSCRIBE") this.#asked.set(this.#requests, params);
      this.#socket?.send(JSON.stringify({ method, params, id: this.#requests }));
    }
  }

  #open(): void {
    this.#say({ kind: "connecting" });
    const socket = new WebSocket(this.address);
    this.#socket = socket;
    this.#forget();
    socket.onopen = () => {
      this.#say({ kind: "live" });
      this.#flush();
      this.#beat(() => this.#askForAWord());
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      this.#backoff.reset();
      this.#beat(() => this.#askForAWord());
      const { stream, data, id, error } = JSON.parse(message.data) as Message;
      if (id !== undefined) this.#answered(id, error);
      if (stream === undefined || data === undefined) return;
      for (const listener of this.#listeners.get(stream) ?? []) listener.event(data);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
  }

  /** Of what was asked for together all begins, or nothing, and then one name was wrong. */
  #answered(id: number, error: { data?: string } | undefined): void {
    const streams = this.#asked.get(id) ?? [];
    this.#asked.delete(id);
    for (const stream of streams) {
      if (error === undefined) this.#begin(stream);
      else this.#told.delete(stream);
    }
    if (error?.data === undefined) return;
    this.#wanted.delete(error.data);
    for (const listener of this.#listeners.get(error.data) ?? []) listener.refused?.();
    this.#flushSoon();
  }

  #begin(stream: string): void {
    this.#begun.add(stream);
    for (const listener of this.#listeners.get(stream) ?? []) listener.opened?.();
  }

  #forget(): void {
    this.#told.clear();
    this.#begun.clear();
    this.#asked.clear();
  }

  /** Do this when a beat goes by without a word. */
  #beat(then: () => void): void {
    clearTimeout(this.#beating);
    this.#beating = setTimeout(then, BEAT_MS);
  }

  #askForAWord(): void {
    this.#requests += 1;
    this.#socket?.send(JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id: this.#requests }));
    this.#beat(() => this.#drop());
  }

  /** Give up a connection without waiting for the other side. */
  #drop(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.#lost();
  }

  #lost(): void {
    clearTimeout(this.#beating);
    this.#socket = undefined;
    this.#forget();
    const seconds = this.#backoff.next();
    this.#say({ kind: "lost", seconds });
    this.#timer = setTimeout(() => this.#retryNow(), seconds * 1000);
  }

  #retryNow(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#open();
  }

  #say(state: State): void {
    this.#state = state;
    for (const told of this.#states) told(state);
  }
}

const scheme = location.protocol === "https:" ? "wss" : "ws";
export const feed = new Feed(`${scheme}://${location.host}/stream`);
