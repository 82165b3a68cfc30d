import type { Fault } from '@juanie/fault';
import { fault } from '../faults.ts';
import { differenceOf, isEmptySet, pathsOf, type FieldSet } from './field-set.ts';
import type { Owner } from './managed-fields.ts';
import { printPath } from './path-element.ts';

/** Fields that an apply would change and that somebody else owns. */
export interface Conflict {
  readonly owner: Owner;
  readonly set: FieldSet;
}

/** The API server's answer: its message, and a problem for each field (`path`, `detail`). */
export function conflictFault(conflicts: readonly Conflict[]): Fault {
  const sorted = conflicts.toSorted((left, right) => (identity(left.owner) < identity(right.owner) ? -1 : 1));
  const listed = sorted.map(({ owner, set }) => ({
    owner: printOwner(owner),
    paths: [...pathsOf(set)].map(printPath),
  }));
  const problems = listed.flatMap(({ owner, paths }) =>
    paths.map((path) => ({ path, detail: `conflict with ${owner}` })),
  );
  return fault('ApplyConflict', { conflicts: messageOf(listed), count: problems.length }, { problems });
}

function messageOf(listed: readonly { owner: string; paths: readonly string[] }[]): string {
  const count = listed.reduce((sum, { paths }) => sum + paths.length, 0);
  const [first] = listed;
  if (count === 1 && first !== undefined) {
    return `Apply failed with 1 conflict: conflict with ${first.owner}: ${first.paths[0]}`;
  }
  const lines = listed.flatMap(({ owner, paths }) => [`conflicts with ${owner}:`, ...paths.map((path) => `- ${path}`)]);
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`;
}

function identity({ manager, operation, apiVersion, subresource }: Owner): string {
  return JSON.stringify([manager, operation, apiVersion, subresource]);
}

function printOwner({ manager, operation, apiVersion, subresource }: Owner): string {
  const via = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(manager)}${via}${using}`;
}

/** What remains when some fields may be taken over silently. */
export function conflictsBeyond(conflicts: readonly Conflict[], allowed: FieldSet): readonly Conflict[] {
  return conflicts
    .map(({ owner, set }) => ({ owner, set: differenceOf(set, allowed) }))
    .filter(({ set }) => !isEmptySet(set));
}
