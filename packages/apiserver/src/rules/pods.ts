import type { KubeObject } from '@juanie/kube';
import type { Rules } from './rules.ts';

interface Resources {
  readonly requests?: Readonly<Record<string, unknown>>;
  readonly limits?: Readonly<Record<string, unknown>>;
}

interface PodSpec {
  serviceAccountName?: string;
  serviceAccount?: string;
  priority?: number;
  preemptionPolicy?: string;
  containers?: { resources?: Resources }[];
  initContainers?: { resources?: Resources }[];
}

export const podRules: Rules = {
  admitNew(object) {
    const spec = (object['spec'] ?? {}) as PodSpec;
    spec.serviceAccountName ??= 'default';
    spec.serviceAccount ??= spec.serviceAccountName;
    spec.priority ??= 0;
    spec.preemptionPolicy ??= 'PreemptLowerPriority';
    object['status'] = { phase: 'Pending', qosClass: qosClassOf(spec) };
  },
};

/** Guaranteed: every container limits what it asks for, both resources; BestEffort: nobody asks for anything. */
export function qosClassOf(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map(
    ({ resources }) => resources ?? {},
  );
  const counted = ['cpu', 'memory'];
  const asks = (list: Resources['limits']): boolean => counted.some((name) => list?.[name] !== undefined);
  if (!containers.some(({ requests, limits }) => asks(requests) || asks(limits))) {
    return 'BestEffort';
  }
  const guaranteed = containers.every(({ requests, limits }) =>
    counted.every((name) => limits?.[name] !== undefined && String(limits[name]) === String(requests?.[name])),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/** A pod keeps what its admission gave it. */
export function keepAdmitted(next: KubeObject, live: KubeObject): void {
  const [spec, known] = [(next['spec'] ?? {}) as PodSpec, (live['spec'] ?? {}) as PodSpec];
  for (const field of ['serviceAccountName', 'serviceAccount', 'priority', 'preemptionPolicy'] as const) {
    if (spec[field] === undefined && known[field] !== undefined) {
      Object.assign(spec, { [field]: known[field] });
    }
  }
}
