// What the console computes from two looks at the venue.

import { expect, test } from "vitest";
import { bytes, ratesOf, syncedWithin } from "../src/console/figures";
import type { HealthView } from "../src/wire/shapes";

function look(time: number, commands: number, syncs: Array<[number | null, number]>): HealthView {
  const counted = syncs.map(([seconds, batches]) => ({ seconds, batches }));
  return { time, commands, events: commands * 2, syncs: counted } as HealthView;
}

const before = look(1000, 100, [[0.001, 10], [0.01, 10], [null, 10]]);
const now = look(3000, 500, [[0.001, 60], [0.01, 109], [null, 110]]);

test("rates are of the time between two looks", () => {
  expect(ratesOf(before, now)).toEqual({ commands: 200, events: 400 });
  expect(ratesOf(undefined, now)).toBeUndefined();
  expect(ratesOf(now, look(4000, 3, []))).toBeUndefined(); // it was started anew
});

test("how long batches waited is of those between two looks", () => {
  expect(syncedWithin(0.5, before, now)).toEqual({ seconds: 0.001, isBeyond: false });
  expect(syncedWithin(0.9, before, now)).toEqual({ seconds: 0.01, isBeyond: false });
  expect(syncedWithin(0.999, before, now)).toEqual({ seconds: 0.01, isBeyond: true });
  expect(syncedWithin(0.5, now, now)).toBeUndefined();
  expect(syncedWithin(0.5, now, before)).toEqual({ seconds: 0.001, isBeyond: false }); // anew
});

test("bytes are read with three digits and a unit", () => {
  expect([0, 999, 1000, 56_520_000_000, 271_000_000_000].map(bytes)).toEqual(["0 B", "999 B", "1.0 KB", "56.5 GB", "271 GB"]);
});
