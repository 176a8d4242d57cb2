// What the venue discloses, and the reading of a signed checkpoint. The lines of a checkpoint are
// described in docs/concepts/proofs.md; nothing here checks a signature: a page that vouched for
// itself would prove nothing. The verifier does, on the visitor's machine.

/** A share of time in percent, cut: what was not all of it never reads as 100. */
export function shareOf(openMs: number, ofMs: number): string {
  if (ofMs <= 0 || openMs >= ofMs) return "100";
  return (Math.floor((openMs / ofMs) * 100_000) / 1000).toFixed(3);
}

/** A length of time in its two largest units. */
export function lengthOf(milliseconds: number): string {
  const seconds = Math.max(Math.round(milliseconds / 1000), 0);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

export type Checkpoint = {
  sequence: number;
  frames: number;
  root: string;
  timeMs: number;
  balancesRoot: string;
  note: string;
};

/** The parts of a checkpoint that are shown; undefined when the text is none. */
export function checkpointOf(note: string): Checkpoint | undefined {
  const [, frames, root, ...lines] = note.split("\n");
  const named = new Map(lines.map((line) => [line.split(" ", 1)[0], line.split(" ").slice(1)]));
  const sequence = Number(named.get("sequence")?.[0]);
  const timeNs = named.get("time_ns")?.[0];
  if (!Number.isInteger(sequence) || timeNs === undefined || root === undefined) return undefined;
  return {
    sequence,
    frames: Number(frames),
    root,
    timeMs: Number(timeNs.slice(0, -6)),
    balancesRoot: named.get("balances")?.[1] ?? "",
    note,
  };
}

/** Is an asset's supply exactly what is owed and the commissions together? Compared as integers. */
export function isBalanced(supply: string, owed: string, fees: string): boolean {
  const decimals = Math.max(...[supply, owed, fees].map((each) => each.split(".")[1]?.length ?? 0));
  const units = (text: string): bigint => {
    const [whole = "0", fraction = ""] = text.split(".");
    return BigInt(whole + fraction.padEnd(decimals, "0"));
  };
  return units(supply) === units(owed) + units(fees);
}
