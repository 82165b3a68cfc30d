import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { manualClock, type ManualClock } from '@juanie/controller';
import { requestedAtAnnotation, statusOfKustomization } from '@juanie/flux-api';
import type { GitRepository } from '@juanie/git';
import type { KubeObject, ObjectRef } from '@juanie/kube';
import { fault } from './faults.ts';
import { conditionOf } from './status/conditions.ts';
import type { SourceHost } from './source/source-host.ts';
import { localSources } from './source/local-sources.ts';
import { commitFiles, namespace, openEngine, type Engine } from './testing/engine.ts';
import {
  comparable,
  mask,
  readEvents,
  readFluxObjects,
  readSources,
  readStatuses,
  type Told,
} from './testing/observed.ts';

/** Where this engine says something else than the controllers, and why. Every entry must still differ. */
const differences: Readonly<Record<string, string>> = {
  'ks-badcel': 'healthCheckExprs are refused by name: there is no CEL here yet',
  'ks-nosa': 'serviceAccountName is stored; nobody is impersonated before the API server evaluates RBAC',
};

/** Events that the controllers told and this engine does not, and why. */
const untold: Readonly<Record<string, string>> = {
  'GitRepository/cases GarbageCollectionSucceeded':
    'artifacts are read from the repository: there are no files to collect',
};

const host = 'http://127.0.0.1:19080';

describe('what real Flux did', () => {
  const wanted = readStatuses();
  const got = new Map<string, KubeObject | undefined>();
  let engine: Engine;
  let clock: ManualClock;
  let isDown = false;
  let told: Told[] = [];

  const ks = (name: string): ObjectRef => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    namespace: 'cases',
    name,
  });
  const gr = (name: string): ObjectRef => ({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    namespace: 'cases',
    name,
  });

  async function keep(names: Readonly<Record<string, ObjectRef>>): Promise<void> {
    for (const [name, ref] of Object.entries(names)) {
      got.set(name, await engine.client.find(ref));
    }
  }

  async function request(ref: ObjectRef, value: string): Promise<void> {
    const body = { metadata: { annotations: { [requestedAtAnnotation]: value } } };
    await engine.client.patch(ref, { type: 'merge', body }, { fieldManager: 'flux' });
    await engine.until(
      ref,
      (object) => (object?.status as { lastHandledReconcileAt?: string } | undefined)?.lastHandledReconcileAt === value,
    );
    await settle();
  }

  async function change(ref: ObjectRef, spec: Record<string, unknown>): Promise<void> {
    await engine.client.patch(ref, { type: 'merge', body: { spec } }, { fieldManager: 'kubectl-edit' });
    await engine.until(ref, (object) => {
      const { observedGeneration } = (object?.status ?? {}) as { observedGeneration?: number };
      return observedGeneration === object?.metadata.generation;
    });
    await settle();
  }

  /** Until nothing is worked on, watches included. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await engine.flux.idle();
      await new Promise((done) => void setImmediate(done));
    }
  }

  before(async () => {
    clock = manualClock(Date.now());
    engine = await openEngine({ clock, sources: (git) => unreliable(localSources({ git }), () => isDown) });
    const repository = await engine.git.create('cases/cases');
    await prepareCluster(engine);
    await playFirstCommit(repository);
    await playChanges();
    await playSecondCommit(repository);
    await playOutage();
    const events = await engine.client.list({ apiVersion: 'v1', kind: 'Event' }, { namespace: 'cases' });
    told = events.items.map(toldOf);
  });
  after(() => engine.close());

  async function playFirstCommit(repository: GitRepository): Promise<void> {
    await commitFiles(repository, { ...readSources(), ...firstFiles }, 'init');
    for (const object of readFluxObjects()) {
      await engine.client.create(object);
    }
    const failing = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'cases', name: 'fails-fast' };
    await engine.until(failing, (object) => object !== undefined);
    await engine.client.patch(failing, { type: 'merge', body: { status: missedDeadline } }, { subresource: 'status' });
    const gaveUp = (object: KubeObject | undefined) =>
      conditionOf(statusOfKustomization(object as KubeObject).conditions, 'Healthy')?.status === 'False';
    await engine.until(ks('healthfail'), gaveUp);
    await settle();
    const names = [...wanted].filter(([name]) => !later.has(name));
    await keep(
      Object.fromEntries(
        names.map(([name, { metadata }]) => [name, name.startsWith('ks-') ? ks(metadata.name) : gr(metadata.name)]),
      ),
    );
    clock.advance(30_000.25);
    await engine.until(ks('health'), gaveUp);
    await settle();
    await keep({ 'ks-health-timeout': ks('health') });
    clock.advance(20_000);
    await engine.until(
      ks('health'),
      (object) => conditionOf(statusOfKustomization(object as KubeObject).conditions, 'Healthy')?.status === 'Unknown',
    );
    await keep({ 'ks-health-inprogress': ks('health') });
  }

  async function playChanges(): Promise<void> {
    await change(ks('success'), { suspend: true });
    await keep({ 'ks-suspended': ks('success') });
    await change(ks('success'), { suspend: false });
    await keep({ 'ks-resumed': ks('success') });
    await change(gr('gr-semver'), { suspend: true });
    await keep({ 'gitrepository-suspended': gr('gr-semver') });
  }

  async function playSecondCommit(repository: GitRepository): Promise<void> {
    await commitFiles(repository, { ...readSources(), 'prune/b.yaml': null }, 'second');
    await request(gr('cases'), '1');
    await keep({
      'gitrepository-newrevision': gr('cases'),
      'ks-changed': ks('success'),
      'ks-pruned': ks('prune'),
      'ks-recovered': ks('builderr'),
    });
  }

  async function playOutage(): Promise<void> {
    isDown = true;
    await request(gr('cases'), '2');
    await keep({ 'gitrepository-fetchfailed-after-success': gr('cases') });
    isDown = false;
    await request(gr('cases'), '3');
    await keep({ 'gitrepository-recovered': gr('cases') });
    await request(ks('success'), 't1');
    await keep({ 'ks-reconcile-requested': ks('success') });
    await engine.client.delete(gr('cases'));
    await engine.until(gr('cases'), (object) => object === undefined);
    await request(ks('success'), 't2');
    await keep({ 'ks-source-deleted-after-success': ks('success') });
  }

  for (const [name, object] of wanted) {
    const reason = differences[name];
    it(reason === undefined ? `${name} is the same` : `${name} differs: ${reason}`, () => {
      if (reason === undefined) {
        assert.deepEqual(comparable(got.get(name)), comparable(object));
      } else {
        assert.notDeepEqual(comparable(got.get(name)), comparable(object));
      }
    });
  }

  it('tells the same events', () => {
    const ours = new Set(told.map(lineOf));
    const missing = readEvents().filter((event) => !ours.has(lineOf(event)) && reasonFor(event) === undefined);

    assert.deepEqual([...new Set(missing.map(lineOf))], []);
  });

  it('tells nothing else', () => {
    const theirs = new Set(readEvents().map(lineOf));
    const more = told.filter((event) => !theirs.has(lineOf(event)) && reasonFor(event) === undefined);

    assert.deepEqual([...new Set(more.map(lineOf))], []);
  });

  function reasonFor({ kind, name, reason }: Told): string | undefined {
    return (
      untold[`${kind}/${name} ${reason}`] ?? differences[`${kind === 'Kustomization' ? 'ks' : 'gitrepository'}-${name}`]
    );
  }

  it('digests manifests as the controllers do', () => {
    const digestOf = (object: KubeObject | undefined) =>
      object && statusOfKustomization(object).history?.map(({ digest }) => digest);

    for (const name of [
      'ks-success',
      'ks-success-nowait',
      'ks-prune',
      'ks-changed',
      'ks-subst',
      'ks-empty',
      'ks-health-timeout',
    ]) {
      assert.deepEqual(digestOf(got.get(name)), digestOf(wanted.get(name)), name);
    }
  });
});

/** Statuses of later acts. */
const later = new Set([
  'ks-health-timeout',
  'ks-health-inprogress',
  'ks-suspended',
  'ks-resumed',
  'gitrepository-suspended',
  'gitrepository-newrevision',
  'ks-changed',
  'ks-pruned',
  'ks-recovered',
  'gitrepository-fetchfailed-after-success',
  'gitrepository-recovered',
  'ks-reconcile-requested',
  'ks-source-deleted-after-success',
]);

