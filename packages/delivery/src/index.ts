export type * from './actor.ts';
export type * from './delivery.ts';
export type * from './views.ts';
export { deploymentSteps } from './views.ts';
export { openBuilder } from './build/open-builder.ts';
export { planBuild, type PlannedBuild, type ServicePlan } from './build/plan.ts';
export { exportTree } from './build/export-tree.ts';
export { defaultBuildLimits, type BuilderOptions, type BuildLimits } from './build/workshop.ts';
export { fault as buildFaults, message as buildMessages } from './build/messages.ts';
