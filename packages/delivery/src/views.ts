import type { Message } from '@juanie/fault';

/**
 * What the product shows of itself: the shapes that UI, CLI and API share. Every `Message` is a code
 * with parameters; the API adds `text` in the caller's language. Times are ISO 8601 in UTC.
 */

export type ProjectState = 'initializing' | 'active' | 'archived' | 'suspended' | 'failed' | 'deleting';
export type EnvironmentState = 'creating' | 'active' | 'updating' | 'failed' | 'deleting' | 'deleted';
export type DeploymentState = 'pending' | 'running' | 'success' | 'failed' | 'rollback' | 'cancelled';
export type BuildState = 'queued' | 'running' | 'success' | 'failed' | 'cancelled';
export type StepState = 'waiting' | 'running' | 'success' | 'failed' | 'skipped' | 'cancelled';
export type DeploymentKind = 'deploy' | 'promote' | 'rollback' | 'change';
export type Tier = 'development' | 'staging' | 'production';
export type ApprovalPolicy = 'automatic' | 'optional' | 'required';
export type Health = 'healthy' | 'progressing' | 'degraded' | 'suspended' | 'missing' | 'unknown';
export type Sync = 'synced' | 'syncing' | 'drifted' | 'failed' | 'unknown';
export type Role = 'owner' | 'maintainer' | 'developer' | 'viewer';

export const deploymentSteps = [
  'queue',
  'checks',
  'approval',
  'commit',
  'fetch',
  'apply',
  'rollout',
  'health',
  'verify',
] as const;
export type DeploymentStep = (typeof deploymentSteps)[number];

export interface StepView {
  readonly name: string;
  readonly state: StepState;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly message: Message | null;
}

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

export interface RepositoryView {
  /** `juanie/shop` */
  readonly name: string;
  readonly kind: 'embedded' | 'mirror';
  readonly cloneUrl: string;
  readonly defaultBranch: string;
  /** Where a mirror comes from, without credentials. */
  readonly upstream: string | null;
  readonly lastSyncAt: string | null;
  readonly syncFault: Message | null;
}

/** A push to a branch that matches `branches` (globs, first rule wins) goes to `environment`. */
export interface BranchRule {
  readonly branches: string;
  readonly environment: string;
  /** automatic: build and deploy; manual: build a release that waits for a person. */
  readonly deploy: 'automatic' | 'manual';
}

export interface ProjectView {
  readonly name: string;
  readonly description: string;
  readonly state: ProjectState;
  readonly repository: RepositoryView;
  readonly rules: {
    readonly preset: 'default' | 'trunk' | 'gitflow' | 'custom';
    readonly items: readonly BranchRule[];
  };
  /** How creation (or deletion) goes: one entry for each step, resumable at the failed one. */
  readonly steps: readonly StepView[];
  readonly environments: readonly EnvironmentView[];
  readonly createdAt: string;
  readonly createdBy: PersonView;
  /** The caller's role, which decides what is offered. */
  readonly role: Role;
}

export interface HoldView {
  /** In a person's own words; in English where Juanie holds: then `message` says it in any language. */
  readonly reason: string;
  readonly message: Message | null;
  readonly by: string;
  readonly since: string;
  readonly until: string | null;
  /** rollback-auto: only the failed release is blocked; a newer one ends the hold. */
  readonly cause: 'person' | 'rollback' | 'rollback-auto';
  readonly blockedRelease: string | null;
}

export interface ReleaseRef {
  readonly name: string;
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  /** service -> `registry…/project/service@sha256:…` */
  readonly images: Readonly<Record<string, string>>;
}

export interface EnvironmentView {
  readonly name: string;
  readonly tier: Tier;
  readonly state: EnvironmentState;
  readonly cluster: string;
  readonly namespace: string;
  readonly kind: 'permanent' | 'preview';
  readonly hosts: readonly string[];
  readonly urls: readonly string[];
  readonly url: string;
  readonly approval: ApprovalPolicy;
  readonly replicas: number;
  readonly size: 'small' | 'medium' | 'large';
  readonly release: ReleaseRef | null;
  /** Since when the current release runs here. */
  readonly releaseSince: string | null;
  /** Newest deployment that has not ended, else the newest of all. */
  readonly deployment: DeploymentView | null;
  readonly health: Health;
  readonly healthReason: Message | null;
  readonly ready: { readonly ready: number; readonly desired: number };
  readonly sync: Sync;
  readonly syncReason: Message | null;
  readonly fleetCommit: string | null;
  readonly unapprovedChange: { readonly commit: string; readonly by: string; readonly subject: string } | null;
  readonly hold: HoldView | null;
  /** Oldest first, at most ten. */
  readonly strip: readonly { number: number; state: DeploymentState; kind: DeploymentKind; release: string | null }[];
  /** What could move here next and why it can or cannot. */
  readonly promotion: {
    readonly from: string;
    readonly release: string;
    readonly commits: number;
    readonly possible: boolean;
    readonly reason: Message;
  } | null;
}

