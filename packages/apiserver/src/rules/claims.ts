import type { Rules } from './rules.ts';
import { readStored } from '../view/decode.ts';

const defaultClassKey = 'storageclass.kubernetes.io/is-default-class';

export const claimRules: Rules = {
  /** A claim that names no class gets the default one, if there is one. */
  admitNew(object, api) {
    const spec = (object['spec'] ?? {}) as { storageClassName?: string };
    if (spec.storageClassName === undefined) {
      const found = api.store
        .collection('storage.k8s.io/storageclasses')
        .list()
        .find((stored) => readStored(stored).metadata.annotations?.[defaultClassKey] === 'true');
      if (found !== undefined) {
        spec.storageClassName = found.key;
      }
    }
    object['status'] = { phase: 'Pending' };
  },
  keepAllocated(next, live) {
    const [spec, known] = [next['spec'], live['spec']] as (Record<string, unknown> | undefined)[];
    for (const field of ['storageClassName', 'volumeName']) {
      if (spec !== undefined && spec[field] === undefined && known?.[field] !== undefined) {
        spec[field] = known[field];
      }
    }
  },
};

export const volumeRules: Rules = {
  admitNew(object) {
    object['status'] = { phase: 'Available' };
  },
};
