import { parseFieldSelector, parseLabelSelector, type FieldSelector, type KubeObject } from '@juanie/kube';
import type { Kind } from '../kinds/kind.ts';
import type { Stored } from '../store/collection.ts';
import { badRequest } from '../http/status.ts';
import { readLabels, readStored } from './decode.ts';

/** Which objects of a kind a list, a watch or a deletion means. */
export interface Selector {
  readonly namespace: string | undefined;
  /** Labels or fields are asked for, so not every object of the namespace counts. */
  readonly selective: boolean;
  matches(stored: Stored): boolean;
}

export function parseSelector(kind: Kind, namespace: string | undefined, query: URLSearchParams): Selector {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFields(kind, query.get('fieldSelector') ?? '');
  return {
    namespace,
    selective: !labels.isEmpty || fields.terms.length > 0,
    matches: (stored) =>
      (labels.isEmpty || labels.matches(readLabels(stored))) &&
      (fields.terms.length === 0 || fields.matches((field) => fieldValue(kind, field, stored))),
  };
}

function parseFields(kind: Kind, text: string): FieldSelector {
  const selector = parseFieldSelector(text);
  for (const { field } of selector.terms) {
    if (!isSelectable(kind, field)) {
      throw badRequest(`field label not supported: ${field}`);
    }
  }
  return selector;
}

function fieldValue(kind: Kind, field: string, stored: Stored): string {
  const slash = stored.key.indexOf('/');
  if (field === 'metadata.name') {
    return stored.key.slice(slash + 1);
  }
  if (field === 'metadata.namespace') {
    return slash < 0 ? '' : stored.key.slice(0, slash);
  }
  return readField(readStored(stored), aliases[kind.collection]?.[field] ?? field);
}

function readField(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const part of path.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  }
  return value === undefined || value === null || typeof value === 'object'
    ? ''
    : String(value as string | number | boolean);
}

/** Where a field is called something else than where it stands. */
const aliases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  events: {
    'regarding.kind': 'involvedObject.kind',
    'regarding.namespace': 'involvedObject.namespace',
    'regarding.name': 'involvedObject.name',
    'regarding.uid': 'involvedObject.uid',
    source: 'source.component',
    reportingController: 'reportingComponent',
  },
};

const event = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** The fields that upstream lets be selected, beside name and namespace. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    ...event.flatMap((field) => [`involvedObject.${field}`, `regarding.${field}`]),
    'reason',
    'reportingComponent',
    'reportingController',
    'source',
    'type',
  ],
  secrets: ['type'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  services: ['spec.clusterIP', 'spec.type'],
  'batch/jobs': ['status.successful'],
  'apps/replicasets': ['status.replicas'],
  replicationcontrollers: ['status.replicas'],
};

function isSelectable(kind: Kind, field: string): boolean {
  return (
    field === 'metadata.name' ||
    field === 'metadata.namespace' ||
    (selectable[kind.collection]?.includes(field) ?? false) ||
    (kind.custom?.selectableFields.includes(field) ?? false)
  );
}
