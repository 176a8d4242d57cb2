// Moments as they are read: in the browser's own time zone and order of words, on every page and on the
// axis of the candles alike. Candles of a day and longer are those of UTC and are named by its date.

const shape = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(undefined, options);
const SECONDS = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
const MINUTES = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const DAY = { day: "numeric", month: "short" } as const;

const whole = shape({ dateStyle: "medium", timeStyle: "short" });
const exact = shape({ dateStyle: "medium", timeStyle: "medium" });
const day = shape({ dateStyle: "medium" });
const brief = shape({ ...DAY, ...SECONDS });
const seconds = shape(SECONDS);
const candle = shape({ ...DAY, ...MINUTES });
const minutes = shape(MINUTES);
const candleOfDay = shape({ dateStyle: "medium", timeZone: "UTC" });
const dayOfCandle = shape({ ...DAY, timeZone: "UTC" });
const today = shape(DAY);

export const moment = (milliseconds: number): string => whole.format(milliseconds);
export const instant = (milliseconds: number): string => exact.format(milliseconds);
export const date = (milliseconds: number): string => day.format(milliseconds);
/** Without the year, for what is not old. */
export const dayAndTime = (milliseconds: number): string => brief.format(milliseconds);
export const clock = (milliseconds: number): string => seconds.format(milliseconds);

/** When a candle began, written out. */
export function candleTime(milliseconds: number, isOfDays: boolean): string {
  return (isOfDays ? candleOfDay : candle).format(milliseconds);
}

/** The same on the axis, where there is little room: the time, or the date where a day begins. */
export function axisTime(milliseconds: number, isOfDays: boolean): string {
  if (isOfDays) return dayOfCandle.format(milliseconds);
  const time = minutes.format(milliseconds);
  return time === "00:00" ? today.format(milliseconds) : time;
}
