import type { Rules } from './rules.ts';

export const namespaceRules: Rules = {
  applyDefaults(object) {
    object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
    const spec = (object['spec'] ?? {}) as { finalizers?: string[] };
    object['spec'] = spec;
  },
  admitNew(object) {
    object['spec'] = { finalizers: ['kubernetes'] };
    object['status'] = { phase: 'Active' };
  },
  prepareDelete(object) {
    object['status'] = { ...(object['status'] as object | undefined), phase: 'Terminating' };
  },
};
