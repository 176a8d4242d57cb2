// Months, and the addresses of files, of a customer's money.

import { readable } from "../market/decimal";

/** The months from a moment to another in UTC, the newest first: "2026-11". */
export function monthsBetween(sinceMs: number, nowMs: number): string[] {
  const [since, now] = [new Date(sinceMs), new Date(nowMs)];
  const first = since.getUTCFullYear() * 12 + since.getUTCMonth();
  const last = now.getUTCFullYear() * 12 + now.getUTCMonth();
  return Array.from({ length: Math.max(last - first, 0) + 1 }, (_, back) => {
    const month = last - back;
    return `${Math.floor(month / 12)}-${`${(month % 12) + 1}`.padStart(2, "0")}`;
  });
}

/** Where the file of an account's postings is; without times all of them. */
export function fileOf(handle: string, startMs?: number, endMs?: number): string {
  const query = new URLSearchParams({ format: "csv" });
  if (handle) query.set("email", handle);
  if (startMs !== undefined) query.set("startTime", `${startMs}`);
  if (endMs !== undefined) query.set("endTime", `${endMs}`);
  return `/web/v1/glassbook/v1/postings?${query}`;
}

/** An amount of money to the cent, for reading. */
export function inCents(amount: string): string {
  const rounded = Number(amount).toFixed(2);
  return readable(wayOf(rounded) === "" ? "0" : rounded, 2);
}

/** A change of money to the cent, with its sign. */
export function changeInCents(amount: string): string {
  const text = inCents(amount);
  return text === "0.00" || text.startsWith("−") ? text : `+${text}`;
}

/** Which way an amount goes, for its colour. */
export function wayOf(amount: string): "up" | "down" | "" {
  if (/^-?[0.]*$/.test(amount)) return "";
  return amount.startsWith("-") ? "down" : "up";
}
