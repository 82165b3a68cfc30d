import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reconciler } from '@juanie/controller';
import { hasEnded } from '../pod.ts';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import { conclude, decide, type Action, type Says, type Seen } from './decide-volume.ts';
import type { Volume } from './volume.ts';

/** Keeps the phase of volumes, and removes the data of those whose claim is gone and whose policy says so. */
export function volumeReconciler(world: World, volumesDir: string | undefined): Reconciler<Seen, Action, void, Says> {
  return {
    decide,
    conclude,
    async observe(key) {
      const volume = world.volumes.at(key);
      return volume === undefined ? undefined : observe(world, volume);
    },
    async act({ volume }) {
      const { name, uid = '' } = volume.metadata;
      // Not the path that the object names: that may be anything by now.
      if (volumesDir !== undefined && /^pvc-[0-9a-f-]{36}$/.test(name)) {
        await rm(join(volumesDir, name), { recursive: true, force: true });
      }
      await world.client.delete({ apiVersion: 'v1', kind: 'PersistentVolume', name }, { uid });
      world.volumes.noteDeleted(volume);
    },
    async publish({ volume }, { status }) {
      if (status !== undefined && volume.status?.phase !== status.phase) {
        await writeStatus(world.client, world.volumes, { object: volume, status });
      }
    },
  };
}

function observe({ claims, pods }: World, volume: Volume): Seen {
  const { namespace = '', name = '', uid } = volume.spec.claimRef ?? {};
  const claim = claims.get(namespace, name);
  const inUse = pods
    .by('namespace', namespace)
    .some(
      (pod) =>
        !hasEnded(pod) && pod.spec.volumes?.some(({ persistentVolumeClaim: one }) => one?.claimName === name) === true,
    );
  return { volume, claim: claim?.metadata.uid === uid ? claim : undefined, inUse };
}
