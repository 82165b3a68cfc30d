import assert from 'node:assert/strict';
import { commitFiles, gitRepository, kustomization, namespace, openEngine, type Engine } from '@juanie/flux/testing';
import type { GitRepository } from '@juanie/git';
import type { KubeObject, ObjectRef } from '@juanie/kube';

/** The engine with a fleet repository of `apps` folders and a Kustomization for each. */
export interface Fleet extends AsyncDisposable {
  readonly engine: Engine;
  readonly repository: GitRepository;
}

export function appName(number: number): string {
  return `app-${String(number).padStart(5, '0')}`;
}

export function configMap(name: string, value: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: apps\ndata:\n  value: "${value}"\n`;
}

export function configMapRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'apps', name };
}

export function kustomizationRef(name: string): ObjectRef {
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system', name };
}

export async function openFleet(
  apps: number,
  spec: (number: number) => Record<string, unknown> = () => ({}),
): Promise<Fleet> {
  // Nothing listens here: watches and timers alone keep no process alive.
  const alive = setInterval(() => undefined, 60_000);
  const engine = await openEngine();
  const repository = await engine.git.create('juanie/fleet');
  const names = Array.from({ length: apps }, (_, number) => appName(number));
  await commitFiles(
    repository,
    Object.fromEntries(names.map((name) => [`apps/${name}/cm.yaml`, configMap(name, '0')])),
  );
  for (const each of ['flux-system', 'apps']) {
    await engine.client.create(namespace(each));
  }
  await engine.client.create(gitRepository('fleet'));
  for (const [number, name] of names.entries()) {
    await engine.client.create(kustomization(name, { path: `./apps/${name}`, ...spec(number) }));
  }
  return {
    engine,
    repository,
    async [Symbol.asyncDispose]() {
      await engine.close();
      clearInterval(alive);
    },
  };
}

/** Times of changes of ConfigMaps, told by one watch: what the API server's users see. */
export async function watchValues(engine: Engine) {
  const abort = new AbortController();
  const { resourceVersion } = await engine.client.list({ apiVersion: 'v1', kind: 'ConfigMap' }, { namespace: 'apps' });
  const waiting = new Map<string, (at: number) => void>();
  const following = follow();

  async function follow(): Promise<void> {
    const from = { namespace: 'apps', resourceVersion, signal: abort.signal };
    for await (const event of engine.client.watch({ apiVersion: 'v1', kind: 'ConfigMap' }, from)) {
      if (event.type !== 'BOOKMARK' && event.type !== 'DELETED') {
        const key = `${event.object.metadata.name} ${valueOf(event.object)}`;
        waiting.get(key)?.(performance.now());
        waiting.delete(key);
      }
    }
  }

  return {
    /** Settles with the time at which the ConfigMap was seen to have the value. */
    seen: (name: string, value: string) => new Promise<number>((done) => void waiting.set(`${name} ${value}`, done)),
    async close() {
      abort.abort();
      await following;
    },
  };
}

export function valueOf(object: KubeObject | undefined): string | undefined {
  return (object?.data as { value?: string } | undefined)?.value;
}

export async function assertValue(engine: Engine, name: string, value: string): Promise<void> {
  assert.equal(valueOf(await engine.client.find(configMapRef(name))), value);
}

/** The value that a share of the samples does not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
