export { manualClock, systemClock, type Clock, type ManualClock } from './clock.ts';
export { openInformer, type Change, type Informer, type InformerOptions, type Listener } from './informer.ts';
export { openQueue, type Queue, type QueueOptions } from './queue.ts';
export { reconcile, type Pass } from './reconcile.ts';
export type { Claim, Ended, Ending, Finalizer, Next, Reconciler, Step, Verdict } from './reconciler.ts';
export { openRecorder, type Recorder, type RecorderOptions, type Remark } from './recorder.ts';
export { runController, type Controller, type ControllerOptions, type Wake, type WakeBy } from './run-controller.ts';
export { keyOf, splitKey } from './shelf.ts';
