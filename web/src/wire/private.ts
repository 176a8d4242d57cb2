// Asking what only some may ask: `/web/v1/`, by a session in a cookie that no script reads.
// Whatever changes something shows the writing token that the venue told this page.

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly why: string,
    readonly field: string,
    readonly rule: string,
    readonly accepted: string,
    readonly retrySeconds: number,
  ) {
    super(rule);
  }
}

const ROOT = "/web/v1/";

export class Door {
  #writing = "";
  /** Called when the venue says that the session is over. */
  whenOver: () => void = () => {};

  get<T>(path: string): Promise<T> {
    return this.#ask<T>("GET", path);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.#ask<T>("POST", path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.#ask<T>("DELETE", path);
  }

  /** Remember the token of a session; an empty one is nobody's. */
  admit(writingToken: string): void {
    this.#writing = writingToken;
  }

  /** What a request that changes something shows beside the cookie. */
  get shown(): Record<string, string> {
    return { "X-Glassbook-Writing": this.#writing };
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method !== "GET") headers["X-Glassbook-Writing"] = this.#writing;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    let response: Response;
    try {
      response = await fetch(ROOT + path, { method, headers, credentials: "same-origin", ...sent });
    } catch {
      throw new Refusal(0, "UNREACHABLE", "venue", "", "", 0);
    }
    const said = (await response.json().catch(() => ({}))) as T & { writingToken?: string };
    if (!response.ok) throw this.#refusal(response, said);
    if (typeof said?.writingToken === "string") this.admit(said.writingToken);
    return said;
  }

  #refusal(response: Response, said: unknown): Refusal {
    type Problem = { why?: string; field?: string; rule?: string; accepted?: string };
    const { why = "", field = "", rule = "", accepted = "" } =
      (said as { error?: Problem } | undefined)?.error ?? {};
    if (response.status === 401 && field === "session") this.whenOver();
    const retry = Number(response.headers.get("Retry-After") ?? 0);
    return new Refusal(response.status, why, field, rule, accepted, retry);
  }
}
