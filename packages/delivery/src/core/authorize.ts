import type { Query } from '@juanie/database';
import type { Actor, TokenScope } from '../actor.ts';
import type { Role, Tier } from '../views.ts';
import { fault } from './faults.ts';

/** Everything that somebody can be allowed to do. */
export const actions = {
  // Organisation
  'organisation.look': { role: 'viewer', access: 'read' },
  'project.create': { role: 'maintainer', access: 'write' },
  'members.look': { role: 'viewer', access: 'read' },
  'members.change': { role: 'owner', access: 'admin' },
  'settings.look': { role: 'viewer', access: 'read' },
  'settings.change': { role: 'owner', access: 'admin' },
  'tokens.own': { role: 'viewer', access: 'admin' },
  'audit.look': { role: 'viewer', access: 'read' },
  'fleet.read': { role: 'maintainer', access: 'read' },
  'fleet.write': { role: 'owner', access: 'admin' },
  // Project
  'project.look': { role: 'viewer', access: 'read' },
  'project.push': { role: 'developer', access: 'write' },
  'project.resume': { role: 'developer', access: 'write' },
  'project.rules': { role: 'maintainer', access: 'write' },
  'project.state': { role: 'maintainer', access: 'write' },
  'project.delete': { role: 'maintainer', access: 'admin' },
  'project.members': { role: 'maintainer', access: 'admin' },
  'repository.sync': { role: 'developer', access: 'write' },
  'build.change': { role: 'developer', access: 'write' },
  'environment.create': { role: 'maintainer', access: 'write' },
  // Environment; `protected` is asked where the tier is production
  'environment.look': { role: 'viewer', access: 'read' },
  'environment.logs': { role: 'viewer', access: 'read' },
  'environment.variables.look': { role: 'developer', access: 'read' },
  'environment.delete': { role: 'maintainer', access: 'admin' },
  'environment.policy': { role: 'maintainer', access: 'write' },
  'environment.hold': { role: 'developer', protected: 'maintainer', access: 'write' },
  'environment.change': { role: 'developer', protected: 'maintainer', access: 'write' },
  'deployment.request': { role: 'developer', access: 'write' },
  'deployment.rollback': { role: 'developer', protected: 'maintainer', access: 'write' },
  'deployment.cancel': { role: 'developer', access: 'write' },
  'deployment.approve': { role: 'developer', protected: 'maintainer', access: 'write' },
} as const satisfies Record<string, { role: Role; protected?: Role; access: TokenScope['access'] }>;

export type Action = keyof typeof actions;

export interface Target {
  readonly organisation: string;
  readonly project?: { readonly id: string; readonly name: string } | undefined;
  readonly environment?: { readonly id: string; readonly tier: Tier } | undefined;
}

/** One row of what somebody was given. */
export interface Grant {
  readonly organisation: string;
  readonly project: string | null;
  readonly environment: string | null;
  readonly role: Role;
}

const rank: Readonly<Record<Role, number>> = { viewer: 1, developer: 2, maintainer: 3, owner: 4 };
const reach: Readonly<Record<TokenScope['access'], number>> = { read: 1, write: 2, admin: 3 };

/** The role at a target: the nearest grant counts, except that an owner of the organisation is one everywhere. */
export function roleAt(grants: readonly Grant[], target: Target): Role | undefined {
  const own = grants.filter((grant) => grant.organisation === target.organisation);
  const wide = own.find((grant) => grant.project === null)?.role;
  if (wide === 'owner' || target.project === undefined) {
    return wide;
  }
  const ofProject = own.filter((grant) => grant.project === target.project?.id);
  const near = ofProject.find((grant) => grant.environment !== null && grant.environment === target.environment?.id);
  return (near ?? ofProject.find((grant) => grant.environment === null))?.role ?? wide;
}

/**
 * The one place where rights are decided. Answers the role at the target, or throws: what somebody may
 * not even see is reported as not there.
 */
export async function authorize(query: Query, actor: Actor, what: { action: Action; target: Target }): Promise<Role> {
  const { action, target } = what;
  if (actor.kind === 'system') {
    return 'owner';
  }
  const grants = actor.organisation === target.organisation ? await grantsOf(query, actor.id) : [];
  const role = roleAt(grants, target) ?? guestRole(grants, what);
  const inScope = target.project === undefined || (actor.scope?.projects?.includes(target.project.name) ?? true);
  if (role === undefined || !inScope) {
    throw target.project === undefined
      ? fault('NotAllowed', { name: actor.name, action, needed: actions[action].role, role: role ?? '-' })
      : fault('ProjectNotFound', { name: target.project.name });
  }
  checkScope(actor, action, target);
  if (!may(role, action, target.environment?.tier)) {
    const needed = neededRole(action, target.environment?.tier);
    throw fault('NotAllowed', { name: actor.name, action, needed, role });
  }
  return role;
}

/** Who belongs to a project only still has a home in the organisation: its front page, and what is their own. */
const forGuests: readonly Action[] = ['organisation.look', 'settings.look', 'tokens.own'];

function guestRole(grants: readonly Grant[], { action, target }: { action: Action; target: Target }): Role | undefined {
  const isGuest =
    target.project === undefined && grants.some(({ organisation }) => organisation === target.organisation);
  return isGuest && forGuests.includes(action) ? 'viewer' : undefined;
}

export function may(role: Role, action: Action, tier?: Tier): boolean {
  return rank[role] >= rank[neededRole(action, tier)];
}

export function isAtLeast(role: Role, least: Role): boolean {
  return rank[role] >= rank[least];
}

export async function grantsOf(query: Query, user: string): Promise<readonly Grant[]> {
  const rows = await query
    .selectFrom('memberships')
    .select(['organisation_id', 'project_id', 'environment_id', 'role'])
    .where('user_id', '=', user)
    .execute();
  return rows.map((row) => ({
    organisation: row.organisation_id,
    project: row.project_id,
    environment: row.environment_id,
    role: row.role as Role,
  }));
}

function neededRole(action: Action, tier: Tier | undefined): Role {
  const rule: { role: Role; protected?: Role } = actions[action];
  return tier === 'production' ? (rule.protected ?? rule.role) : rule.role;
}

function checkScope(actor: Actor, action: Action, target: Target): void {
  const { scope } = actor;
  if (scope === undefined) {
    return;
  }
  const needed = actions[action].access;
  // A token for some projects says nothing about the organisation, except what everybody in it can see.
  const tooWide = scope.projects !== undefined && target.project === undefined && actions[action].access !== 'read';
  if (tooWide || reach[scope.access] < reach[needed]) {
    throw fault('TokenScopeTooSmall', { access: scope.access, action, needed });
  }
}