/** What was different in the first commit. */
const firstFiles = {
  'success/cm.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: success-a\ndata:\n  a: "1"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: success-b\ndata:\n  b: "1"\n`,
  'prune/b.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: prune-b}\ndata: {a: "1"}\n`,
  'builderr/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- missing.yaml\n',
};

const missedDeadline = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  unavailableReplicas: 1,
  conditions: [
    {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'timed out',
      lastTransitionTime: '2026-11-20T17:46:15Z',
    },
  ],
};

/** Namespaces, and what was in the way before. */
async function prepareCluster({ client }: Engine): Promise<void> {
  for (const name of ['cases', 'cases2', 'cases3']) {
    await client.create(namespace(name));
  }
  await client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'immutable-cm', namespace: 'cases' },
    immutable: true,
    data: { a: '0' },
  });
  await client.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'immutable-deploy', namespace: 'cases' },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'two' } },
      template: {
        metadata: { labels: { app: 'two' } },
        spec: { containers: [{ name: 'c', image: 'example.com/a:1' }] },
      },
    },
  });
}

/** The Git host of the observation: one repository, a port where nobody listens, and an outage. */
function unreliable(inner: SourceHost, isDown: () => boolean): SourceHost {
  const internal = (url: string) => url.replace(host, 'http://git.juanie.internal/cases');
  const refused = (url: string) => {
    const { host: address } = new URL(url);
    const get = `Get "${url}/info/refs?service=git-upload-pack"`;
    return fault('SourceUnreachable', { url, detail: `${get}: dial tcp ${address}: connect: connection refused` });
  };
  return {
    async fetch(url, options) {
      if (isDown() || !url.startsWith(`${host}/`)) {
        throw refused(url);
      }
      if (!url.endsWith('/cases.git')) {
        throw fault('SourceNotFound', { url });
      }
      return inner.fetch(internal(url), options);
    },
    find: (url) => inner.find(internal(url)),
    onUpdate: (listener) => inner.onUpdate((url) => listener(url.replace('http://git.juanie.internal/cases', host))),
  };
}

function toldOf(event: KubeObject): Told {
  const { involvedObject, type, reason, message } = event as unknown as Omit<Told, 'kind' | 'name'> & {
    involvedObject: { kind: string; name: string };
  };
  return { ...involvedObject, type, reason, message: mask(message).trimEnd() };
}

function lineOf({ kind, name, type, reason, message }: Told): string {
  return [`${kind}/${name}`, type, reason, message].join(' ');
}
