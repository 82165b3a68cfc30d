import type { FileTree, KubeObject } from '@juanie/kube';
import { parseAllDocuments } from 'yaml';
import type { GitHosting } from '../core/git.ts';
import { fleetRepository } from '../core/rows.ts';
import { kustomizeLayout } from '../fleet/kustomize/kustomize-layout.ts';
import type { MemoryCluster } from './memory-cluster.ts';

/** How an image behaves when it is run. */
export type Behaviour = 'fine' | 'exits' | 'cannot-pull' | 'never-ready';

export interface MemoryEngine {
  /** Service image -> behaviour; `fine` when absent. */
  readonly behaviours: Map<string, Behaviour>;
  /** While true, nothing is fetched. */
  asleep: boolean;
  reconcile(): void;
  close(): void;
}

/** Objects as the tests' fleet says them: enough of kustomize for what delivery writes. */
export function renderFleet(tree: FileTree, dir: string): readonly KubeObject[] {
  const overlay = /^deploy\/flux\/apps\/([^/]+)\/overlays\/([^/]+)$/.exec(dir);
  if (overlay?.[1] === undefined || overlay[2] === undefined) {
    return objectsIn(tree, dir);
  }
  const [, project, environment] = overlay;
  const found = kustomizeLayout.read(tree, { project, environment });
  return Object.entries(found?.services ?? {}).map(([service, { image, release }]) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: service,
      namespace: `${project}-${environment}`,
      annotations: { 'juanie.art/deployment': String(found?.deployment ?? 0) },
    },
    spec: {
      replicas: found?.replicas ?? 1,
      image,
      release,
      variables: found?.variables ?? {},
      hosts: found?.hosts ?? [],
      restart: found?.restart ?? null,
      releaseName: found?.release ?? null,
    },
  }));
}

function objectsIn(tree: FileTree, dir: string): KubeObject[] {
  return (tree.list(dir) ?? [])
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .flatMap((name) => parseAllDocuments(new TextDecoder().decode(tree.read(`${dir}/${name}`))))
    .map((document) => document.toJS() as KubeObject);
}

/** Flux, the controllers and the nodes in one: does at once what the fleet says. */
export function memoryEngine(git: GitHosting, cluster: MemoryCluster): MemoryEngine {
  return new Engine(git, cluster);
}

class Engine implements MemoryEngine {
  readonly behaviours: Map<string, Behaviour>;
  asleep = false;
  readonly close: () => void;
  readonly #git: GitHosting;
  readonly #cluster: MemoryCluster;

  constructor(git: GitHosting, cluster: MemoryCluster) {
    this.#git = git;
    this.#cluster = cluster;
    this.behaviours = cluster.behaviours as Map<string, Behaviour>;
    this.close = git.onUpdate(({ repository }) =>
      repository === fleetRepository ? queueMicrotask(() => this.reconcile()) : undefined,
    );
  }

  reconcile(): void {
    const fleet = this.#git.find(fleetRepository);
    const head = fleet?.resolve('refs/heads/main');
    if (fleet === undefined || head === undefined || this.asleep) {
      return;
    }
    const revision = `main@sha1:${head}`;
    const conditions = ready('True', 'Succeeded');
    this.#cluster.set(fluxObject('GitRepository', 'flux-system', { artifact: { revision }, conditions }));
    const tree = fleet.tree(head);
    const wanted = new Set<string>();
    for (const file of tree.list('deploy/flux/clusters/local/apps') ?? []) {
      const name = /^(.+)\.yaml$/.exec(file)?.[1];
      if (name !== undefined) {
        wanted.add(name);
        this.#apply(tree, { name, revision });
      }
    }
    for (const { metadata } of this.#cluster.all('Kustomization')) {
      if (metadata.name !== 'flux-system' && !wanted.has(metadata.name)) {
        this.#prune(metadata.name);
      }
    }
  }

  #prune(name: string): void {
    this.#cluster.remove({ kind: 'Kustomization', namespace: 'flux-system', name });
    for (const kind of ['Deployment', 'ReplicaSet', 'Pod']) {
      this.#removeAll(kind, name);
    }
    // Like the real one, a namespace is gone a moment later.
    setTimeout(() => this.#cluster.remove({ kind: 'Namespace', name }), 1);
  }

