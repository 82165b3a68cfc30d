const marks: Readonly<Record<string, string>> = {
  success: '✔',
  active: '✔',
  healthy: '♥',
  synced: '=',
  running: '⟳',
  syncing: '⟳',
  progressing: '⟳',
  creating: '⟳',
  updating: '⟳',
  initializing: '⟳',
  deleting: '⟳',
  pending: '○',
  queued: '○',
  waiting: '○',
  skipped: '–',
  cancelled: '⊘',
  failed: '✗',
  degraded: '✗',
  rollback: '↶',
  drifted: '!',
};

/** One sign for each state, the same in every list. */
export function stateMark(state: string): string {
  return marks[state] ?? '·';
}
