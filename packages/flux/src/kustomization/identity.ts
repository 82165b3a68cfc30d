import { gvkOf, type KubeObject, type ObjectRef } from '@juanie/kube';

/** Names an object whatever its version: what an inventory holds. */
export interface ObjectId {
  readonly namespace: string;
  readonly name: string;
  readonly group: string;
  readonly kind: string;
}

export function idOf(object: KubeObject): ObjectId {
  const { group, kind } = gvkOf(object);
  return { namespace: object.metadata.namespace ?? '', name: object.metadata.name, group, kind };
}

/** `<namespace>_<name>_<group>_<Kind>`; in names, `:` (RBAC has it) is written `__`. */
export function formatId({ namespace, name, group, kind }: ObjectId): string {
  return `${namespace}_${name.replaceAll(':', '__')}_${group}_${kind}`;
}

export function parseId(id: string): ObjectId | undefined {
  const found = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id);
  if (found === null) {
    return undefined;
  }
  const [, namespace = '', name = '', group = '', kind = ''] = found;
  return { namespace, name: name.replaceAll('__', ':'), group, kind };
}

/** `Kind/namespace/name`, or `Kind/name` for cluster-wide objects. */
export function subjectOf({ kind, namespace, name }: ObjectId): string {
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

export function refOfId({ namespace, name, group, kind }: ObjectId, version: string): ObjectRef {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return { apiVersion, kind, name, ...(namespace === '' ? {} : { namespace }) };
}
