import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiServer } from '@juanie/apiserver';
import { systemClock } from '@juanie/controller';
import { fluxCrds } from '@juanie/flux-api';
import { openGitHost, type GitHost, type GitRepository } from '@juanie/git';
import type { KubeObject, ObjectRef } from '@juanie/kube';
import { openKubeClient, type KubeClient } from '@juanie/kube-client';
import { localSources } from '../source/local-sources.ts';
import type { SourceHost } from '../source/source-host.ts';
import { startFlux, type Flux, type FluxOptions } from '../start-flux.ts';

/** The engine over the embedded API server and a Git host, in a folder of its own. For tests and benchmarks. */
export interface Engine {
  readonly client: KubeClient;
  readonly git: GitHost;
  readonly flux: Flux;
  /** The object once it is as wanted, told by a watch. */
  until(ref: ObjectRef, isSo: (object: KubeObject | undefined) => boolean): Promise<KubeObject | undefined>;
  close(): Promise<void>;
}

export interface EngineOptions extends Partial<Omit<FluxOptions, 'client' | 'sources'>> {
  readonly sources?: (git: GitHost) => SourceHost;
  /** What the engine sees of the API; default: all. */
  readonly view?: (client: KubeClient) => KubeClient;
}

export async function openEngine({
  sources,
  view = (client) => client,
  ...options
}: EngineOptions = {}): Promise<Engine> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-flux-'));
  const api = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys'), crds: fluxCrds() });
  const git = await openGitHost({ root: join(dir, 'git') });
  const client = openKubeClient(api.transport({ name: 'flux', groups: ['system:masters'] }));
  const flux = startFlux({
    clock: systemClock,
    random: () => 0.5,
    ...options,
    client: view(client),
    sources: sources?.(git) ?? localSources({ git }),
  });
  return {
    client,
    git,
    flux,
    until: (ref, isSo) => until(client, ref, isSo),
    async close() {
      await flux.close();
      await git.close();
      await api.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function until(
  client: KubeClient,
  ref: ObjectRef,
  isSo: (object: KubeObject | undefined) => boolean,
): Promise<KubeObject | undefined> {
  const abort = new AbortController();
  const listed = await client.list(ref, ref.namespace === undefined ? {} : { namespace: ref.namespace });
  let object = listed.items.find((item) => item.metadata.name === ref.name);
  if (isSo(object)) {
    return object;
  }
  const from = { resourceVersion: listed.resourceVersion, signal: abort.signal };
  for await (const event of client.watch(
    ref,
    ref.namespace === undefined ? from : { ...from, namespace: ref.namespace },
  )) {
    if (event.type !== 'BOOKMARK' && event.object.metadata.name === ref.name) {
      object = event.type === 'DELETED' ? undefined : event.object;
      if (isSo(object)) {
        break;
      }
    }
  }
  abort.abort();
  return object;
}

/** Commits files (null deletes) to main. */
export async function commitFiles(
  repository: GitRepository,
  files: Readonly<Record<string, string | null>>,
  message = 'change',
): Promise<string> {
  const made = await repository.commit({
    branch: 'main',
    author: { name: 'Ada', email: 'ada@example.com' },
    message,
    change: () => new Map(Object.entries(files)),
  });
  return made.id;
}

export function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function gitRepository(name: string, spec: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name, namespace: 'flux-system' },
    spec: { interval: '10m', url: 'http://git.juanie.internal/juanie/fleet.git', ref: { branch: 'main' }, ...spec },
  };
}

export function kustomization(name: string, spec: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      interval: '10m',
      prune: true,
      wait: true,
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      path: `./${name}`,
      ...spec,
    },
  };
}
