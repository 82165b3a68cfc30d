import { isFault } from '@juanie/fault';
import type { KubeClient } from '@juanie/kube-client';
import { provisioner, type StorageClass } from './volume.ts';

const local: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  allowVolumeExpansion: true,
};

/** Makes the default class; one of that name that is there stays as somebody made it. */
export async function ensureStorageClass(client: KubeClient): Promise<void> {
  try {
    await client.create(local);
  } catch (thrown) {
    if (!isFault(thrown) || thrown.reason !== 'KubeAlreadyExists') {
      throw thrown;
    }
  }
}
