import { commitFiles } from '@juanie/flux/testing';
import { statusOfKustomization } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import { median, type Bench, type BenchResult } from '../bench.ts';
import {
  appName,
  assertValue,
  configMap,
  kustomizationRef,
  openFleet,
  percentile,
  watchValues,
  type Fleet,
} from './fleet.ts';

/** Enough to show that one commit does not cost by the number of applications; ten thousand take long to set up. */
const apps = Number(process.env['BENCH_APPS'] ?? 300);

/** One application of many changes: until it is applied; the others are proven unchanged before that. */
async function oneOfMany(): Promise<number> {
  await using fleet = await openFleet(apps, () => ({ wait: false }));
  await settled(fleet, apps);
  const values = await watchValues(fleet.engine);
  const samples: number[] = [];
  for (let turn = 1; turn <= 8; turn += 1) {
    const name = appName((turn * 37) % apps);
    const { built } = fleet.engine.flux.builds;
    const reported = new Promise<number>((done) => {
      const stop = fleet.engine.git.onUpdate(() => {
        stop();
        done(performance.now());
      });
    });
    const seen = values.seen(name, String(turn));
    await commitFiles(fleet.repository, { [`apps/${name}/cm.yaml`]: configMap(name, String(turn)) });
    samples.push((await seen) - (await reported));
    await settled(fleet, apps);
    await assertValue(fleet.engine, name, String(turn));
    if (fleet.engine.flux.builds.built !== built + 1) {
      throw new Error(`one commit to one application caused ${fleet.engine.flux.builds.built - built} builds`);
    }
  }
  await values.close();
  return median(samples);
}

/** Everything at the newest revision. */
async function settled({ engine, repository }: Fleet, count: number): Promise<void> {
  const revision = `main@sha1:${repository.resolve('main')}`;
  for (let number = count - 1; number >= 0; number -= 1) {
    const ref = kustomizationRef(appName(number));
    const isThere = (object: KubeObject | undefined) =>
      object !== undefined && statusOfKustomization(object).lastAppliedRevision === revision;
    if (!isThere(await engine.client.find(ref))) {
      await engine.until(ref, isThere);
    }
  }
  await engine.flux.idle();
}

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: apps}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: c, image: "example.com/c:1"}]}
`;

/** A healthy application among some that never become healthy: how much longer it takes. */
async function besideFailing(failing: number): Promise<number> {
  await using fleet = await openFleet(64);
  await settled(fleet, 64);
  const stuck = Array.from({ length: failing }, (_, number) => `stuck-${number}`);
  await commitFiles(
    fleet.repository,
    Object.fromEntries(stuck.map((name) => [`apps/${name}/d.yaml`, deployment(name)])),
  );
  for (const name of stuck) {
    const spec = { interval: '10m', timeout: '5m', prune: true, wait: true, path: `./apps/${name}` };
    const sourceRef = { kind: 'GitRepository', name: 'fleet' };
    const { apiVersion, kind, namespace } = kustomizationRef(name);
    await fleet.engine.client.create({
      apiVersion,
      kind,
      metadata: { name, namespace: namespace ?? '' },
      spec: { ...spec, sourceRef },
    });
  }
  await settled(fleet, 64);
  const values = await watchValues(fleet.engine);
  const samples: number[] = [];
  for (let turn = 1; turn <= 15; turn += 1) {
    const seen = values.seen(appName(0), String(turn));
    const start = performance.now();
    await commitFiles(fleet.repository, { [`apps/${appName(0)}/cm.yaml`]: configMap(appName(0), String(turn)) });
    samples.push((await seen) - start);
    await settled(fleet, 64);
  }
  await values.close();
  return median(samples.slice(5));
}

/** A chain of twenty: what each link costs. */
async function chain(): Promise<number> {
  const links = 20;
  const depend = (number: number) => (number === 0 ? {} : { dependsOn: [{ name: appName(number - 1) }] });
  await using fleet = await openFleet(links, depend);
  await settled(fleet, links);
  const values = await watchValues(fleet.engine);
  const samples: number[] = [];
  for (let turn = 1; turn <= 10; turn += 1) {
    const seen = values.seen(appName(links - 1), String(turn));
    const files = Array.from({ length: links }, (_, number): [string, string] => [
      `apps/${appName(number)}/cm.yaml`,
      configMap(appName(number), String(turn)),
    ]);
    await commitFiles(fleet.repository, Object.fromEntries(files));
    const start = performance.now();
    samples.push(((await seen) - start) / links);
    await settled(fleet, links);
  }
  await values.close();
  return percentile(samples, 0.5);
}

function result(id: string, ours: number, more: Pick<BenchResult, 'unit' | 'goal' | 'floor'>): BenchResult {
  return { id, ours, peer: null, ratio: null, peerVersion: 'absent', ...more };
}

export const benches: readonly Bench[] = [
  {
    id: `A3-${apps}`,
    title: `${apps} applications in one repository, a commit touches one: until it is applied, the others proven unchanged`,
    run: async () => result(`A3-${apps}`, await oneOfMany(), { unit: 'ms', floor: '-', goal: '10 ms' }),
  },
  {
    id: 'A6',
    title: 'a healthy application beside 11 that never become healthy, against none: how much longer',
    async run() {
      const [alone, beside] = [await besideFailing(0), await besideFailing(11)];
      return result('A6', (beside / alone - 1) * 100, { unit: '%', floor: '10 %', goal: '0 %' });
    },
  },
  {
    id: 'A7',
    title: 'a chain of 20 dependencies: overhead for each link',
    run: async () => result('A7', await chain(), { unit: 'ms', floor: '100 ms', goal: '2 ms' }),
  },
];
