import { findSubresource } from '../kinds/kind.ts';
import type { Kinds } from '../kinds/kinds.ts';
import type { Target } from './exchange.ts';
import { unknownPath } from './status.ts';

/** `/apis/apps/v1/namespaces/x/deployments/web/scale` taken apart; undefined when it is no resource path. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace?: string;
  readonly resource: string;
  readonly name?: string;
  readonly subresource?: string;
}

export function parseResourcePath(path: string): ResourcePath | undefined {
  const parts = path.split('/').slice(1).map(decodePart);
  const head = parts[0] === 'api' ? ['', parts[1]] : parts[0] === 'apis' ? [parts[1], parts[2]] : [];
  const rest = parts.slice(parts[0] === 'api' ? 2 : 3);
  const [group, version] = head;
  if (group === undefined || version === undefined || rest[0] === undefined || rest[0] === '') {
    return undefined;
  }
  const [first, namespace, third] = rest;
  // `/namespaces/x/status` is the namespace itself; everything else below a namespace is a resource in it.
  const inside = first === 'namespaces' && third !== undefined && third !== 'status' && third !== 'finalize';
  const [resource, name, subresource, ...more] = inside ? rest.slice(2) : rest;
  if (resource === undefined || resource === '' || more.length > 0) {
    return undefined;
  }
  return {
    group,
    version,
    resource,
    ...(inside && namespace !== undefined ? { namespace } : {}),
    ...(name === undefined || name === '' ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function decodePart(part: string): string {
  if (!part.includes('%')) {
    return part;
  }
  try {
    return decodeURIComponent(part);
  } catch {
    throw unknownPath();
  }
}

/** The kind behind a path. Throws 404 for what is not served. */
export function findTarget(kinds: Kinds, path: ResourcePath): Target {
  const kind = kinds.find(path.group, path.version, path.resource);
  if (kind === undefined || (path.namespace !== undefined && !kind.namespaced)) {
    throw unknownPath();
  }
  const subresource = path.subresource === undefined ? undefined : findSubresource(kind, path.subresource);
  if (path.subresource !== undefined && subresource === undefined) {
    throw unknownPath();
  }
  return { kind, namespace: path.namespace, name: path.name, subresource };
}
