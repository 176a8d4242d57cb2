// Which page an address shows. The address is the only state: reload, back and a link all agree.

const PAGES = {
  "/": "home",
  "/markets": "markets",
  "/transparency": "transparency",
  "/signup": "signUp",
  "/confirm": "confirm",
  "/login": "logIn",
  "/forgotten": "forgotten",
  "/reset": "reset",
  "/mailbox": "mailbox",
  "/security": "security",
  "/keys": "keys",
  "/wallet": "wallet",
  "/console": "console",
  "/console/symbols": "consoleSymbols",
  "/console/accounts": "consoleAccounts",
  "/console/incidents": "consoleIncidents",
  "/console/actions": "consoleActions",
  "/console/password": "consolePassword",
} as const;

export type PageName = (typeof PAGES)[keyof typeof PAGES];
export type Place = { page: PageName } | { page: "trade"; symbol: string } | { page: "nowhere" };

export function placeOf(path: string): Place {
  const symbol = /^\/trade\/([A-Z0-9]{1,20})$/.exec(path)?.[1];
  if (symbol !== undefined) return { page: "trade", symbol };
  return { page: Object.hasOwn(PAGES, path) ? PAGES[path as keyof typeof PAGES] : "nowhere" };
}

class Router {
  place = $state.raw<Place>(placeOf(location.pathname));

  constructor() {
    addEventListener("popstate", () => this.#read());
    addEventListener("click", (event) => this.#follow(event));
  }

  /** Show another page; one that is shown instead of the present one is no step to go back over. */
  go(path: string, { isInstead = false } = {}): void {
    if (isInstead) history.replaceState(null, "", path);
    else history.pushState(null, "", path);
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
