// Amounts exactly: whole units of 10^-8, the finest step that any asset here has. Prices, quantities
// and money of the ticket are such integers; no double is among them.

export const DECIMALS = 8;
export const ONE = 10n ** BigInt(DECIMALS);

export type Read = { units: bigint } | { wrong: "empty" | "notANumber" | "tooPrecise" | "tooLarge" };

const DECIMAL = /^(\d*)(?:\.(\d*))?$/;
const WHOLE_DIGITS_MAX = 17;

/** What a person typed: digits with at most one point, and no more than eight decimals. */
export function read(text: string): Read {
  const typed = text.trim();
  if (typed === "") return { wrong: "empty" };
  const [, whole = "", fraction = ""] = DECIMAL.exec(typed) ?? ["", "", ""];
  if (whole + fraction === "" || !DECIMAL.test(typed)) return { wrong: "notANumber" };
  if (whole.replace(/^0+/, "").length > WHOLE_DIGITS_MAX) return { wrong: "tooLarge" };
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > DECIMALS) return { wrong: "tooPrecise" };
  return { units: BigInt(whole || "0") * ONE + BigInt(kept.padEnd(DECIMALS, "0")) };
}

/** A text of the venue's, which is always a number. */
export function unitsOf(text: string): bigint {
  const taken = read(text);
  if ("wrong" in taken) throw new Error(`the venue sent ${text} for a number`);
  return taken.units;
}

/** The shortest text of an amount, as the venue reads it. */
export function textOf(units: bigint): string {
  const fraction = (units % ONE).toString().padStart(DECIMALS, "0").replace(/0+$/, "");
  return fraction === "" ? `${units / ONE}` : `${units / ONE}.${fraction}`;
}

/** A product of two amounts, what is below a unit cut off. */
export function product(one: bigint, other: bigint): bigint {
  return (one * other) / ONE;
}

/** The same, rounded up: what is to be paid is never shown as too little. */
export function productUp(one: bigint, other: bigint): bigint {
  return (one * other + ONE - 1n) / ONE;
}

/** As many whole steps as fit; a step of nothing cuts nothing. */
export function floorTo(units: bigint, step: bigint): bigint {
  return step === 0n ? units : units - (units % step);
}
