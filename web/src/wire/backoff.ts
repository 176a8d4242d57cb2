// How long to wait before trying again: longer each time, never longer than a quarter of a minute,
// and not the same for everybody, so that a venue that comes back is not met by all at once.

const SECONDS = [1, 2, 4, 8, 15];

export class Backoff {
  #tries = 0;

  constructor(readonly chance: () => number = Math.random) {}

  /** Whole seconds to wait now. */
  next(): number {
    const most = SECONDS[Math.min(this.#tries, SECONDS.length - 1)] as number;
    this.#tries += 1;
    return Math.max(1, Math.ceil(most * (0.5 + this.chance() / 2)));
  }

  reset(): void {
    this.#tries = 0;
  }
}
