import type { Ended, Step, Verdict } from '@juanie/controller';
import { formatTime, type Condition, type KubeObject } from '@juanie/kube';

export interface Namespace extends KubeObject {
  spec?: { readonly finalizers?: readonly string[] };
  status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

export const finalizer = 'kubernetes';

export interface Seen {
  readonly namespace: Namespace;
  /** Everything in it, of every kind. */
  readonly content: readonly KubeObject[];
  /** What every namespace has from its start and this one lacks. */
  readonly missing: readonly KubeObject[];
}

export type Action =
  | { readonly do: 'furnish'; readonly objects: readonly KubeObject[] }
  | { readonly do: 'empty'; readonly objects: readonly KubeObject[] }
  /** Nothing is left as far as is known: look again at the API itself, then let it go. */
  | { readonly do: 'finalize' };

export interface Says extends Verdict {
  readonly conditions?: readonly Omit<Condition, 'lastTransitionTime'>[];
}

const changed = { when: 'changed' } as const;

export function decide({ namespace, content, missing }: Seen): Step<Action, Says> {
  if (namespace.metadata.deletionTimestamp === undefined) {
    return missing.length === 0 ? { next: changed } : { next: changed, action: { do: 'furnish', objects: missing } };
  }
  if (namespace.spec?.finalizers?.includes(finalizer) !== true) {
    return { next: changed };
  }
  const conditions = conditionsOf(content);
  const objects = content.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (objects.length > 0) {
    // What is said follows in `conclude`: a failure said there must not be taken back by every new attempt.
    return { next: changed, action: { do: 'empty', objects } };
  }
  return content.length > 0 ? { next: changed, conditions } : { next: changed, action: { do: 'finalize' } };
}

/** `later` only when the API still held something that the cache did not know yet. */
export function conclude({ seen, ending }: Ended<Seen, Action, boolean>): Says {
  const emptied = seen.namespace.metadata.deletionTimestamp !== undefined && seen.content.length > 0;
  if (ending.ok) {
    const said = emptied ? { conditions: conditionsOf(seen.content) } : {};
    return { ...said, next: ending.outcome ? changed : { when: 'later', ms: 100 } };
  }
  const conditions = conditionsOf(seen.content).map((condition) =>
    condition.type === 'NamespaceDeletionContentFailure'
      ? { ...condition, status: 'True' as const, reason: 'ContentDeletionFailed', message: ending.fault.message }
      : condition,
  );
  const deleting = seen.namespace.metadata.deletionTimestamp !== undefined;
  return deleting ? { conditions, next: { when: 'backoff' } } : { next: { when: 'backoff' } };
}

function conditionsOf(content: readonly KubeObject[]): NonNullable<Says['conditions']> {
  const remaining = counted(
    content.map(({ kind }) => kind),
    (kind, count) => `${kind} has ${count} resource instances`,
  );
  const finalizers = counted(
    content.flatMap(({ metadata }) => metadata.finalizers ?? []),
    (name, count) => `${name} in ${count} resource instances`,
  );
  return [
    said('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    said(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    said(
      'NamespaceDeletionContentFailure',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    remaining === ''
      ? said('NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed')
      : said('NamespaceContentRemaining', 'SomeResourcesRemain', `Some resources are remaining: ${remaining}`, 'True'),
    finalizers === ''
      ? said('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished')
      : said(
          'NamespaceFinalizersRemaining',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${finalizers}`,
          'True',
        ),
  ];
}

// oxlint-disable-next-line max-params -- four words of one condition, in the order of the table above
function said(type: string, reason: string, message: string, status: 'True' | 'False' = 'False') {
  return { type, status, reason, message };
}

function counted(names: readonly string[], say: (name: string, count: number) => string): string {
  const counts = new Map<string, number>();
  names.forEach((name) => counts.set(name, (counts.get(name) ?? 0) + 1));
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => say(name, count))
    .join(', ');
}

/** The conditions with their times: one that says the same keeps its own. */
export function withTimes(
  held: readonly Condition[],
  conditions: NonNullable<Says['conditions']>,
  now: number,
): Condition[] {
  return conditions.map((condition) => {
    const before = held.find(({ type }) => type === condition.type);
    const same = before?.status === condition.status;
    return { ...condition, lastTransitionTime: (same ? before?.lastTransitionTime : undefined) ?? formatTime(now) };
  });
}
