/**
 * The rows as they are stored. Portable: text, whole numbers, JSON as text (named by what it holds),
 * times as ISO 8601 text, yes/no as 0 or 1. The first five are better-auth's.
 */
export interface Tables {
  user: UserRow;
  session: SessionRow;
  account: AccountRow;
  verification: VerificationRow;
  organisations: OrganisationRow;
  clusters: { id: string; name: string; created_at: string };
  settings: { name: string; value: string };
  tokens: TokenRow;
  sign_in_links: SignInLinkRow;
  projects: ProjectRow;
  repositories: RepositoryRow;
  environments: EnvironmentRow;
  hosts: { host: string; environment_id: string; position: number };
  memberships: MembershipRow;
  invitations: InvitationRow;
  variables: VariableRow;
  holds: HoldRow;
  pushes: PushRow;
  refs_seen: { repository: string; ref: string; commit_id: string };
  builds: BuildRow;
  releases: ReleaseRow;
  release_images: { release_id: string; service: string; image: string };
  deployments: DeploymentRow;
  approvals: ApprovalRow;
  evidence: { deployment_id: string; body: string; stored_at: string };
  counters: { name: string; value: number };
  events: EventRow;
  audit: AuditRow;
  outbox: OutboxRow;
  idempotency_keys: { actor_id: string; key: string; method: string; answer: string; created_at: string };
}

export interface UserRow {
  id: string;
  name: string;
  email: string;
  emailVerified: number;
  image: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface SessionRow {
  id: string;
  expiresAt: string;
  token: string;
  createdAt: string;
  updatedAt: string;
  ipAddress: string | null;
  userAgent: string | null;
  userId: string;
}

export interface AccountRow {
  id: string;
  accountId: string;
  providerId: string;
  userId: string;
  accessToken: string | null;
  refreshToken: string | null;
  idToken: string | null;
  accessTokenExpiresAt: string | null;
  refreshTokenExpiresAt: string | null;
  scope: string | null;
  password: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface VerificationRow {
  id: string;
  identifier: string;
  value: string;
  expiresAt: string;
  createdAt: string;
  updatedAt: string;
}

export interface OrganisationRow {
  id: string;
  name: string;
  created_at: string;
}

export interface TokenRow {
  id: string;
  user_id: string;
  organisation_id: string;
  name: string;
  hash: string;
  scope: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

export interface SignInLinkRow {
  hash: string;
  user_id: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

export interface ProjectRow {
  id: string;
  organisation_id: string;
  name: string;
  description: string;
  state: string;
  rules_preset: string;
  rules: string;
  layout: string;
  template: string | null;
  steps: string;
  created_by: string;
  created_by_name: string;
  created_by_email: string;
  created_at: string;
}

export interface RepositoryRow {
  id: string;
  project_id: string;
  name: string;
  kind: string;
  upstream: string | null;
  default_branch: string;
  last_sync_at: string | null;
  sync_fault: string | null;
}

export interface EnvironmentRow {
  id: string;
  project_id: string;
  name: string;
  tier: string;
  position: number;
  state: string;
  cluster_id: string;
  /** Null once it is deleted: the name may be used again. */
  namespace: string | null;
  kind: string;
  source: string | null;
  ends_at: string | null;
  approval: string;
  approvals: number;
  own_allowed: number;
  replicas: number;
  size: string;
  release_id: string | null;
  release_since: string | null;
  good_deployment_id: string | null;
  fence: number;
  unapproved: string | null;
  fleet_commit: string | null;
  fault: string | null;
  steps: string;
  created_at: string;
}

export interface MembershipRow {
  id: string;
  user_id: string;
  organisation_id: string;
  project_id: string | null;
  environment_id: string | null;
  role: string;
  state: string;
  created_at: string;
}

export interface InvitationRow {
  id: string;
  membership_id: string;
  link_hash: string;
  invited_by: string;
  created_at: string;
}

export interface VariableRow {
  environment_id: string;
  name: string;
  kind: string;
  value: string;
  updated_at: string;
  updated_by: string;
}

export interface HoldRow {
  id: string;
  environment_id: string;
  cause: string;
  reason: string;
  by_id: string;
  by_name: string;
  since: string;
  until: string | null;
  blocked_release_id: string | null;
  ended_at: string | null;
  ended_by: string | null;
}

/** The inbox: pushes here, and what webhooks will tell, each delivery once. */
export interface PushRow {
  id: number;
  delivery_id: string;
  project_id: string | null;
  repository: string;
  ref: string;
  before_id: string | null;
  after_id: string | null;
  by_id: string;
  by_name: string;
  by_email: string;
  subject: string;
  outcome: string;
  environment: string | null;
  build_id: string | null;
  time: string;
}

export interface BuildRow {
  id: string;
  project_id: string;
  number: number;
  commit_id: string;
  branch: string;
  subject: string;
  author: string;
  state: string;
  steps: string;
  reason: string | null;
  message: string | null;
  release_id: string | null;
  plan: string | null;
  by_id: string;
  by_name: string;
  by_email: string;
  targets: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  last_lines: string;
}

export interface ReleaseRow {
  id: string;
  project_id: string;
  number: number;
  commit_id: string;
  subject: string;
  author: string;
  branch: string;
  build_id: string | null;
  content_hash: string;
  shape: string;
  created_at: string;
}

export interface DeploymentRow {
  id: string;
  project_id: string;
  environment_id: string;
  number: number;
  release_id: string | null;
  previous_release_id: string | null;
  kind: string;
  cause: string;
  state: string;
  waiting_for: string | null;
  steps: string;
  change: string;
  by_id: string;
  by_name: string;
  by_email: string;
  note: string;
  reason: string | null;
  message: string | null;
  still_true: string;
  fleet_commit: string | null;
  base_commit: string | null;
  rolled_back_by: number | null;
  rolls_back: number | null;
  approvals: number;
  hash: string | null;
  void: number;
  fence: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface ApprovalRow {
  id: string;
  deployment_id: string;
  decision: string;
  by_id: string;
  by_name: string;
  by_email: string;
  own: number;
  hash: string | null;
  comment: string;
  at: string;
}

export interface EventRow {
  id: number;
  time: string;
  topic: string;
  project: string | null;
  environment: string | null;
  number: number | null;
}

export interface AuditRow {
  id: number;
  time: string;
  organisation_id: string;
  project: string | null;
  actor_id: string;
  actor: string;
  action: string;
  target: string;
  detail: string;
  address: string | null;
}

export interface OutboxRow {
  topic: string;
  key: string;
  payload: string;
  generation: number;
  attempts: number;
  not_before: number;
  lease_owner: string | null;
  lease_until: number | null;
  fence: number;
  last_fault: string | null;
  created_at: string;
}
