import type { EnvironmentRow, ProjectRow } from '@juanie/database';
import { computeStatus, type KubeObject } from '@juanie/kube';
import type { Kernel } from '../core/kernel.ts';
import { fluxNamespace } from '../deployments/seen.ts';
import type { ResourceView } from '../delivery.ts';
import { listAt, textAt } from '../fleet/yaml.ts';
import { factsOf } from './create.ts';

/** What Flux applied (its inventory) and what grew out of it. */
export async function resourcesOf(
  kernel: Kernel,
  { project, environment }: { project: ProjectRow; environment: EnvironmentRow },
): Promise<readonly ResourceView[]> {
  const namespace = environment.namespace ?? '';
  const name = kernel.layout.engineName(factsOf(kernel, project, environment));
  const engine = kernel.cluster.get('Kustomization', fluxNamespace, name);
  const applied = await Promise.all(
    listAt(engine, 'status', 'inventory', 'entries').map((entry) =>
      find(kernel, textAt(entry, 'id') ?? '', textAt(entry, 'v') ?? ''),
    ),
  );
  const grown = (['ReplicaSet', 'Pod'] as const).flatMap((kind) => kernel.cluster.list(kind, namespace));
  const own = engine === undefined ? [] : [viewOf(engine, null)];
  const tops = applied.flatMap((object) => (object === undefined ? [] : [viewOf(object, `Kustomization/${name}`)]));
  return [...own, ...tops, ...grown.map((object) => viewOf(object, ownerOf(object)))];
}

/** `<namespace>_<name>_<group>_<kind>` and the version, as Flux keeps it. */
async function find(kernel: Kernel, id: string, version: string): Promise<KubeObject | undefined> {
  const [namespace = '', name = '', group = '', kind = ''] = id.split('_');
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const ref = namespace === '' ? { apiVersion, kind, name } : { apiVersion, kind, namespace, name };
  return await kernel.kube.find(ref);
}

function ownerOf(object: KubeObject): string | null {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? null : `${owner.kind}/${owner.name}`;
}

function viewOf(object: KubeObject, owner: string | null): ResourceView {
  const { status, message } = computeStatus(object);
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace ?? null,
    name: object.metadata.name,
    owner,
    status: status === 'NotFound' ? 'Unknown' : status,
    message,
    createdAt: object.metadata.creationTimestamp ?? null,
  };
}
