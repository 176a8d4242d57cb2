// Reading again, every so often, for as long as somebody looks: a page that is hidden asks nothing, and
// one that is shown again asks at once.

/** Read every so many milliseconds from now on. A read that fails is left to the next one. Returns what ends it. */
export function every(milliseconds: number, read: () => Promise<void>): () => void {
  const look = (): void => {
    if (document.visibilityState === "visible") read().catch(() => undefined);
  };
  const timer = setInterval(look, milliseconds);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