export interface ReleaseView extends ReleaseRef {
  readonly createdAt: string;
  readonly branch: string;
  readonly build: number | null;
  /** Where it runs now, and where it was deployed. */
  readonly environments: readonly {
    name: string;
    state: 'live' | 'deploying' | 'waiting' | 'previous' | 'failed' | 'rolled-back';
    deployment: number;
  }[];
}

export interface BuildView {
  readonly number: number;
  readonly commit: string;
  readonly branch: string;
  readonly subject: string;
  readonly author: string;
  readonly state: BuildState;
  readonly steps: readonly StepView[];
  readonly reason: string | null;
  readonly message: Message | null;
  readonly release: string | null;
  /** What will be run and why: preset, commands, where each was found. */
  readonly plan:
    | readonly {
        service: string;
        preset: string;
        reason: Message;
        commands: readonly { step: string; command: string }[];
      }[]
    | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly lastLines: readonly string[];
}

export interface PodEvidence {
  readonly name: string;
  readonly phase: string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly restarts: number;
  /** A port that the process opened although it was told another one. */
  readonly listeningOn: number | null;
}

export interface Evidence {
  readonly pods: readonly PodEvidence[];
  readonly events: readonly { time: string; object: string; reason: string; message: string; type: string }[];
  readonly logs: readonly { pod: string; container: string; lines: readonly string[] }[];
}

export interface ApprovalView {
  readonly required: number;
  readonly given: readonly { by: PersonView; at: string; own: boolean; comment: string }[];
  readonly rejected: { by: PersonView; at: string; comment: string } | null;
  /** Hash of the rendered objects of the environment before and after. */
  readonly hash: string | null;
  /** Content changed after it was asked for. */
  readonly void: boolean;
  readonly canApprove: boolean;
  readonly why: Message | null;
}

export interface DeploymentView {
  readonly number: number;
  readonly project: string;
  readonly environment: string;
  readonly release: string | null;
  readonly previousRelease: string | null;
  readonly kind: DeploymentKind;
  readonly state: DeploymentState;
  readonly waitingFor: null | 'approval' | 'window' | 'hold' | 'queue' | 'previous';
  readonly steps: readonly StepView[];
  readonly requestedBy: string;
  readonly note: string;
  readonly reason: string | null;
  readonly message: Message | null;
  readonly stillTrue: readonly Message[];
  readonly fleetCommit: string | null;
  readonly rolledBackBy: number | null;
  readonly rollsBack: number | null;
  readonly evidence: Evidence | null;
  readonly approval: ApprovalView | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Median of the last successful ones here, milliseconds; null before there are three. */
  readonly usualMs: number | null;
  readonly stuck: boolean;
  /** Buttons that make sense and are allowed; a blocked one says what unblocks it. */
  readonly actions: readonly { action: DeploymentAction; allowed: boolean; why: Message | null }[];
  /** Live detail of the rollout. */
  readonly pods: readonly {
    name: string;
    ready: boolean;
    phase: string;
    reason: string | null;
    restarts: number;
    release: string | null;
  }[];
}

export type DeploymentAction = 'approve' | 'reject' | 'cancel' | 'rollback' | 'redeploy' | 'promote' | 'end-hold';

export interface CommitView {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  readonly time: string;
}

/** What a promotion, deploy or rollback would do, before it is done. */
export interface SheetView {
  readonly kind: DeploymentKind;
  readonly project: string;
  readonly environment: string;
  readonly from: string | null;
  readonly release: ReleaseRef;
  readonly current: ReleaseRef | null;
  readonly commitsIn: readonly CommitView[];
  readonly commitsOut: readonly CommitView[];
  readonly objects: readonly { ref: string; change: 'created' | 'changed' | 'deleted'; diff: string }[];
  readonly variables: readonly {
    name: string;
    change: 'added' | 'changed' | 'removed';
    before: string | null;
    after: string | null;
  }[];
  readonly gates: readonly { name: string; state: 'open' | 'closed' | 'waits'; message: Message }[];
  readonly hash: string;
  readonly command: string;
  readonly possible: boolean;
}

export interface PushView {
  readonly time: string;
  readonly by: string;
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly subject: string;
  /** Why it did or did not deploy. */
  readonly outcome: Message;
  readonly environment: string | null;
  readonly build: number | null;
}

export interface VariableView {
  readonly name: string;
  readonly value: { readonly kind: 'value'; readonly value: string };
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface AuditView {
  readonly id: number;
  readonly time: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string | null;
}

/** One change that the live stream tells; ids grow without gaps that matter: resume with the last one seen. */
export interface LiveEvent {
  readonly id: number;
  readonly time: string;
  readonly topic:
    | 'project'
    | 'environment'
    | 'build'
    | 'release'
    | 'deployment'
    | 'approval'
    | 'repository'
    | 'member'
    | 'settings';
  readonly project: string | null;
  readonly environment: string | null;
  readonly number: number | null;
}
