// The cumulative depth on both sides of the middle, as points to be drawn.

import type { Side } from "./book";

export type DepthPoint = { ticks: number; lots: number };

/** The sums from the best price outwards, up to `reach` ticks from the middle. */
export function cumulative(side: Side, middle: number, reach: number): DepthPoint[] {
  const points: DepthPoint[] = [];
  let lots = 0;
  for (const ticks of side.prices) {
    if (Math.abs(ticks - middle) > reach) break;
    lots += side.lots(ticks);
    points.push({ ticks, lots });
  }
  return points;
}

/** How far to look: enough for both sides' outermost levels, but no further than a fiftieth of the price. */
export function reachOf(bids: Side, asks: Side, middle: number): number {
  const furthest = (side: Side): number => Math.abs((side.prices.at(-1) ?? middle) - middle);
  const both = Math.max(furthest(bids), furthest(asks), 1);
  return Math.min(both, Math.max(Math.round(middle * 0.02), 1));
}
