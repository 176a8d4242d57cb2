// One trade as anybody may look it up: by its proof, or, where there is none yet, as the market was
// told of it, and why there is none.

import { texts } from "./texts";
import { ask, Refused } from "./wire/rest";
import type { Trade, TradeProof } from "./wire/shapes";

export type Found = {
  timeMs: number;
  price: string;
  quantity: string;
  value: string;
  hasTakerBought: boolean;
  proof?: TradeProof;
  whyNot: string;
};

/** The number that a text states, without what stands around it; undefined when it is none. */
export function idOf(text: string): string | undefined {
  const digits = text.trim().replaceAll(/[, \u00a0\u202f_]/g, "");
  return /^[0-9]{1,18}$/.test(digits) && BigInt(digits) > 0n ? BigInt(digits).toString() : undefined;
}

/** Look a trade up; undefined when there is none of this number. *Throws* Refused. */
export async function foundOf(symbol: string, id: string): Promise<Found | undefined> {
  try {
    return proved(await ask<TradeProof>(`/transparency/trades/${symbol}/${id}`));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.state === "unknown") return undefined;
    const whyNot = texts.transparency.whyNot[error.state];
    if (whyNot === undefined) throw error;
    return told(symbol, id, whyNot(error.retrySeconds));
  }
}

function proved(proof: TradeProof): Found {
  return {
    timeMs: proof.time, price: proof.price, quantity: proof.quantity, value: proof.quoteQuantity,
    hasTakerBought: proof.takerSide === "BUY", proof, whyNot: "",
  };
}

async function told(symbol: string, id: string, whyNot: string): Promise<Found | undefined> {
  const [trade] = await ask<Trade[]>("/api/v3/historicalTrades", { symbol, fromId: id, limit: 1 });
  if (trade === undefined || `${trade.id}` !== id) return undefined;
  return {
    timeMs: trade.time, price: trade.price, quantity: trade.qty, value: trade.quoteQty,
    hasTakerBought: !trade.isBuyerMaker, whyNot,
  };
}
