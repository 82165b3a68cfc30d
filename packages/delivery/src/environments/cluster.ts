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
  const { kube, layout, settings } = kernel;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } };
  await ensure(kernel, namespace);
  const dir = layout.clusterDir(settings.cluster.name);
  const objects = kernel.render(fleetOf(kernel).tree(fleetHead(kernel)), dir);
  for (const object of objects) {
    await ensure(kernel, object);
  }
  kernel.effect('cluster pointed at the fleet');
  kernel.log.debug('engine pointed at the fleet', { objects: objects.length, api: typeof kube });
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
