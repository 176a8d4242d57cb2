// The venue's own API, asked for the account of whoever is logged in: the paths, parameters and
// refusals are those of a signed request.

import type { Door } from "./private";
import { retrySeconds } from "./rest";

/** `status` 0: no answer came, and nobody knows whether the venue did what was asked. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    readonly text: string,
    /** When to ask again at the earliest; 0 where the venue does not say. */
    readonly retrySeconds = 0,
  ) {
    super(text);
  }

  /** Is it unknown whether it was done? */
  get isUnknown(): boolean {
    return this.status === 0 || this.code === -1007;
  }
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";
export type Parameters = Record<string, string | number>;
type Said = { code?: number; msg?: string; data?: Said; newOrderResponse?: Said; cancelResponse?: Said; error?: { field?: string; rule?: string } };

export class Api {
  /** `changed` is called when the session is not the one that this page was told of. */
  constructor(
    readonly door: Door,
    readonly changed: () => void,
  ) {}

  /** *Throws* ApiRefusal. */
  async ask<T>(method: Method, path: string, parameters: Parameters = {}): Promise<T> {
    const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, `${value}`]));
    const headers = method === "GET" ? {} : this.door.shown;
    let response: Response;
    let said: unknown;
    try {
      response = await fetch(`/web/v1${path}?${query}`, { method, headers, credentials: "same-origin" });
      said = await response.json();
    } catch {
      throw new ApiRefusal(0, 0, "");
    }
    if (response.ok) return said as T;
    throw this.#refusal(response, said as Said);
  }

  #refusal(response: Response, said: Said): ApiRefusal {
    const field = said.error?.field;
    if (response.status === 401 && field === "session") this.door.whenOver();
    if (response.status === 403 && field === "x-glassbook-writing") this.changed();
    // Of a cancel-replace that went wrong, the half that did says why.
    const half = [said.data?.cancelResponse, said.data?.newOrderResponse].find((each) => each?.msg !== undefined) ?? said;
    return new ApiRefusal(response.status, half.code ?? 0, half.msg ?? said.error?.rule ?? "", retrySeconds(response));
  }
}
