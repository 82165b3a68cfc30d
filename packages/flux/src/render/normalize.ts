import { builtInSchemas, gvkOf, isObject, pruneUnknown, type JsonObject, type KubeObject } from '@juanie/kube';
import type { RenderRequest } from './request.ts';

/** An object as it is applied: whose it is, what all of them get, and without what only a server may say. */
export function prepare(object: KubeObject, { labels: own, spec }: Pick<RenderRequest, 'labels' | 'spec'>): KubeObject {
  const { creationTimestamp: _created, ...metadata } = object.metadata;
  const labels = { ...metadata.labels, ...own, ...spec.commonMetadata?.labels };
  const annotations = { ...metadata.annotations, ...spec.commonMetadata?.annotations };
  const prepared: KubeObject = {
    ...object,
    metadata: { ...metadata, labels, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
  };
  if (object.kind !== 'CustomResourceDefinition') {
    delete prepared.status;
  }
  return normalizeKind(prepared);
}

/** What the controller's round trip through typed objects makes of built-in kinds. */
function normalizeKind(given: KubeObject): KubeObject {
  const { group, kind } = gvkOf(given);
  const object = dropUnknownFields(given);
  if (group === '' && kind === 'Secret') {
    return withEncodedData(object);
  }
  if (group === '' && kind === 'Service') {
    return changeAt(object, ['spec'], withProtocols) as KubeObject;
  }
  const template = templatePaths[`${group}/${kind}`];
  return template === undefined ? object : (changeAt(object, template, withContainerProtocols) as KubeObject);
}

/** Fields that a built-in kind does not have vanish, as they do when upstream decodes the object. */
function dropUnknownFields(object: KubeObject): KubeObject {
  const { group, version, kind } = gvkOf(object);
  const schema = builtInSchemas.schemaOf({ group, version, kind });
  // upstream leaves these two out: their rules would be reset (kustomize-controller#1041).
  const isRole = group === 'rbac.authorization.k8s.io' && (kind === 'Role' || kind === 'ClusterRole');
  return schema === undefined || isRole ? object : (pruneUnknown(object, schema).value as KubeObject);
}

const templatePaths: Readonly<Record<string, readonly string[]>> = {
  '/Pod': ['spec'],
  'apps/Deployment': ['spec', 'template', 'spec'],
  'apps/StatefulSet': ['spec', 'template', 'spec'],
  'apps/DaemonSet': ['spec', 'template', 'spec'],
  'apps/ReplicaSet': ['spec', 'template', 'spec'],
  'batch/Job': ['spec', 'template', 'spec'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

function changeAt(value: JsonObject, path: readonly string[], change: (found: JsonObject) => JsonObject): JsonObject {
  const [field, ...rest] = path;
  const below = field === undefined ? undefined : value[field];
  if (field === undefined || !isObject(below)) {
    return value;
  }
  return { ...value, [field]: rest.length === 0 ? change(below) : changeAt(below, rest, change) };
}

function withContainerProtocols(podSpec: JsonObject): JsonObject {
  const { containers } = podSpec;
  if (!Array.isArray(containers)) {
    return podSpec;
  }
  return { ...podSpec, containers: containers.map((each: unknown) => (isObject(each) ? withProtocols(each) : each)) };
}

function withProtocols(owner: JsonObject): JsonObject {
  const { ports } = owner;
  if (!Array.isArray(ports)) {
    return owner;
  }
  const filled = ports.map((port: unknown) => (isObject(port) && !port.protocol ? { ...port, protocol: 'TCP' } : port));
  return { ...owner, ports: filled };
}

function withEncodedData({ stringData, ...secret }: KubeObject): KubeObject {
  if (!isObject(stringData) || Object.keys(stringData).length === 0) {
    return secret as KubeObject;
  }
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  const data = isObject(secret.data) ? secret.data : {};
  return { ...secret, data: { ...data, ...Object.fromEntries(encoded) } } as KubeObject;
}
