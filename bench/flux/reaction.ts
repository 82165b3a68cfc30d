import { commitFiles } from '@juanie/flux/testing';
import type { Bench, BenchResult } from '../bench.ts';
import {
  appName,
  assertValue,
  configMap,
  configMapRef,
  openFleet,
  percentile,
  watchValues,
  type Fleet,
} from './fleet.ts';

/** A push changes one application; from the moment Git reports the ref updated until the object is seen changed. */
async function commitToApplied(): Promise<number[]> {
  await using fleet = await openFleet(1);
  return await measure(fleet, 200, async (values, turn) => {
    const reported = reportOf(fleet);
    const seen = values.seen(appName(0), String(turn));
    await commitFiles(fleet.repository, { [`apps/${appName(0)}/cm.yaml`]: configMap(appName(0), String(turn)) });
    return (await seen) - (await reported);
  });
}

/** Somebody deletes an object; until it is there again. */
async function deletedToBack(): Promise<number[]> {
  await using fleet = await openFleet(1);
  return await measure(fleet, 200, async (values) => {
    const seen = values.seen(appName(0), '0');
    const start = performance.now();
    await fleet.engine.client.delete(configMapRef(appName(0)));
    return (await seen) - start;
  });
}

type Values = Awaited<ReturnType<typeof watchValues>>;

async function measure(
  fleet: Fleet,
  turns: number,
  turn: (values: Values, number: number) => Promise<number>,
): Promise<number[]> {
  const { engine } = fleet;
  await engine.until(configMapRef(appName(0)), (object) => object !== undefined);
  const values = await watchValues(engine);
  const samples: number[] = [];
  for (let number = 1; number <= turns; number += 1) {
    await engine.flux.idle();
    samples.push(await turn(values, number));
  }
  await engine.flux.idle();
  await assertValue(engine, appName(0), lastValue(fleet));
  await values.close();
  // The first turns start the renderer and warm the code up.
  return samples.slice(5);
}

function lastValue({ repository }: Fleet): string {
  const text = new TextDecoder().decode(repository.tree('main').read(`apps/${appName(0)}/cm.yaml`));
  return /value: "(.*)"/.exec(text)?.[1] ?? '';
}

function reportOf({ engine }: Fleet): Promise<number> {
  return new Promise((done) => {
    const stop = engine.git.onUpdate(() => {
      stop();
      done(performance.now());
    });
  });
}

let pushed: Promise<number[]> | undefined;

/** One run answers both questions. */
function pushes(): Promise<number[]> {
  return (pushed ??= commitToApplied());
}

function result(id: string, ours: number, goals: Pick<BenchResult, 'goal' | 'floor'>): BenchResult {
  return { id, ours, peer: null, ratio: null, unit: 'ms', peerVersion: 'absent', ...goals };
}

export const benches: readonly Bench[] = [
  {
    id: 'A4',
    title: 'commit to applied object, one application, idle system, 200 pushes: p99 after Git reports the ref updated',
    run: async () => result('A4', percentile(await pushes(), 0.99), { floor: '500 ms', goal: '25 ms' }),
  },
  {
    id: 'A4-p50',
    title: 'the same: p50',
    run: async () => result('A4-p50', percentile(await pushes(), 0.5), { floor: '100 ms', goal: '-' }),
  },
  {
    id: 'A5',
    title: 'a managed object is deleted by hand: p99 until it is back',
    run: async () => result('A5', percentile(await deletedToBack(), 0.99), { floor: '100 ms', goal: '5 ms' }),
  },
];
