import {
  openInformer,
  openRecorder,
  type Change,
  type Clock,
  type Controller,
  type Informer,
  type Recorder,
} from '@juanie/controller';
import { requestedAtAnnotation } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { KindRef, KubeClient } from '@juanie/kube-client';
import { openPublisher, type Publisher } from './status/publisher.ts';

/** What all controllers of the engine share. */
export interface Shared {
  readonly client: KubeClient;
  readonly clock: Clock;
  /** In [0, 1): spreads intervals. */
  readonly random: () => number;
  readonly onError?: (thrown: unknown) => void;
}

/** A controller that runs, with what belongs to it. */
export interface Running {
  readonly informer: Informer;
  readonly controller: Controller;
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Delays after a failure, as the controllers' `--min-retry-delay` and `--max-retry-delay`. */
export const backoff = { base: 750, max: 900_000 };

export interface Station {
  readonly informer: Informer;
  readonly recorder: Recorder;
  readonly publisher: Publisher;
}

export interface StationOptions {
  readonly kind: KindRef;
  /** The name under which events are told. */
  readonly component: string;
  /** Field manager of statuses. */
  readonly manager: string;
  readonly indexes?: Readonly<Record<string, (object: KubeObject) => readonly string[]>>;
}

/** Where a controller watches, tells and writes. */
export function openStation({ client, clock, onError }: Shared, options: StationOptions): Station {
  const { kind, component, manager, indexes = {} } = options;
  const informer = openInformer(client, kind, { clock, indexes, keep, ...(onError === undefined ? {} : { onError }) });
  const recorder = openRecorder({ client, component, clock });
  return { informer, recorder, publisher: openPublisher({ client, clock, informer, recorder, manager }) };
}

/** Who owns which field matters to nobody here, and takes as much room as the rest. */
function keep(object: KubeObject): KubeObject {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

export function running({ informer, recorder, publisher }: Station, controller: Controller): Running {
  return {
    informer,
    controller,
    async idle() {
      await controller.idle();
      await recorder.flush();
    },
    async close() {
      await controller.close();
      publisher.close();
      informer.close();
    },
  };
}

/** As upstream's predicates: a new generation, a new request, deletion; never an own status. */
export function ownChange({ key, before, after }: Change<KubeObject>): string[] {
  const isSame =
    before !== undefined &&
    after !== undefined &&
    before.metadata.uid === after.metadata.uid &&
    before.metadata.generation === after.metadata.generation &&
    before.metadata.deletionTimestamp === after.metadata.deletionTimestamp &&
    before.metadata.annotations?.[requestedAtAnnotation] === after.metadata.annotations?.[requestedAtAnnotation];
  return isSame ? [] : [key];
}
