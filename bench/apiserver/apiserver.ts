/** C1 to C6: the embedded API beside kube-apiserver and etcd, both behind TLS, both durable before they answer. */
import type { Bench, BenchResult } from '../bench.ts';
import { median } from '../bench.ts';
import { findPeer, makeDir, ours, type Contender, type Running } from './parts/contender.ts';
import { fill, inTurns, perSecond } from './parts/load.ts';
import { configMap, configMaps, deployment, deployments } from './parts/objects.ts';

interface Goal {
  readonly id: string;
  readonly unit: string;
  readonly goal: string;
  readonly floor: string;
  readonly better: 'less' | 'more';
}

const filled = 10_000;
const peer = findPeer();

/** Both sides on folders of their own, in turns; the medians and the median of the ratios. */
async function compare(
  goal: Goal,
  turns: number,
  measure: (on: Running, turn: number) => Promise<number>,
): Promise<BenchResult> {
  const sides: { side: Contender; dir: ReturnType<typeof makeDir>; running?: Running; values: number[] }[] = [];
  try {
    for (const side of peer === undefined ? [ours] : [ours, peer]) {
      const dir = makeDir();
      const entry = { side, dir, values: [] as number[] };
      sides.push(Object.assign(entry, { running: await side.start(dir.dir) }));
    }
    for (let turn = 0; turn < turns; turn += 1) {
      for (const { running, values } of sides) {
        if (running !== undefined) {
          values.push(await measure(running, turn));
        }
      }
    }
    return conclude(goal, sides[0]?.values ?? [], sides[1]?.values);
  } finally {
    for (const { running, dir } of sides) {
      await running?.stop();
      dir.remove();
    }
  }
}

function conclude(
  { better, ...goal }: Goal,
  mine: readonly number[],
  theirs: readonly number[] | undefined,
): BenchResult {
  const ratios = (theirs ?? []).map((value, turn) =>
    better === 'less' ? value / (mine[turn] ?? NaN) : (mine[turn] ?? NaN) / value,
  );
  return {
    ...goal,
    ours: median(mine),
    peer: theirs === undefined ? null : median(theirs),
    ratio: theirs === undefined ? null : median(ratios),
    peerVersion: peer?.version ?? 'absent',
  };
}

const start = { unit: 'ms', goal: '>= 10x, <= 150 ms', floor: '4x', better: 'less' } as const;

/** From exec to the first list answered; on an empty folder and on one with 10,000 objects. */
async function measureStart(id: string, objects: number): Promise<BenchResult> {
  const values: { mine: number[]; theirs: number[] } = { mine: [], theirs: [] };
  for (const [side, list] of [
    [ours, values.mine],
    [peer, values.theirs],
  ] as const) {
    if (side === undefined) {
      continue;
    }
    const dir = makeDir();
    try {
      const first = await side.start(dir.dir);
      await fill(first.calls, objects);
      await first.stop();
      for (let turn = 0; turn < 7; turn += 1) {
        const again = await side.start(dir.dir);
        list.push(again.startMs);
        await again.stop();
      }
    } finally {
      dir.remove();
    }
  }
  return conclude({ id, ...start }, values.mine, peer === undefined ? undefined : values.theirs);
}

async function measureMemory(id: string, objects: number): Promise<BenchResult> {
  const goal = { id, unit: 'MB', goal: '>= 4x, <= 90 MB', floor: '3x', better: 'less' } as const;
  return compare(goal, 1, async ({ calls, rssMb }) => {
    await fill(calls, objects);
    return rssMb();
  });
}

async function measureCreates(id: string, clients: number): Promise<BenchResult> {
  const goal = { id, unit: 'writes/s', goal: '>= 4x', floor: '2x', better: 'more' } as const;
  const count = clients === 1 ? 300 : 1500;
  return compare(goal, 7, async ({ calls }, turn) =>
    perSecond(count, () =>
      inTurns(count, clients, (index) =>
        calls.send('POST', `${configMaps}?fieldManager=bench`, { body: configMap(`c${clients}-${turn}-${index}`) }),
      ),
    ),
  );
}

async function measureSlowest(): Promise<BenchResult> {
  const goal = { id: 'C3-64-p99', unit: 'ms', goal: 'p99 <= 1/4', floor: '2x', better: 'less' } as const;
  return compare(goal, 5, async ({ calls }, turn) => {
    const times = await inTurns(1500, 64, (index) =>
      calls.send('POST', `${configMaps}?fieldManager=bench`, { body: configMap(`p-${turn}-${index}`) }),
    );
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? NaN;
  });
}

