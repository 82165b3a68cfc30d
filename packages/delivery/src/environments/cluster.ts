import { isFault } from '@juanie/fault';
import type { KubeObject } from '@juanie/kube';
import type { Kernel } from '../core/kernel.ts';
import { fleetHead, fleetOf } from '../fleet/fleet.ts';

const manager = 'juanie-bootstrap';

/**
 * Points the engine at the fleet: its namespace and the objects of `clusters/<cluster>`. From then on Flux keeps
 * them as Git says; they are only written where they are missing.
 */
export async function ensureCluster(kernel: Kernel): Promise<void> {
  const { layout, settings, log } = kernel;
  if (await isPointed(kernel)) {
    return;
  }
  await ensure(kernel, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } });
  const dir = layout.clusterDir(settings.cluster.name);
  const objects = kernel.render(fleetOf(kernel).tree(fleetHead(kernel)), dir);
  for (const object of objects) {
    await ensure(kernel, object);
  }
  kernel.effect('cluster pointed at the fleet');
  log.debug('engine pointed at the fleet', { objects: objects.length });
}

/** Flux has its source and its own Kustomization: the rest follows from Git, also where Git is broken at the moment. */
async function isPointed({ kube }: Kernel): Promise<boolean> {
  const at = { namespace: 'flux-system', name: 'flux-system' };
  const source = await kube.find({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', ...at });
  const own = await kube.find({ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...at });
  return source !== undefined && own !== undefined;
}

async function ensure(kernel: Kernel, object: KubeObject): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const place = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
  if ((await kernel.kube.find({ apiVersion, kind, name: metadata.name, ...place })) !== undefined) {
    return;
  }
  try {
    await kernel.kube.create(object, { fieldManager: manager });
  } catch (thrown) {
    if (!isFault(thrown) || thrown.reason !== 'KubeAlreadyExists') {
      throw thrown;
    }
  }
}
