// Times on the pages are those of whoever looks; candles of a day are named by the day of UTC they are of.

import { expect, test, vi } from "vitest";

vi.stubEnv("TZ", "America/New_York"); // before a formatter is made
const { axisTime, candleTime, clock } = await import("../src/market/times");

const at = (text: string): number => Date.parse(text);

test("a candle stands on the axis at the time that the tape shows", () => {
  expect(clock(at("2026-11-22T08:30:00Z"))).toBe("03:30:00");
  expect(axisTime(at("2026-11-22T08:30:00Z"), false)).toBe("03:30");
  expect(candleTime(at("2026-11-22T08:30:00Z"), false)).toContain("03:30");
});

test("where a day begins for whoever looks, the axis says which", () => {
  expect(axisTime(at("2026-11-22T05:00:00Z"), false)).toContain("22");
  expect(axisTime(at("2026-11-22T00:00:00Z"), false)).toBe("19:00");
});

test("a candle of a day is of the day of UTC, wherever one looks from", () => {
  expect(axisTime(at("2026-11-22T00:00:00Z"), true)).toContain("22");
  expect(candleTime(at("2026-11-22T00:00:00Z"), true)).toContain("22");
});