async function measureNoOps(id: string, clients: number): Promise<BenchResult> {
  const goal = { id, unit: 'applies/s', goal: '>= 15x', floor: '5x', better: 'more' } as const;
  const objects = 1000;
  return compare(goal, 7, async ({ calls }, turn) => {
    const apply = (index: number) =>
      calls.send('PATCH', `${deployments}/web-${index % objects}?fieldManager=bench&force=true`, {
        body: deployment(`web-${index % objects}`),
        type: 'application/apply-patch+yaml',
      });
    if (turn === 0) {
      await inTurns(objects, 16, apply);
    }
    const before = await calls.get(deployments);
    const rate = await perSecond(objects, () => inTurns(objects, clients, apply));
    const after = await calls.get(deployments);
    if (!before.body.equals(after.body)) {
      throw new Error('applying the same again changed something');
    }
    return rate;
  });
}

async function measureLists(id: string, atOnce: number): Promise<BenchResult> {
  const goal = { id, unit: 'ms', goal: '>= 10x', floor: '3x', better: 'less' } as const;
  return compare(goal, 7, async ({ calls }, turn) => {
    if (turn === 0) {
      await fill(calls, filled);
    }
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: atOnce }, () => calls.get(configMaps)));
    const took = performance.now() - begun;
    const { items } = JSON.parse(answers[0]?.body.toString() ?? '{}') as { items: unknown[] };
    if (
      items.filter((item) => (item as { metadata: { name: string } }).metadata.name.startsWith('filled-')).length !==
      filled
    ) {
      throw new Error(`a list of ${items.length} objects`);
    }
    return took;
  });
}

async function measureListMemory(): Promise<BenchResult> {
  const goal = { id: 'C5-rss', unit: 'MB more', goal: '< 10 MB', floor: '3x', better: 'less' } as const;
  return compare(goal, 1, async ({ calls, rssMb }) => {
    await fill(calls, filled);
    await calls.get(configMaps);
    const before = rssMb();
    await Promise.all(Array.from({ length: 20 }, () => calls.get(configMaps)));
    return Math.max(rssMb() - before, 0.1);
  });
}

/** From the write until the last of the watchers has it. */
async function measureFanOut(): Promise<BenchResult> {
  const goal = { id: 'C6', unit: 'ms (p99 of the last)', goal: '>= 10x', floor: '2x', better: 'less' } as const;
  const watchers = 1000;
  return compare(goal, 1, async ({ calls }) => {
    let waiting = 0;
    let wanted = '';
    let allSeen: () => void = () => undefined;
    const seen = (piece: Buffer): void => {
      if (piece.includes(wanted)) {
        waiting -= 1;
        if (waiting === 0) {
          allSeen();
        }
      }
    };
    const stops = [];
    for (let opened = 0; opened < watchers; opened += 1) {
      stops.push(
        await calls.watch(
          `${configMaps}?watch=true&resourceVersion=0&fieldSelector=metadata.namespace%3Ddefault`,
          seen,
        ),
      );
    }
    const times: number[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      wanted = `"name":"told-${turn}"`;
      waiting = watchers;
      const all = new Promise<void>((resolve) => {
        allSeen = resolve;
      });
      const begun = performance.now();
      await calls.send('POST', configMaps, { body: configMap(`told-${turn}`) });
      await all;
      times.push(performance.now() - begun);
    }
    stops.forEach((stop) => stop());
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? NaN;
  });
}

export const benches: readonly Bench[] = [
  { id: 'C1', title: 'exec to first answer, empty', run: () => measureStart('C1', 0) },
  { id: 'C1-10k', title: 'exec to first answer, 10,000 objects', run: () => measureStart('C1-10k', filled) },
  { id: 'C2', title: 'memory, idle', run: () => measureMemory('C2', 0) },
  { id: 'C2-10k', title: 'memory after 10,000 writes', run: () => measureMemory('C2-10k', filled) },
  { id: 'C3-1', title: 'durable POST, 1 client', run: () => measureCreates('C3-1', 1) },
  { id: 'C3-16', title: 'durable POST, 16 clients', run: () => measureCreates('C3-16', 16) },
  { id: 'C3-64', title: 'durable POST, 64 clients', run: () => measureCreates('C3-64', 64) },
  { id: 'C3-64-p99', title: 'slowest of a hundred POSTs, 64 clients', run: measureSlowest },
  { id: 'C4-1', title: 'server-side apply that changes nothing, 1 client', run: () => measureNoOps('C4-1', 1) },
  { id: 'C4-16', title: 'server-side apply that changes nothing, 16 clients', run: () => measureNoOps('C4-16', 16) },
  { id: 'C5', title: 'LIST of 10,000', run: () => measureLists('C5', 1) },
  { id: 'C5-20', title: 'LIST of 10,000, 20 at once', run: () => measureLists('C5-20', 20) },
  { id: 'C5-rss', title: 'memory for 20 LISTs at once', run: measureListMemory },
  { id: 'C6', title: 'one write to 1,000 watchers', run: measureFanOut },
];
