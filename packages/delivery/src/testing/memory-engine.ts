import type { FileTree, KubeObject } from '@juanie/kube';
import { parseAllDocuments } from 'yaml';
import type { GitHosting } from '../core/git.ts';
import { fleetRepository } from '../core/rows.ts';
import { kustomizeLayout } from '../fleet/kustomize/kustomize-layout.ts';
import type { MemoryCluster } from './memory-cluster.ts';

/** How an image behaves when it is run. */
export type Behaviour = 'fine' | 'exits' | 'cannot-pull' | 'never-ready' | 'slow';

export interface MemoryEngine {
  /** Service image -> behaviour; `fine` when absent. */
  readonly behaviours: Map<string, Behaviour>;
  /** Lets what is slow become ready. */
  finish(): void;
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
  const behaviours = cluster.behaviours as Map<string, Behaviour>;
  const slow = new Set<string>();
  const engine: MemoryEngine = {
    behaviours,
    asleep: false,
    reconcile,
    finish() {
      const held = [...slow];
      slow.clear();
      for (const image of held) {
        behaviours.set(image, 'fine');
      }
      reconcile();
    },
    close: git.onUpdate(({ repository }) => (repository === fleetRepository ? queueMicrotask(reconcile) : undefined)),
  };

  function reconcile(): void {
    const fleet = git.find(fleetRepository);
    const head = fleet?.resolve('refs/heads/main');
    if (fleet === undefined || head === undefined || engine.asleep) {
      return;
    }
    const revision = `main@sha1:${head}`;
    cluster.set(
      fluxObject('GitRepository', 'flux-system', { artifact: { revision }, conditions: ready('True', 'Succeeded') }),
    );
    const tree = fleet.tree(head);
    const wanted = new Set<string>();
    for (const file of tree.list('deploy/flux/clusters/local/apps') ?? []) {
      const name = /^(.+)\.yaml$/.exec(file)?.[1];
      if (name !== undefined) {
        wanted.add(name);
        apply(tree, { name, revision });
      }
    }
    for (const object of cluster.all('Kustomization')) {
      if (object.metadata.name !== 'flux-system' && !wanted.has(object.metadata.name)) {
        prune(object.metadata.name);
      }
    }
  }

  function prune(name: string): void {
    cluster.remove({ kind: 'Kustomization', namespace: 'flux-system', name });
    for (const kind of ['Deployment', 'ReplicaSet', 'Pod']) {
      for (const object of cluster.all(kind).filter(({ metadata }) => metadata.namespace === name)) {
        cluster.remove({ kind, namespace: name, name: object.metadata.name });
      }
    }
    cluster.remove({ kind: 'Namespace', name });
  }

  function apply(tree: FileTree, { name, revision }: { name: string; revision: string }): void {
    cluster.set({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const documents = parseAllDocuments(
      new TextDecoder().decode(tree.read(`deploy/flux/clusters/local/apps/${name}.yaml`)),
    );
    const flux = documents
      .map((document) => document.toJS() as KubeObject)
      .find(({ kind }) => kind === 'Kustomization');
    const { path } = (flux?.['spec'] ?? {}) as { path: string };
    let objects: readonly KubeObject[];
    try {
      objects = renderFleet(tree, path.replace('./', ''));
    } catch (thrown) {
      const conditions = ready('False', 'BuildFailed', String((thrown as Error).message));
      cluster.set(fluxObject('Kustomization', name, { lastAttemptedRevision: revision, conditions }));
      return;
    }
    const healthy = objects.map((object) => run(object)).every(Boolean);
    const conditions = healthy
      ? ready('True', 'ReconciliationSucceeded')
      : ready('Unknown', 'Progressing', 'Running health checks for revision');
    const applied = healthy ? { lastAppliedRevision: revision } : {};
    cluster.set(fluxObject('Kustomization', name, { lastAttemptedRevision: revision, ...applied, conditions }));
  }

  /** The workload as it will look a moment later; true when it is ready. */
  function run(object: KubeObject): boolean {
    const spec = object['spec'] as { replicas: number; image: string; releaseName: string; restart: string | null };
    const behaviour = behaviours.get(spec.image) ?? 'fine';
    if (behaviour === 'slow') {
      slow.add(spec.image);
    }
    const fine = behaviour === 'fine';
    const { name, namespace = '' } = object.metadata;
    const hash = `${spec.releaseName}-${spec.restart ?? '0'}`;
    const status = { observedGeneration: 1, replicas: spec.replicas, updatedReplicas: spec.replicas };
    const counts = fine ? { readyReplicas: spec.replicas, availableReplicas: spec.replicas } : {};
    const template = { image: spec.image, restart: spec.restart };
    cluster.set({
      ...object,
      spec: { ...spec, template },
      metadata: { ...object.metadata, uid: `${namespace}-${name}`, generation: 1 },
      status: { ...status, ...counts },
    });
    for (const kind of ['ReplicaSet', 'Pod']) {
      for (const old of cluster.all(kind).filter(({ metadata }) => metadata.namespace === namespace)) {
        cluster.remove({ kind, namespace, name: old.metadata.name });
      }
    }
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name, uid: `${namespace}-${name}`, controller: true };
    const set = `${name}-${hash}`;
    cluster.set({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      spec: { template },
      metadata: {
        name: set,
        namespace,
        uid: `${namespace}-${set}`,
        ownerReferences: [owner],
        annotations: { 'deployment.kubernetes.io/revision': '1' },
      },
    });
    for (let index = 0; index < spec.replicas; index += 1) {
      cluster.set(podOf({ namespace, name, set, index, behaviour, release: spec.releaseName }));
    }
    return fine;
  }

  return engine;
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
