// The venue's own API, asked for the account of whoever is logged in: the paths, parameters and
// refusals are those of a signed request.

import type { Door } from "./private";

/** `status` 0: no answer came, and nobody knows whether the venue did what was asked. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    readonly text: string,
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
  constructor(readonly door: Door) {}

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
    throw this.#refusal(response.status, said as Said);
  }

  #refusal(status: number, said: Said): ApiRefusal {
    if (status === 401 && said.error?.field === "session") this.door.whenOver();
    // Of a cancel-replace that went wrong, the half that did says why.
    const half = [said.data?.cancelResponse, said.data?.newOrderResponse].find((each) => each?.msg !== undefined) ?? said;
    return new ApiRefusal(status, half.code ?? 0, half.msg ?? said.error?.rule ?? "");
  }
}
