// What an operator reads off two looks at the venue: rates, and how long batches waited for the disk.

import type { HealthView } from "../wire/shapes";

export type Rates = { commands: number; events: number };

/** Commands and events a second between two looks; undefined without two, or after a restart. */
export function ratesOf(before: HealthView | undefined, now: HealthView): Rates | undefined {
  if (before === undefined || now.time <= before.time || now.commands < before.commands) return undefined;
  const seconds = (now.time - before.time) / 1000;
  return {
    commands: (now.commands - before.commands) / seconds,
    events: (now.events - before.events) / seconds,
  };
}

export type Within = { seconds: number; isBeyond: boolean };

/** The bound within which a share of the batches between two looks was on disk; undefined for none. */
export function syncedWithin(share: number, before: HealthView | undefined, now: HealthView): Within | undefined {
  const were = new Map(before?.syncs.map((each) => [each.seconds, each.batches]));
  const hasRestarted = now.syncs.some((each) => each.batches < (were.get(each.seconds) ?? 0));
  const counts = now.syncs.map((each) => ({
    seconds: each.seconds,
    batches: each.batches - (hasRestarted ? 0 : (were.get(each.seconds) ?? 0)),
  }));
  const all = counts.at(-1)?.batches ?? 0;
  if (all === 0) return undefined;
  const found = counts.find((each) => each.batches >= all * share);
  if (found?.seconds != null) return { seconds: found.seconds, isBeyond: false };
  return { seconds: Math.max(...counts.map((each) => each.seconds ?? 0)), isBeyond: true };
}

/** The whole number that a text states; NaN, which the venue refuses, when it states none that is exact here. */
export function whole(text: string): number {
  const number = /^[0-9]{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** Bytes as they are read: three digits and a unit. */
export function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), UNITS.length - 1);
  const shown = count / 1000 ** power;
  return `${shown < 100 && power > 0 ? shown.toFixed(1) : Math.round(shown)} ${UNITS[power]}`;
}

/** What an act was given, each by its name; what is its target, or was left empty, is left out. */
export function listed(values: Record<string, unknown>): string[] {
  return Object.entries(values)
    .filter(([name, value]) => name !== "symbol" && name !== "accountId" && value !== "")
    .flatMap(([name, value]) =>
      typeof value === "object" && value !== null ? listed(value as Record<string, unknown>) : [`${name} ${String(value)}`],
    );
}
