import type { Origin } from '../build-metadata.ts';
import type { ResourceList } from '../resource-list.ts';

/** A change to all resources, and what is noted as its origin when origins are tracked. */
export interface Transformer {
  readonly transform: (list: ResourceList) => void;
  readonly origin: Origin | undefined;
}
