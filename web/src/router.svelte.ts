// Which page an address shows. The address is the only state: reload, back and a link all agree.

export type Place =
  | { page: "home" }
  | { page: "markets" }
  | { page: "trade"; symbol: string }
  | { page: "transparency" }
  | { page: "nowhere" };

export function placeOf(path: string): Place {
  const symbol = /^\/trade\/([A-Z0-9]{1,20})$/.exec(path)?.[1];
  if (symbol !== undefined) return { page: "trade", symbol };
  if (path === "/") return { page: "home" };
  if (path === "/markets") return { page: "markets" };
  if (path === "/transparency") return { page: "transparency" };
  return { page: "nowhere" };
}

class Router {
  place = $state.raw<Place>(placeOf(location.pathname));

  constructor() {
    addEventListener("popstate", () => this.#read());
    addEventListener("click", (event) => this.#follow(event));
  }

  go(path: string): void {
    history.pushState(null, "", path);
    this.#read();
    scrollTo(0, 0);
  }

  #read(): void {
    this.place = placeOf(location.pathname);
  }

  /** Follow a link to a page of ours without loading it anew; leave every other click alone. */
  #follow(event: MouseEvent): void {
    const link = (event.target as Element | null)?.closest?.("a");
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || link.target || link.hasAttribute("download") || event.defaultPrevented) return;
    const there = new URL(link.href);
    if (there.origin !== location.origin || there.hash || placeOf(there.pathname).page === "nowhere") return;
    event.preventDefault();
    this.go(there.pathname + there.search);
  }
}

export const router = new Router();
