import type {
  BuildState,
  DeploymentState,
  DeploymentView,
  Health,
  ProjectState,
  StepState,
  Sync,
  Tier,
} from '@juanie/delivery';
import type { Look } from './shape.tsx';

const running: Look = { shape: 's-running', role: 'progress' };
const success: Look = { shape: 's-success', role: 'success' };
const failed: Look = { shape: 's-failed', role: 'danger' };
const pending: Look = { shape: 's-pending', role: 'neutral' };
const cancelled: Look = { shape: 's-cancelled', role: 'neutral' };
const unknown: Look = { shape: 's-unknown', role: 'neutral' };

export const deploymentLooks: Readonly<Record<DeploymentState, Look>> = {
  pending,
  running,
  success,
  failed,
  rollback: { shape: 's-rollback', role: 'rollback' },
  cancelled,
};

/** One shape per state; what waits for a person has its own. */
export function lookOfDeployment({
  state,
  waitingFor,
  stuck,
}: Pick<DeploymentView, 'state' | 'waitingFor' | 'stuck'>): Look {
  if (waitingFor === 'approval') {
    return { shape: 's-approval', role: 'warning' };
  }
  if (waitingFor === 'hold') {
    return { shape: 's-held', role: 'rollback' };
  }
  return stuck ? { shape: 's-warning', role: 'warning' } : deploymentLooks[state];
}

export const healthLooks: Readonly<Record<Health, Look>> = {
  healthy: { shape: 's-healthy', role: 'success' },
  progressing: running,
  degraded: { shape: 's-degraded', role: 'danger' },
  suspended: { shape: 's-suspended', role: 'warning' },
  missing: unknown,
  unknown,
};

export const syncLooks: Readonly<Record<Sync, Look>> = {
  synced: { shape: 's-synced', role: 'success' },
  syncing: running,
  drifted: { shape: 's-warning', role: 'warning' },
  failed,
  unknown,
};

export const stepLooks: Readonly<Record<StepState, Look>> = {
  waiting: pending,
  running,
  success,
  failed,
  skipped: { shape: 's-success', role: 'neutral' },
  cancelled,
};

export const buildLooks: Readonly<Record<BuildState, Look>> = { queued: pending, running, success, failed, cancelled };

export const projectLooks: Readonly<Record<ProjectState, Look>> = {
  initializing: running,
  active: success,
  archived: { shape: 's-archived', role: 'neutral' },
  suspended: { shape: 's-suspended', role: 'warning' },
  failed,
  deleting: { shape: 's-deleting', role: 'danger' },
};

export const tierShapes: Readonly<Record<Tier, string>> = {
  development: 't-dev',
  staging: 't-staging',
  production: 't-prod',
};
