import { trackUpdate, type KubeObject, type WriteContext } from '@juanie/kube';
import type { Api } from '../api.ts';
import type { Kind } from '../kinds/kind.ts';
import { schemaOf } from '../kinds/schemas.ts';
import { hasStatus } from './generation.ts';
import { renderTime } from './metadata.ts';

export interface TrackedWrite {
  readonly kind: Kind;
  readonly manager: string;
  readonly live: KubeObject | undefined;
  readonly next: KubeObject;
  readonly subresource?: string | undefined;
}

/** The object with `managedFields` that say who owns what after an ordinary write. */
export function trackWrite(api: Api, write: TrackedWrite): KubeObject {
  return trackUpdate(write.live, write.next, writeContext(api, write));
}

export function writeContext(api: Api, write: Omit<TrackedWrite, 'live'>): WriteContext {
  const { kind, manager, subresource } = write;
  return {
    schema: schemaOf(kind),
    manager,
    now: renderTime(api.now()),
    ...(subresource === undefined ? {} : { subresource }),
    ignored: ignoredPaths(write),
  };
}

/** What the endpoint does not write is nobody's gain. */
function ignoredPaths({ kind, subresource, next }: Omit<TrackedWrite, 'live'>): readonly (readonly string[])[] {
  if (subresource !== 'status') {
    return hasStatus(kind) ? [['status']] : [];
  }
  const others = Object.keys(next).filter((field) => !statusEndpoint.has(field));
  return [...others.map((field) => [field]), kind.custom === undefined ? ['metadata', 'labels'] : ['metadata']];
}

const statusEndpoint = new Set(['apiVersion', 'kind', 'metadata', 'status']);
