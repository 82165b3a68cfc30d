export type * from './actor.ts';
export type * from './delivery.ts';
export type * from './views.ts';
export { deploymentSteps } from './views.ts';
