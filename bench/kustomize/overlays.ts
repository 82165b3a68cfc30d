/** B1 to B3: one overlay over many resources, whole and after one change, and how the time grows. */
import { join } from 'node:path';
import { build } from '../../packages/kustomize/src/index.ts';
import { diskTree, memoryTree } from '../../packages/kustomize/src/testing/disk-tree.ts';
import { median, pairs, type Bench, type BenchResult } from '../bench.ts';
import { onDisk, overlayFiles, resource } from './overlay.ts';
import { kustomize, ownCpu, peerCpu, peerText } from './peer.ts';

/** The command needs minutes for 5,000 resources: it is run for them only when asked. */
const isFull = process.env.JUANIE_BENCH_FULL === '1';

function overlayBench(size: number, goals: { goal: string; floor: string }): Bench {
  const id = `B1-${size}`;
  return {
    id,
    title: `kustomize: an overlay of ${size} resources, warm process, CPU`,
    run: () => Promise.resolve(runOverlay(id, size, goals)),
  };
}

async function runOverlay(id: string, size: number, goals: { goal: string; floor: string }): Promise<BenchResult> {
  using files = onDisk(overlayFiles(size));
  const tree = diskTree(files.root);
  const dir = join(files.root, 'overlay');
  const peer = kustomize !== undefined && (size <= 1_000 || isFull) ? kustomize.path : undefined;
  if (peer !== undefined && peerText(peer, dir) !== build(tree, 'overlay').text()) {
    throw new Error(`${id}: the bytes differ`);
  }
  for (let turn = 0; turn < 5; turn++) {
    build(tree, 'overlay').text();
  }
  const count = size <= 100 ? 7 : size <= 1_000 ? 3 : 1;
  const measured = await pairs(peer === undefined ? 5 : count, {
    ours: () => ownCpu(() => build(tree, 'overlay').text()),
    ...(peer === undefined ? {} : { peer: () => peerCpu(peer, dir) }),
  });
  return {
    id,
    ...measured,
    unit: 'ms CPU',
    peerVersion: peer === undefined ? 'absent' : (kustomize?.version ?? ''),
    ...goals,
  };
}

const sizes = [500, 1_000, 2_000, 4_000, 8_000];

/** The slope of log(time) over log(size). */
function growth(times: readonly number[]): number {
  const points = times.map((time, at) => [Math.log(sizes[at] ?? 1), Math.log(time)] as const);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([size]) => size)), mean(points.map(([, time]) => time))];
  const over = points.reduce((sum, [size, time]) => sum + (size - x) * (time - y), 0);
  return over / points.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}

const exponent: Bench = {
  id: 'B3',
  title: 'kustomize: growth over 500 to 8,000 resources with patches, labels, references and replacements',
  run: () => {
    const trees = sizes.map((size) => memory(overlayFiles(size, { replacements: true })));
    trees.forEach((tree) => build(tree, 'overlay').text());
    const times = trees.map((tree) =>
      median(Array.from({ length: 5 }, () => ownCpu(() => build(tree, 'overlay').text()))),
    );
    const ours = growth(times);
    return Promise.resolve({
      id: 'B3',
      ours,
      peer: null,
      ratio: null,
      unit: 'exponent',
      peerVersion: 'absent',
      goal: '<= 1.05',
      floor: '<= 1.25',
    });
  },
};

/** Like `memoryTree`, without its search for directories. */
function memory(files: Readonly<Record<string, string>>): ReturnType<typeof memoryTree> {
  const directories = new Set(['', 'base', 'overlay']);
  const encoder = new TextEncoder();
  const bytes = new Map(Object.entries(files).map(([path, content]) => [path, encoder.encode(content)]));
  return {
    ...memoryTree(files),
    kindOf: (path) => (bytes.has(path) ? 'file' : directories.has(path) ? 'directory' : undefined),
    read: (path) => bytes.get(path),
  };
}

/** One of 5,000 files changes in a tree that knows hashes, as Git's does. */
const oneChange: Bench = {
  id: 'B2',
  title: 'kustomize: one of 5,000 files changed, wall time to the new text',
  run: async () => {
    const size = 5_000;
    const files = overlayFiles(size);
    const tree = hashed(files);
    const first = build(tree, 'overlay');
    first.text();
    let previous = first;
    let turn = 0;
    const change = (): number => {
      const index = 3 + (((turn += 1) * 5) % size);
      tree.change(
        `base/r${index}.yaml`,
        resource(index).replace('1.0.', `1.${turn}.`).replace('replicas: 2', `replicas: ${turn}`),
      );
      const start = performance.now();
      previous = build(tree, 'overlay', { previous });
      previous.text();
      return performance.now() - start;
    };
    const measured = await pairs(41, { ours: change });
    if (previous === first || previous.text() !== build(tree, 'overlay').text()) {
      throw new Error('B2: the bytes differ from those of a whole build');
    }
    return {
      id: 'B2',
      ...measured,
      unit: 'ms',
      peerVersion: 'absent',
      goal: '<= 5 ms',
      floor: '>= 1,000x (<= 200 ms)',
    };
  },
};

/** A tree that knows a hash of every file, and may be changed between builds. */
function hashed(files: Readonly<Record<string, string>>) {
  const tree = memory(files);
  const encoder = new TextEncoder();
  const ids = new Map(Object.keys(files).map((path) => [path, path]));
  const changed = new Map<string, Uint8Array>();
  return {
    ...tree,
    read: (path: string) => changed.get(path) ?? tree.read(path),
    idOf: (path: string) => ids.get(path),
    change: (path: string, content: string) => {
      changed.set(path, encoder.encode(content));
      ids.set(path, content);
    },
  };
}

export const benches: readonly Bench[] = [
  overlayBench(100, { goal: '>= 5x', floor: '>= 3x' }),
  overlayBench(1_000, { goal: '>= 25x', floor: '>= 10x' }),
  overlayBench(5_000, { goal: '>= 300x, <= 700 ms', floor: '>= 100x' }),
  oneChange,
  exponent,
];
