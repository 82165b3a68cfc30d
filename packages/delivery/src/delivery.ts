import type { Message } from '@juanie/fault';
import type { Actor, Once, TokenScope } from './actor.ts';
import type {
  ApprovalPolicy,
  AuditView,
  BranchRule,
  BuildView,
  DeploymentView,
  EnvironmentView,
  LiveEvent,
  ProjectView,
  PushView,
  ReleaseView,
  RepositoryView,
  Role,
  SheetView,
  Tier,
  VariableView,
} from './views.ts';

/** The product: every query and every command, each checking rights itself. Throws Faults only. */
export interface Delivery {
  readonly projects: Projects;
  readonly environments: Environments;
  readonly releases: Releases;
  readonly builds: Builds;
  readonly deployments: Deployments;
  readonly people: People;
  readonly settings: Settings;
  /** Snapshot first: `after` undefined starts now. Ids resume; `resync` when too old. Ends with the signal. */
  live(
    actor: Actor,
    after: number | undefined,
    signal: AbortSignal,
  ): AsyncIterable<LiveEvent | { resync: true; id: number }>;
  audit(actor: Actor, query: { project?: string; before?: number; limit?: number }): Promise<readonly AuditView[]>;
}

export interface NewProject extends Once {
  readonly name: string;
  readonly description?: string;
  readonly template?: string;
  /** An existing repository to mirror. */
  readonly repositoryUrl?: string;
  readonly rules?: 'default' | 'trunk' | 'gitflow';
}

export interface TemplateView {
  readonly name: string;
  readonly title: { readonly en: string; readonly 'zh-CN': string };
  readonly description: { readonly en: string; readonly 'zh-CN': string };
}

export interface Projects {
  templates(actor: Actor): Promise<readonly TemplateView[]>;
  list(actor: Actor): Promise<readonly ProjectView[]>;
  get(actor: Actor, name: string): Promise<ProjectView>;
  /** Returns at once; progress is in `steps` and on the live stream. */
  create(actor: Actor, input: NewProject): Promise<ProjectView>;
  /** Goes on where creation failed. */
  resume(actor: Actor, name: string): Promise<ProjectView>;
  deletionPlan(actor: Actor, name: string): Promise<readonly { kind: string; name: string; detail: Message }[]>;
  delete(actor: Actor, input: { name: string; confirm: string } & Once): Promise<ProjectView>;
  setState(
    actor: Actor,
    input: { name: string; state: 'active' | 'archived' | 'suspended' } & Once,
  ): Promise<ProjectView>;
  setRules(
    actor: Actor,
    input: { name: string; preset: 'default' | 'trunk' | 'gitflow' | 'custom'; items?: readonly BranchRule[] } & Once,
  ): Promise<ProjectView>;
  repository(
    actor: Actor,
    name: string,
  ): Promise<{ repository: RepositoryView; branches: readonly { name: string; commit: string; subject: string }[] }>;
  syncRepository(actor: Actor, name: string): Promise<RepositoryView>;
  pushes(actor: Actor, name: string, limit?: number): Promise<readonly PushView[]>;
  /** Says what a push to this branch would do. */
  explainBranch(actor: Actor, name: string, branch: string): Promise<Message>;
}

export interface NewEnvironment extends Once {
  readonly project: string;
  readonly name: string;
  readonly tier?: Tier;
  readonly approval?: ApprovalPolicy;
  readonly replicas?: number;
  readonly size?: 'small' | 'medium' | 'large';
  readonly hosts?: readonly string[];
}

interface At {
  readonly project: string;
  readonly environment: string;
}

export interface Environments {
  get(actor: Actor, at: At): Promise<EnvironmentView>;
  create(actor: Actor, input: NewEnvironment): Promise<EnvironmentView>;
  delete(actor: Actor, input: At & { confirm: string } & Once): Promise<EnvironmentView>;
  hold(actor: Actor, input: At & { reason: string; until?: string } & Once): Promise<EnvironmentView>;
  endHold(actor: Actor, input: At & Once): Promise<EnvironmentView>;
  scale(actor: Actor, input: At & { replicas: number } & Once): Promise<DeploymentView>;
  restart(actor: Actor, input: At & Once): Promise<DeploymentView>;
  setPolicy(
    actor: Actor,
    input: At & { approval: ApprovalPolicy; approvals?: number; ownAllowed?: boolean } & Once,
  ): Promise<EnvironmentView>;
  variables(actor: Actor, at: At): Promise<readonly VariableView[]>;
  /** One fleet commit for all of them; `null` removes. */
  setVariables(
    actor: Actor,
    input: At & { values: Readonly<Record<string, string | null>> } & Once,
  ): Promise<DeploymentView>;
  resources(actor: Actor, at: At): Promise<readonly ResourceView[]>;
  events(
    actor: Actor,
    at: At,
  ): Promise<readonly { time: string; object: string; reason: string; message: string; type: string }[]>;
  logs(
    actor: Actor,
    query: At & {
      service?: string;
      pod?: string;
      follow?: boolean;
      tail?: number;
      previous?: boolean;
      signal: AbortSignal;
    },
  ): AsyncIterable<LogLine>;
  /** Rendered objects now against those of a release: unified diff, empty when equal. */
  diff(actor: Actor, query: At & { release?: string }): Promise<string>;
}

