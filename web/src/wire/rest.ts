// Asking the venue over HTTP. An answer that is a refusal becomes an error with the venue's text.

export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** When to ask again at the earliest; 0 where the venue does not say. */
    readonly retrySeconds = 0,
    /** How it stands, in a word; empty where the venue has none for it. */
    readonly state = "",
  ) {
    super(message);
  }
}

export async function ask<T>(path: string, parameters: Record<string, string | number> = {}): Promise<T> {
  return (await (await answered(path, parameters)).json()) as T;
}

export async function askText(path: string): Promise<string> {
  return (await answered(path, {})).text();
}

/** Who asks too often is told for how long to be quiet; asking on would have him shut out. */
export function retrySeconds(response: Response): number {
  return Number(response.headers.get("Retry-After") ?? 0) || 0;
}

async function answered(path: string, parameters: Record<string, string | number>): Promise<Response> {
  const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, `${value}`]));
  const response = await fetch(query.size === 0 ? path : `${path}?${query}`, { credentials: "same-origin" });
  if (response.ok) return response;
  const said = await response.text();
  let [text, state] = [said, ""];
  try {
    const { msg = said, state: standing = "" } = JSON.parse(said) as { msg?: string; state?: string };
    [text, state] = [msg, standing];
  } catch {
    // Not JSON: the text itself is all there is.
  }
  throw new Refused(response.status, text, retrySeconds(response), state);
}
