import { runController } from '@juanie/controller';
import { managers, notificationApi } from '@juanie/flux-api';
import { backoff, openStation, ownChange, running, type Running, type Shared } from '../running.ts';
import { receiverReconciler } from './reconcile-receiver.ts';

/** Gives Receivers their webhook paths. Deliveries are answered by `receiverHandler`. */
export function runNotificationController(options: Shared): Running {
  const station = openStation(options, {
    kind: { apiVersion: notificationApi, kind: 'Receiver' },
    component: 'notification-controller',
    manager: managers.receiverStatus,
  });
  const controller = runController({
    name: 'notification-controller',
    clock: options.clock,
    backoff,
    reconciler: receiverReconciler({ ...options, ...station }),
    wake: [{ informer: station.informer, keysOf: ownChange }],
  });
  return running(station, controller);
}
