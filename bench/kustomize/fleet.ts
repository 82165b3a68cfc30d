/** B4: a thousand small overlays over twenty shared bases, as a fleet has them. */
import { join } from 'node:path';
import { build } from '../../packages/kustomize/src/index.ts';
import { diskTree } from '../../packages/kustomize/src/testing/disk-tree.ts';
import { pairs, type Bench, type BenchResult } from '../bench.ts';
import { onDisk, resource } from './overlay.ts';
import { kustomize, peerText } from './peer.ts';

const overlayCount = 1_000;
const baseCount = 20;
/** The command is run for so many of them, and the time of all is reckoned from these. */
const sampled = 25;

function fleetFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (let base = 0; base < baseCount; base++) {
    const names = Array.from({ length: 5 }, (_, index) => `r${index}.yaml`);
    names.forEach((name, index) => {
      files[`bases/${base}/${name}`] = resource(index);
    });
    files[`bases/${base}/kustomization.yaml`] = `resources:\n${names.map((name) => `- ${name}\n`).join('')}`;
  }
  for (let index = 0; index < overlayCount; index++) {
    files[`apps/${index}/kustomization.yaml`] =
      `resources:\n- ../../bases/${index % baseCount}\nnamespace: app-${index}\nnamePrefix: a${index}-\nimages:\n- name: registry.example.com/app\n  newTag: v${index}\nreplicas:\n- name: app-3\n  count: ${index % 7}\n`;
  }
  return files;
}

async function run(): Promise<BenchResult> {
  using files = onDisk(fleetFiles());
  const tree = diskTree(files.root);
  const path = kustomize?.path;
  const step = overlayCount / sampled;
  if (path !== undefined && peerText(path, join(files.root, 'apps/7')) !== build(tree, 'apps/7').text()) {
    throw new Error('B4: the bytes differ');
  }
  const all = (): number => {
    const cache = new Map();
    const start = performance.now();
    for (let index = 0; index < overlayCount; index++) {
      build(tree, `apps/${index}`, { cache }).text();
    }
    return performance.now() - start;
  };
  const measured = await pairs(3, {
    ours: all,
    ...(path === undefined ? {} : { peer: () => peerTime(path, files.root, step) }),
  });
  return {
    id: 'B4',
    ...measured,
    unit: 'ms',
    peerVersion: kustomize?.version ?? 'absent',
    goal: '>= 100x',
    floor: '>= 20x',
  };
}

function peerTime(path: string, root: string, step: number): number {
  const start = performance.now();
  for (let index = 0; index < overlayCount; index += step) {
    peerText(path, join(root, `apps/${index}`));
  }
  return (performance.now() - start) * step;
}

export const benches: readonly Bench[] = [
  { id: 'B4', title: 'kustomize: 1,000 overlays of 5 resources over 20 bases, a process each against one', run },
];