export interface LogLine {
  readonly time: string;
  readonly pod: string;
  readonly container: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

export interface ResourceView {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly owner: string | null;
  readonly status: 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'Unknown';
  readonly message: string;
  readonly createdAt: string | null;
}

export interface Releases {
  list(actor: Actor, query: { project: string; limit?: number; before?: string }): Promise<readonly ReleaseView[]>;
  get(actor: Actor, query: { project: string; name: string }): Promise<ReleaseView>;
}

export interface Builds {
  list(actor: Actor, query: { project: string; limit?: number }): Promise<readonly BuildView[]>;
  get(actor: Actor, query: { project: string; number: number }): Promise<BuildView>;
  /** From byte `after`; follows until the build ends or the signal does. */
  log(
    actor: Actor,
    query: { project: string; number: number; follow?: boolean; signal: AbortSignal },
  ): AsyncIterable<{ time: string; step: string; line: string }>;
  cancel(actor: Actor, input: { project: string; number: number } & Once): Promise<BuildView>;
  retry(actor: Actor, input: { project: string; number: number } & Once): Promise<BuildView>;
}

export interface Deployments {
  list(
    actor: Actor,
    query: { project?: string; environment?: string; limit?: number },
  ): Promise<readonly DeploymentView[]>;
  get(actor: Actor, query: { project: string; number: number }): Promise<DeploymentView>;
  /** Deploy by hand: a release, a commit, or the newest that the rule allows. */
  deploy(
    actor: Actor,
    input: At & { release?: string; commit?: string; note?: string } & Once,
  ): Promise<DeploymentView>;
  /** What deploy, promote or rollback would do. */
  sheet(
    actor: Actor,
    query: At & { kind: 'deploy' | 'promote' | 'rollback'; from?: string; release?: string; vars?: 'then' | 'now' },
  ): Promise<SheetView>;
  promote(
    actor: Actor,
    input: {
      project: string;
      from?: string;
      to: string;
      release?: string;
      note?: string;
      askApproval?: boolean;
      hash?: string;
    } & Once,
  ): Promise<DeploymentView>;
  rollback(
    actor: Actor,
    input: At & { to?: string; vars?: 'then' | 'now'; note: string } & Once,
  ): Promise<DeploymentView>;
  approve(
    actor: Actor,
    input: { project: string; number: number; hash?: string; comment?: string } & Once,
  ): Promise<DeploymentView>;
  reject(actor: Actor, input: { project: string; number: number; comment: string } & Once): Promise<DeploymentView>;
  cancel(actor: Actor, input: { project: string; number: number } & Once): Promise<DeploymentView>;
  /** Everything that waits for a yes, mine first. */
  approvals(actor: Actor): Promise<{
    waiting: readonly DeploymentView[];
    requested: readonly DeploymentView[];
    decided: readonly DeploymentView[];
  }>;
}

export interface MemberView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly state: 'active' | 'invited';
  readonly project: string | null;
  readonly since: string;
}

export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface People {
  /** Whom a secret belongs to; undefined when it is unknown, expired or revoked. Checks run in constant time. */
  actorOfToken(secret: string): Promise<Actor | undefined>;
  actorOfUser(userId: string): Promise<Actor | undefined>;
  /** One's own name and email address. */
  setProfile(actor: Actor, input: { name?: string; email?: string }): Promise<Actor>;
  members(actor: Actor, project?: string): Promise<readonly MemberView[]>;
  /** Answers a one-time link path to hand to the person. */
  invite(
    actor: Actor,
    input: { email: string; name?: string; role: Role; project?: string } & Once,
  ): Promise<{ member: MemberView; link: string }>;
  setRole(actor: Actor, input: { id: string; role: Role; project?: string } & Once): Promise<MemberView>;
  remove(actor: Actor, input: { id: string; project?: string } & Once): Promise<void>;
  tokens(actor: Actor): Promise<readonly TokenView[]>;
  createToken(
    actor: Actor,
    input: { name: string; scope: TokenScope; expiresInDays?: number } & Once,
  ): Promise<{ token: TokenView; secret: string }>;
  revokeToken(actor: Actor, input: { id: string } & Once): Promise<void>;
  /** A new one-time link token for a user (the local owner when absent); only its hash is stored. */
  createSignInLink(userId?: string): Promise<string>;
  /** Uses the link up: it works once. */
  redeemSignInLink(token: string): Promise<Actor>;
}

export interface RetentionSettings {
  readonly releasesDays: number;
  readonly buildLogsDays: number;
  readonly podLogsMegabytes: number;
  readonly eventsHours: number;
  readonly evidenceDays: number;
}

export interface Settings {
  get(actor: Actor): Promise<{ retention: RetentionSettings; privateMirrors: boolean; domain: string }>;
  setRetention(actor: Actor, input: { retention: RetentionSettings } & Once): Promise<void>;
}
