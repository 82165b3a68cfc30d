/** One comparison: equal results are checked before anything is measured. */
export interface Bench {
  /** Of the table of goals: B1, C3, … with a suffix for a size. */
  readonly id: string;
  readonly title: string;
  run(): Promise<BenchResult>;
}

export interface BenchResult {
  readonly id: string;
  /** In `unit`. */
  readonly ours: number;
  /** Null when no peer was found. */
  readonly peer: number | null;
  /** How many times better than the peer; null without one. */
  readonly ratio: number | null;
  readonly unit: string;
  /** `absent` when no peer was found. */
  readonly peerVersion: string;
  readonly goal: string;
  readonly floor: string;
}

/** The middle value; of an even number the lower one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** Runs ours and the peer's in turns, so that a busy machine hurts both, and answers both medians. */
export async function pairs(
  count: number,
  sides: { ours: () => Promise<number> | number; peer?: () => Promise<number> | number },
): Promise<{ ours: number; peer: number | null; ratio: number | null }> {
  const ours: number[] = [];
  const peer: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    ours.push(await sides.ours());
    if (sides.peer !== undefined) {
      peer.push(await sides.peer());
    }
  }
  const ratios = peer.map((value, index) => value / (ours[index] ?? Number.NaN));
  return sides.peer === undefined
    ? { ours: median(ours), peer: null, ratio: null }
    : { ours: median(ours), peer: median(peer), ratio: median(ratios) };
}
