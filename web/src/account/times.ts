// Moments as they are read in lists.
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

export const moment = (milliseconds: number): string => whole.format(milliseconds);
export const date = (milliseconds: number): string => day.format(milliseconds);
