import { execFileSync } from 'node:child_process';
import { median, type Bench, type BenchResult } from '../bench.ts';
import { load, percentile } from './parts/load.ts';
import { findProgram, startCaddy, startNginx, startScript, type Side } from './parts/side.ts';

interface Shape {
  readonly size: number;
  readonly connections: number;
}

const turns = 5;
const requestsPerTurn = 8000;

type Peer = 'caddy' | 'nginx';
const starts = { caddy: startCaddy, nginx: startNginx } as const;
const texts = {
  caddy: { goal: '>= 3x better than Caddy', floor: '1.5x' },
  nginx: { goal: 'within 1.5x of nginx (ratio >= 0.67)', floor: '0.4x' },
} as const;

/** F1: CPU time of the proxy for one request; ratio = peer / ours. */
function relayBench(peer: Peer, { size, connections }: Shape): Bench {
  const id = `F1-${peer}-${size === 60 ? '60B' : '16KB'}-${connections}`;
  return {
    id,
    title: `CPU of one relayed request, ${size} bytes, ${connections} connections, against ${peer}`,
    async run() {
      const pod = await startScript('pod.ts', String(size));
      const ours = await startScript('ours.ts', String(pod.port));
      const program = findProgram(peer);
      const other = program === undefined ? undefined : await starts[peer](program, pod.port);
      try {
        await checkEqual([ours, other], size);
        const measured = await measure({ ours, other }, { size, connections });
        return { id, ...measured, unit: 'us CPU/request', peerVersion: versionOf(peer, program), ...texts[peer] };
      } finally {
        await Promise.all([ours.close(), other?.close(), pod.close()]);
      }
    },
  };
}

async function checkEqual(sides: readonly (Side | undefined)[], size: number): Promise<void> {
  for (const side of sides) {
    if (side !== undefined) {
      const { requests } = await load({ port: side.port, connections: 4, requests: 2000, size });
      if (requests !== 2000) {
        throw new Error('Not every request was answered.');
      }
    }
  }
}

async function measure({ ours, other }: { ours: Side; other: Side | undefined }, shape: Shape) {
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    mine.push(await cpuPerRequest(ours, shape));
    if (other !== undefined) {
      theirs.push(await cpuPerRequest(other, shape));
    }
  }
  const ratios = theirs.map((value, at) => value / (mine[at] ?? Number.NaN));
  return other === undefined
    ? { ours: median(mine), peer: null, ratio: null }
    : { ours: median(mine), peer: median(theirs), ratio: median(ratios) };
}

async function cpuPerRequest(side: Side, { size, connections }: Shape): Promise<number> {
  const before = side.cpu();
  await load({ port: side.port, connections, requests: requestsPerTurn, size });
  return ((side.cpu() - before) / requestsPerTurn) * 1e6;
}

function versionOf(peer: Peer, program: string | undefined): string {
  if (program === undefined) {
    return 'absent';
  }
  const text =
    peer === 'caddy'
      ? execFileSync(program, ['version'], { encoding: 'utf8' })
      : execFileSync('/bin/sh', ['-c', '"$0" -v 2>&1', program], { encoding: 'utf8' });
  return `${peer} ${/\d+\.\d+(\.\d+)?/.exec(text)?.[0] ?? 'unknown'}`;
}

/** F5: what the gateway adds to the 99th percentile at half of its load; no peer. */
const latencyBench: Bench = {
  id: 'F5',
  title: 'Latency that the gateway adds at half load, 99th percentile',
  async run(): Promise<BenchResult> {
    const pod = await startScript('pod.ts', '60');
    const ours = await startScript('ours.ts', String(pod.port));
    try {
      const full = await load({ port: ours.port, connections: 32, requests: 8000, size: 60 });
      const rate = full.requests / full.seconds / 2;
      const added: number[] = [];
      for (let turn = 0; turn < turns; turn += 1) {
        const shape = { connections: 32, requests: 4000, size: 60, rate };
        const through = await load({ ...shape, port: ours.port });
        const direct = await load({ ...shape, port: pod.port });
        added.push(percentile(through, 0.99) - percentile(direct, 0.99));
      }
      const rest = { peer: null, ratio: null, peerVersion: 'absent', goal: '<= 0.2 ms', floor: '2 ms' };
      return { id: 'F5', ours: median(added), unit: 'ms', ...rest };
    } finally {
      await Promise.all([ours.close(), pod.close()]);
    }
  },
};

export const benches: readonly Bench[] = [
  ...(['nginx', 'caddy'] as const).flatMap((peer) => [
    relayBench(peer, { size: 60, connections: 32 }),
    relayBench(peer, { size: 60, connections: 400 }),
    relayBench(peer, { size: 16_384, connections: 32 }),
  ]),
  latencyBench,
];
