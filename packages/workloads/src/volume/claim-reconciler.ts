import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault } from '@juanie/fault';
import { keyOf, type Reconciler } from '@juanie/controller';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import {
  conclude,
  decide,
  isFor,
  provisionedBy,
  requested,
  type Action,
  type Says,
  type Seen,
} from './decide-claim.ts';
import { provisioner, type Claim, type StorageClass, type Volume } from './volume.ts';

/** Gives every claim a volume: one that is there and fits, or a new folder. */
export function claimReconciler(world: World, volumesDir: string | undefined): Reconciler<Seen, Action, void, Says> {
  const recorder = world.recorderOf('persistentvolume-controller');
  return {
    decide,
    conclude,
    async observe(key) {
      const claim = world.claims.at(key);
      return claim === undefined ? undefined : observe(world, claim, volumesDir !== undefined);
    },
    async act({ claim }, action) {
      switch (action.do) {
        case 'provision':
          return provision(world, { claim, storageClass: action.storageClass, dir: volumesDir ?? '' });
        case 'bind':
          return bind(world, claim, action.volume);
        case 'grow':
          return patchVolume(world, action.volume, { spec: { capacity: { storage: action.storage } } });
      }
    },
    async publish({ claim }, { status, remark }) {
      if (status !== undefined) {
        await writeStatus(world.client, world.claims, { object: claim, status });
      }
      if (remark !== undefined) {
        recorder.record(claim, remark);
      }
    },
  };
}

function observe({ volumes, classes }: World, claim: Claim, canProvision: boolean): Seen {
  const { volumeName = '', storageClassName = '' } = claim.spec;
  return {
    claim,
    volume: volumes.at(volumeName),
    free: [
      ...volumes.by('phase', 'Available').filter(({ spec }) => spec.claimRef === undefined),
      ...volumes.by('claim', keyOf(claim)).filter((one) => isFor(claim, one)),
    ].filter(({ metadata }) => metadata.deletionTimestamp === undefined),
    storageClass: classes.at(storageClassName),
    canProvision,
  };
}

interface Order {
  readonly claim: Claim;
  readonly storageClass: StorageClass;
  readonly dir: string;
}

async function provision(world: World, { claim, storageClass, dir }: Order): Promise<void> {
  const name = `pvc-${claim.metadata.uid}`;
  const path = join(dir, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const volume: Volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [provisionedBy]: provisioner } },
    spec: {
      capacity: { storage: requested(claim) },
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: 'Filesystem',
      claimRef: referenceTo(claim),
      hostPath: { path, type: 'DirectoryOrCreate' },
    },
  };
  try {
    world.volumes.note(await world.client.create(volume));
  } catch (thrown) {
    // Made by an earlier pass that did not come to its end.
    if (!isFault(thrown) || thrown.reason !== 'KubeAlreadyExists') {
      throw thrown;
    }
  }
  await nameVolume(world, claim, name);
  const message = `Successfully provisioned volume ${name}`;
  world.recorderOf(provisioner).record(claim, { reason: 'ProvisioningSucceeded', message });
}

function referenceTo({ metadata }: Claim) {
  const { namespace = '', name, uid = '', resourceVersion = '' } = metadata;
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
}

/** First the volume is set aside for the claim, then the claim names it: cut short between, the next pass goes on. */
async function bind(world: World, claim: Claim, volume: Volume): Promise<void> {
  await patchVolume(world, volume, { spec: { claimRef: referenceTo(claim) } });
  await nameVolume(world, claim, volume.metadata.name);
}

async function patchVolume({ client, volumes }: World, { metadata }: Volume, patch: { spec: object }): Promise<void> {
  const body = { ...patch, metadata: { resourceVersion: metadata.resourceVersion } };
  const ref = { apiVersion: 'v1', kind: 'PersistentVolume', name: metadata.name };
  volumes.note(await client.patch<Volume>(ref, { type: 'merge', body }));
}

async function nameVolume({ client, claims }: World, { metadata }: Claim, volumeName: string): Promise<void> {
  const { name, namespace = '' } = metadata;
  const annotations = {
    'pv.kubernetes.io/bind-completed': 'yes',
    'pv.kubernetes.io/bound-by-controller': 'yes',
    'volume.kubernetes.io/storage-provisioner': provisioner,
  };
  const ref = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name };
  const body = { metadata: { annotations }, spec: { volumeName } };
  claims.note(await client.patch<Claim>(ref, { type: 'merge', body }));
}
