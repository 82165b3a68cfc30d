import type { Message } from '@juanie/fault';
import { may } from '../core/authorize.ts';
import { message } from '../core/messages.ts';
import type { DeploymentAction, DeploymentState, DeploymentView, Role, Tier } from '../views.ts';

/** Seed 001, with the edges without which its states are dead ends (docs/decisions/state-machines.md). */
export const deploymentEdges = {
  pending: ['running', 'cancelled', 'failed'],
  running: ['success', 'failed', 'cancelled', 'pending'],
  // `success` is final: going back later is a deployment of its own.
  success: [],
  failed: ['rollback'],
  rollback: [],
  cancelled: [],
} as const satisfies Record<DeploymentState, readonly DeploymentState[]>;

export const projectEdges = {
  initializing: ['active', 'failed', 'deleting'],
  failed: ['initializing', 'deleting'],
  active: ['archived', 'suspended', 'deleting'],
  suspended: ['active', 'archived', 'deleting'],
  archived: ['active', 'deleting'],
  deleting: [],
} as const;

export const environmentEdges = {
  creating: ['active', 'failed', 'deleting'],
  active: ['updating', 'deleting'],
  updating: ['active', 'failed', 'deleting'],
  failed: ['updating', 'active', 'deleting'],
  deleting: ['deleted'],
  deleted: [],
} as const;

export interface LifecycleInput {
  readonly state: DeploymentState;
  readonly kind: DeploymentView['kind'];
  readonly waitingFor: DeploymentView['waitingFor'];
  readonly role: Role;
  readonly tier: Tier;
  readonly release: string | null;
  /** The caller asked for it. */
  readonly own: boolean;
  /** The caller is the only person who may approve, or the environment lets people approve their own. */
  readonly ownAllowed: boolean;
  readonly approvedByCaller: boolean;
  readonly hasEarlier: boolean;
  readonly held: boolean;
  readonly hasNext: boolean;
}

export interface Lifecycle {
  readonly ended: boolean;
  readonly next: DeploymentAction | null;
  readonly actions: DeploymentView['actions'];
}

/** The one place that says what can be done with a deployment: UI, CLI and API show this and nothing else. */
export function lifecycle(input: LifecycleInput): Lifecycle {
  const ended = !['pending', 'running'].includes(input.state);
  const waits = input.state === 'pending' && input.waitingFor === 'approval';
  const actions = buttons
    .filter(({ when }) => when({ ...input, ended, waits }))
    .map(({ action, why }) => {
      const blocked = why(input);
      return { action, allowed: blocked === null || blocked.code === 'WhyOwnAllowed', why: blocked };
    });
  return { ended, next: actions.find(({ allowed }) => allowed)?.action ?? null, actions };
}

interface Button {
  readonly action: DeploymentAction;
  when(at: LifecycleInput & { ended: boolean; waits: boolean }): boolean;
  why(at: LifecycleInput): Message | null;
}

const buttons: readonly Button[] = [
  { action: 'approve', when: ({ waits }) => waits, why: whyNotApprove },
  { action: 'reject', when: ({ waits }) => waits, why: (at) => needs(at, 'deployment.approve') },
  {
    action: 'end-hold',
    when: ({ waitingFor, state }) => state === 'pending' && waitingFor === 'hold',
    why: (at) => needs(at, 'environment.hold'),
  },
  { action: 'cancel', when: ({ ended }) => !ended, why: (at) => needs(at, 'deployment.cancel') },
  {
    action: 'promote',
    when: ({ state, release, hasNext }) => state === 'success' && release !== null && hasNext,
    why: (at) => needs(at, 'deployment.request'),
  },
  {
    action: 'rollback',
    when: ({ state, kind }) => (state === 'success' || state === 'failed') && kind !== 'rollback',
    why: (at) => needs(at, 'deployment.rollback') ?? (at.hasEarlier ? null : message('WhyNoEarlier')),
  },
  {
    action: 'redeploy',
    when: ({ ended }) => ended,
    why: (at) => needs(at, 'deployment.request') ?? (at.release === null ? message('WhyNoRelease') : null),
  },
];

function needs(at: LifecycleInput, action: Parameters<typeof may>[1]): Message | null {
  if (may(at.role, action, at.tier)) {
    return null;
  }
  return message('WhyRole', { needed: may('developer', action, at.tier) ? 'developer' : 'maintainer' });
}

export function whyNotApprove(at: LifecycleInput): Message | null {
  const lacking = needs(at, 'deployment.approve');
  if (lacking !== null) {
    return lacking;
  }
  if (at.approvedByCaller) {
    return message('WhyApprovedAlready');
  }
  if (!at.own) {
    return null;
  }
  return at.ownAllowed ? message('WhyOwnAllowed') : message('WhyOwn');
}

export function canGo<State extends string>(
  edges: Readonly<Record<State, readonly string[]>>,
  from: State,
  to: State,
): boolean {
  return edges[from].includes(to);
}
