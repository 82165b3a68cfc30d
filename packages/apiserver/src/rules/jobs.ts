import type { KubeObject } from '@juanie/kube';
import type { Rules } from './rules.ts';

interface JobSpec {
  manualSelector?: boolean;
  selector?: { matchLabels?: Record<string, string> };
  template?: { metadata?: { labels?: Record<string, string> } };
}

const prefix = 'batch.kubernetes.io/';

export const jobRules: Rules = {
  /** A job finds its pods by its own uid, unless its writer chose the selector. */
  admitNew(object) {
    const spec = (object['spec'] ?? {}) as JobSpec;
    if (spec.manualSelector === true) {
      return;
    }
    const { uid = '', name } = object.metadata;
    const own = {
      [`${prefix}controller-uid`]: uid,
      [`${prefix}job-name`]: name,
      'controller-uid': uid,
      'job-name': name,
    };
    spec.template ??= {};
    spec.template.metadata = {
      ...spec.template.metadata,
      labels: { ...spec.template.metadata?.labels, ...own },
    };
    spec.selector = { matchLabels: { [`${prefix}controller-uid`]: uid } };
  },
  keepAllocated: keepOwnLabels,
};

/** An applied job does not name the labels and the selector that the server gave it. */
function keepOwnLabels(next: KubeObject, live: KubeObject): void {
  const [spec, known] = [(next['spec'] ?? {}) as JobSpec, (live['spec'] ?? {}) as JobSpec];
  spec.selector ??= structuredClone(known.selector ?? {});
  const labels = known.template?.metadata?.labels ?? {};
  const own = Object.entries(labels).filter(
    ([key]) => key.startsWith(prefix) || key === 'controller-uid' || key === 'job-name',
  );
  if (own.length > 0 && spec.template !== undefined) {
    spec.template.metadata = {
      ...spec.template.metadata,
      labels: { ...Object.fromEntries(own), ...spec.template.metadata?.labels },
    };
  }
}
