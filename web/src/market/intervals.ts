// The lengths of candles that the trading page offers, in the venue's words.

export const INTERVALS = ["1m", "5m", "15m", "1h", "4h", "1d", "1w"] as const;
export type Interval = (typeof INTERVALS)[number];
export const INTERVAL_DEFAULT: Interval = "1m";

export function intervalOf(text: string | null): Interval {
  return INTERVALS.find((each) => each === text) ?? INTERVAL_DEFAULT;
}

/** Do its candles begin with a day of UTC, or a week of them? */
export const isOfDays = (interval: Interval): boolean => interval === "1d" || interval === "1w";