  #removeAll(kind: string, namespace: string): void {
    for (const { metadata } of this.#cluster.all(kind).filter((object) => object.metadata.namespace === namespace)) {
      this.#cluster.remove({ kind, namespace, name: metadata.name });
    }
  }

  #apply(tree: FileTree, { name, revision }: { name: string; revision: string }): void {
    this.#cluster.set({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const file = tree.read(`deploy/flux/clusters/local/apps/${name}.yaml`);
    const documents = parseAllDocuments(new TextDecoder().decode(file)).map(
      (document) => document.toJS() as KubeObject,
    );
    const { path = '' } = (documents.find(({ kind }) => kind === 'Kustomization')?.['spec'] ?? {}) as { path?: string };
    const status = { lastAttemptedRevision: revision };
    let objects: readonly KubeObject[];
    try {
      objects = renderFleet(tree, path.replace('./', ''));
    } catch (thrown) {
      const conditions = ready('False', 'BuildFailed', String((thrown as Error).message));
      this.#cluster.set(fluxObject('Kustomization', name, { ...status, conditions }));
      return;
    }
    const healthy = objects.map((object) => this.#run(object)).every(Boolean);
    const conditions = healthy
      ? ready('True', 'ReconciliationSucceeded')
      : ready('Unknown', 'Progressing', 'Running health checks for revision');
    const applied = healthy ? { lastAppliedRevision: revision } : {};
    this.#cluster.set(fluxObject('Kustomization', name, { ...status, ...applied, conditions }));
  }

  /** The workload as it will look a moment later; true when it is ready. */
  #run(object: KubeObject): boolean {
    const spec = object['spec'] as { replicas: number; image: string; releaseName: string; restart: string | null };
    const behaviour = this.behaviours.get(spec.image) ?? 'fine';
    const fine = behaviour === 'fine';
    const { name, namespace = '' } = object.metadata;
    const { replicas } = spec;
    const counts = fine ? { readyReplicas: replicas, availableReplicas: replicas } : {};
    const template = { image: spec.image, restart: spec.restart };
    const uid = `${namespace}-${name}`;
    this.#cluster.set({
      ...object,
      spec: { ...spec, template },
      metadata: { ...object.metadata, uid, generation: 1 },
      status: { observedGeneration: 1, replicas, updatedReplicas: replicas, ...counts },
    });
    this.#removeAll('ReplicaSet', namespace);
    this.#removeAll('Pod', namespace);
    const set = `${name}-${spec.releaseName}-${spec.restart ?? '0'}`;
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true }];
    this.#cluster.set({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      spec: { template },
      metadata: { name: set, namespace, uid: `${namespace}-${set}`, ownerReferences },
    });
    for (let index = 0; index < replicas; index += 1) {
      this.#cluster.set(podOf({ namespace, name, set, index, behaviour, release: spec.releaseName }));
    }
    return fine;
  }
}

interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly set: string;
  readonly index: number;
  readonly behaviour: Behaviour;
  readonly release: string;
}

function podOf({ namespace, name, set, index, behaviour, release }: PodFacts): KubeObject {
  const fine = behaviour === 'fine';
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: set, uid: `${namespace}-${set}`, controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${set}-${index}`,
      namespace,
      uid: `${namespace}-${set}-${index}`,
      ownerReferences: [owner],
      annotations: { 'juanie.art/release': release },
    },
    spec: { containers: [{ name }] },
    status: {
      phase: fine ? 'Running' : 'Pending',
      conditions: [{ type: 'Ready', status: fine ? 'True' : 'False' }],
      containerStatuses: [{ name, ...containerOf(behaviour) }],
    },
  };
}

function containerOf(behaviour: Behaviour): object {
  switch (behaviour) {
    case 'exits':
      return {
        restartCount: 2,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off restarting failed container' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error' } },
      };
    case 'cannot-pull':
      return { restartCount: 0, state: { waiting: { reason: 'ErrImagePull', message: 'no such manifest' } } };
    default:
      return { restartCount: 0, state: { running: {} } };
  }
}

function ready(status: string, reason: string, message = ''): object[] {
  return [{ type: 'Ready', status, reason, message }];
}

function fluxObject(kind: string, name: string, status: object): KubeObject {
  return { apiVersion: 'flux/v1', kind, metadata: { name, namespace: 'flux-system' }, status };
}
