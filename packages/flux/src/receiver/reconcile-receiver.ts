import type { Informer, Reconciler } from '@juanie/controller';
import { isFault, type Fault } from '@juanie/fault';
import { finalizer, managers, parseReceiver, statusOfReceiver, type ReceiverSpec } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { finalizerOf } from '../status/finalizer.ts';
import type { Publisher } from '../status/publisher.ts';
import { conclude, decide, type Action, type Outcome, type ReceiverSays, type Seen } from './judge.ts';
import { readToken } from './token.ts';

export interface ReceiverReconcilerOptions {
  readonly client: KubeClient;
  readonly informer: Informer;
  readonly publisher: Publisher;
  readonly random: () => number;
}

export function receiverReconciler(
  options: ReceiverReconcilerOptions,
): Reconciler<Seen, Action, Outcome, ReceiverSays> {
  const { client, informer, publisher } = options;
  return {
    async observe(key) {
      const object = informer.at(key);
      return object === undefined
        ? undefined
        : { object, status: statusOfReceiver(object), spec: specOrFault(object), random: options.random() };
    },
    decide,
    act: async (seen, { spec }) => ({ token: await readToken(client, seen.object, spec) }),
    conclude,
    publish: (seen, says) => publisher.publish(seen.object, says),
    finalizer: finalizerOf({ client, informer, name: finalizer, manager: managers.receiverStatus }),
  };
}

function specOrFault(object: KubeObject): ReceiverSpec | Fault {
  try {
    return parseReceiver(object);
  } catch (thrown) {
    if (isFault(thrown)) {
      return thrown;
    }
    throw thrown;
  }
}
