// What a market order would take from the book as it stands: a reckoning, never a promise.

import { floorTo, ONE, product, productUp } from "./units";

export type Level = readonly [price: bigint, quantity: bigint];
export type Swept = { quantity: bigint; value: bigint; isWhole: boolean };

/** Take a quantity, or as much as an amount buys, from levels with the best first. */
export function sweep(levels: Iterable<Level>, want: { quantity: bigint } | { amount: bigint }, lot: bigint): Swept {
  let quantity = 0n;
  let value = 0n;
  for (const [price, there] of levels) {
    const left = "quantity" in want ? want.quantity - quantity : floorTo(((want.amount - value) * ONE) / price, lot);
    const taken = left < there ? left : there;
    quantity += taken;
    value += "quantity" in want ? productUp(price, taken) : product(price, taken);
    if (left <= there) return { quantity, value, isWhole: true };
  }
  return { quantity, value, isWhole: false };
}
