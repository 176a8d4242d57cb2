// Decimal texts as whole numbers and back. The venue sends prices and quantities as texts; here they
// become integers in the symbol's tick and lot, so that levels add up and compare exactly. Doubles
// hold integers up to 2^53: 90 million coins in steps of 10^-8.

/** How many decimals a step such as "0.01000000" asks for. */
export function decimalsOf(step: string): number {
  const fraction = step.split(".")[1]?.replace(/0+$/, "") ?? "";
  return fraction.length;
}

/** A text in whole steps of 10^-decimals; what is finer is cut. */
export function toSteps(text: string, decimals: number): number {
  const point = text.indexOf(".");
  if (point < 0) return Number(text) * 10 ** decimals;
  const fraction = text.slice(point + 1, point + 1 + decimals).padEnd(decimals, "0");
  return Number(text.slice(0, point) + fraction);
}

const separators = new Map<number, Intl.NumberFormat>();

/** Whole steps as a text with all its decimals, thousands set apart. */
export function toText(steps: number, decimals: number): string {
  let format = separators.get(decimals);
  if (format === undefined) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    format = new Intl.NumberFormat("en-US", digits);
    separators.set(decimals, format);
  }
  return format.format(steps / 10 ** decimals);
}

/** Whole steps with at most five decimals, but in full what would look like nothing. */
export function glance(steps: number, decimals: number): string {
  const beyond = decimals - Math.min(decimals, 5);
  const isFine = steps !== 0 && steps < 10 ** beyond;
  return isFine ? toText(steps, decimals) : toText(steps / 10 ** beyond, decimals - beyond);
}

/** A decimal text with thousands set apart, a minus as people write it, and no zeros at its end but for `least` decimals. */
export function readable(text: string, least = 0): string {
  const [whole = "0", fraction = ""] = text.split(".");
  const kept = fraction.replace(/0+$/, "").padEnd(least, "0");
  const apart = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",").replace("-", "−");
  return kept === "" ? apart : `${apart}.${kept}`;
}

const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 2 });

/** An amount in short, as 1.23M: for a glance, never for a sum. */
export function brief(text: string): string {
  return short.format(Number(text));
}
