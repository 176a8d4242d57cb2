// Drawing at most once an animation frame, however much arrives in between.

/** A function that asks for one call of `draw` in the next frame, and one that stops all of it. */
export function onceAFrame(draw: () => void): { ask: () => void; stop: () => void } {
  let pending = 0;
  const run = (): void => {
    pending = 0;
    draw();
  };
  return {
    ask: () => {
      if (pending === 0) pending = requestAnimationFrame(run);
    },
    stop: () => {
      cancelAnimationFrame(pending);
      pending = 0;
    },
  };
}
