import { columns, textOf, type Printer, type Seen } from './printer.ts';

const short: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function modes(seen: Seen, path: string): string {
  const value = seen.at(path);
  return Array.isArray(value) ? value.map((mode) => short[textOf(mode)] ?? textOf(mode)).join(',') : '';
}

export const storagePrinters: Readonly<Record<string, Printer>> = {
  persistentvolumeclaims: {
    columns: columns('Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age|VolumeMode'),
    cells: (seen) => {
      const bound = seen.text('spec.volumeName') !== '';
      const ending = seen.object.metadata.deletionTimestamp !== undefined;
      return [
        seen.object.metadata.name,
        ending ? 'Terminating' : seen.text('status.phase'),
        seen.text('spec.volumeName'),
        bound ? seen.text('status.capacity.storage') : '',
        bound ? modes(seen, 'status.accessModes') : '',
        seen.text('spec.storageClassName'),
        seen.text('spec.volumeAttributesClassName', '<unset>'),
        seen.age(),
        seen.text('spec.volumeMode', '<unset>'),
      ];
    },
  },
  persistentvolumes: {
    columns: columns(
      'Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,VolumeAttributesClass,Reason,Age|VolumeMode',
    ),
    cells: (seen) => {
      const claim =
        seen.at('spec.claimRef') === undefined
          ? ''
          : `${seen.text('spec.claimRef.namespace')}/${seen.text('spec.claimRef.name')}`;
      return [
        seen.object.metadata.name,
        seen.text('spec.capacity.storage'),
        modes(seen, 'spec.accessModes'),
        seen.text('spec.persistentVolumeReclaimPolicy'),
        seen.object.metadata.deletionTimestamp === undefined ? seen.text('status.phase') : 'Terminating',
        claim,
        seen.text('spec.storageClassName'),
        seen.text('spec.volumeAttributesClassName', '<unset>'),
        seen.text('status.reason'),
        seen.age(),
        seen.text('spec.volumeMode', '<unset>'),
      ];
    },
  },
  'storage.k8s.io/storageclasses': {
    columns: columns('Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age'),
    cells: (seen) => {
      const usual = seen.object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
      return [
        `${seen.object.metadata.name}${usual ? ' (default)' : ''}`,
        seen.text('provisioner'),
        seen.text('reclaimPolicy', 'Delete'),
        seen.text('volumeBindingMode', 'Immediate'),
        seen.at('allowVolumeExpansion') === true,
        seen.age(),
      ];
    },
  },
};
