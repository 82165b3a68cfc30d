import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { keyOf, type Kind } from '../kinds/kind.ts';
import { encodeObject } from '../view/decode.ts';
import { renderTime } from '../write/metadata.ts';

/** Kinds that are stored and that nothing on an embedded cluster acts on. */
const idle = new Set([
  'replicationcontrollers',
  'resourcequotas',
  'limitranges',
  'podtemplates',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/cronjobs',
  'autoscaling/horizontalpodautoscalers',
  'networking.k8s.io/networkpolicies',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingadmissionpolicies',
  'admissionregistration.k8s.io/validatingadmissionpolicybindings',
]);

/** What to say about a new object that nothing will act on; undefined for all others. */
export function idleWarning(kind: Kind): string | undefined {
  return idle.has(kind.collection)
    ? `${kind.kind} is stored, but this cluster has no controller for it: nothing will happen`
    : undefined;
}

/** The same as an event, so that `kubectl describe` shows it later. */
export function recordIdle(api: Api, kind: Kind, object: KubeObject): void {
  const message = idleWarning(kind);
  if (message === undefined) {
    return;
  }
  const now = renderTime(api.now());
  const { name, namespace = 'default', uid, resourceVersion } = object.metadata;
  const event: KubeObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name}.${uid?.replaceAll('-', '').slice(0, 16) ?? ''}`,
      namespace,
      uid: crypto.randomUUID(),
      creationTimestamp: now,
    },
    involvedObject: { apiVersion: kind.apiVersion, kind: kind.kind, name, namespace, uid, resourceVersion },
    reason: 'NoController',
    message,
    type: 'Warning',
    source: { component: 'juanie-apiserver' },
    reportingComponent: 'juanie-apiserver',
    reportingInstance: '',
    firstTimestamp: now,
    lastTimestamp: now,
    eventTime: null,
    count: 1,
  };
  api.store.put('events', keyOf(namespace, event.metadata.name), (revision) => {
    event.metadata.resourceVersion = String(revision);
    return encodeObject(event);
  });
}
