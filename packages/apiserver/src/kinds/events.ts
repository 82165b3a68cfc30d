import type { KubeObject } from '@juanie/kube';
import type { Kind } from './kind.ts';

/** Names of the same fields in core/v1 and in events.k8s.io/v1. */
const pairs = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
] as const;

/** Events are kept as core/v1; events.k8s.io/v1 is another view of them. */
export function convertEvent(kind: Kind, event: KubeObject): KubeObject {
  const toCore = kind.group === '';
  const converted: KubeObject = { ...event, apiVersion: kind.apiVersion };
  for (const [core, other] of pairs) {
    const [from, to] = toCore ? [other, core] : [core, other];
    if (converted[from] !== undefined) {
      converted[to] = converted[from];
      delete converted[from];
    }
  }
  return converted;
}
