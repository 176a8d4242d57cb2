// Reading again while somebody looks: not while the page is hidden, at once when it is shown again.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { every } from "../src/wire/every";

const page = new (class extends EventTarget {
  visibilityState = "visible";

  show(state: "visible" | "hidden"): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
})();
const read = vi.fn(() => Promise.resolve());

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", page);
  read.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it reads every so often until it is ended", () => {
  const end = every(1000, read);
  expect(read).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(3000);
  expect(read).toHaveBeenCalledTimes(3);
  end();
  vi.advanceTimersByTime(3000);
  page.show("visible");
  expect(read).toHaveBeenCalledTimes(3);
});

test("a page that nobody sees asks nothing, and one that is seen again asks at once", () => {
  const end = every(1000, read);
  page.show("hidden");
  vi.advanceTimersByTime(10_000);
  expect(read).toHaveBeenCalledTimes(0);
  page.show("visible");
  expect(read).toHaveBeenCalledTimes(1);
  end();
});

test("a read that fails is left to the next one", async () => {
  read.mockImplementationOnce(() => Promise.reject(new Error("gone")));
  const end = every(1000, read);
  await vi.advanceTimersByTimeAsync(2000);
  expect(read).toHaveBeenCalledTimes(2);
  end();
});
