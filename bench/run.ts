/**
 * `npm run bench [-- --seconds N] [-- --only ID]`: every benchmark, one JSON line each and a table at the
 * end. A benchmark that is not begun within the seconds is named as left out.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, BenchResult } from './bench.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' }, only: { type: 'string' } } });
const endsAt = performance.now() + Number(values.seconds) * 1000;
const here = import.meta.dirname;
// Programs that a benchmark starts lie beside it: only files that offer benchmarks are loaded.
const files = globSync('*/*.ts', { cwd: here })
  .filter((file) => readFileSync(join(here, file), 'utf8').includes('export const benches'))
  .toSorted();
const results: BenchResult[] = [];
const left: string[] = [];
let failed = 0;

for (const file of files) {
  const { benches = [] } = (await import(join(here, file))) as { benches?: readonly Bench[] };
  for (const bench of benches) {
    if (values.only !== undefined && !bench.id.startsWith(values.only)) {
      continue;
    }
    if (performance.now() > endsAt) {
      left.push(bench.id);
      continue;
    }
    await run(bench);
  }
}
report();

async function run(bench: Bench): Promise<void> {
  try {
    const result = await bench.run();
    results.push(result);
    console.log(JSON.stringify(result));
  } catch (thrown) {
    failed += 1;
    console.log(JSON.stringify({ id: bench.id, error: thrown instanceof Error ? thrown.message : String(thrown) }));
  }
}

function report(): void {
  console.log('\nid | ours | peer | ratio | floor | goal | peer version');
  for (const { id, ours, peer, ratio, unit, floor, goal, peerVersion } of results) {
    const cells = [
      id,
      `${round(ours)} ${unit}`,
      peer === null ? 'absent' : `${round(peer)} ${unit}`,
      ratio === null ? '-' : `${round(ratio)}x`,
      floor,
      goal,
      peerVersion,
    ];
    console.log(cells.join(' | '));
  }
  if (left.length > 0) {
    console.log(`left out for lack of time: ${left.join(', ')}`);
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
