// What trading costs: read when a page asks for it and again every minute, for an operator may have
// changed it. What cannot be read just now leaves what was known.

import { textOf, unitsOf } from "../orders/units";
import { ask } from "../wire/rest";
import { every } from "../wire/every";
import type { Rates } from "../wire/shapes";

const AGAIN_MS = 60_000;

/** A maker's and a taker's rate, as parts of one. */
export type Pair = { maker: string; taker: string };

/** Tell what trading costs, from now on. Returns what ends it. */
export function followRates(tell: (rates: Rates) => void): () => void {
  let goesOn = true;
  const read = async (): Promise<void> => {
    const found = await ask<Rates>("/web/rates");
    if (goesOn) tell(found);
  };
  const end = every(AGAIN_MS, read);
  read().catch(() => undefined);
  return () => {
    goesOn = false;
    end();
  };
}

/** What a symbol costs on top of an account's own rates; undefined when that is nothing. */
export function onTop(rates: Rates | undefined, symbol: string): Pair | undefined {
  return rates?.symbols.find((each) => each.symbol === symbol);
}

/** What an account pays in all on a symbol. */
export function inAll(own: Pair, more: Pair | undefined): Pair {
  const sum = (one: string, other = "0"): string => textOf(unitsOf(one) + unitsOf(other));
  return { maker: sum(own.maker, more?.maker), taker: sum(own.taker, more?.taker) };
}
