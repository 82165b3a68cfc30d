import { columns, listOf, textOf, valueAt, type Printer, type Seen } from './printer.ts';
import { renderAge } from './duration.ts';

type Fields = Record<string, unknown>;

export const podPrinter: Printer = {
  columns: columns('Name,Ready,Status,Restarts,Age|IP,Node,Nominated Node,Readiness Gates'),
  cells(seen) {
    const { ready, total, restarts, last } = countContainers(seen);
    const gates = seen.list('spec.readinessGates');
    return [
      seen.object.metadata.name,
      `${ready}/${total}`,
      podStatus(seen),
      restarts === 0 || last === undefined ? String(restarts) : `${restarts} (${renderAge(last, seen.now)} ago)`,
      seen.age(),
      seen.text('status.podIP', '<none>'),
      seen.text('spec.nodeName', '<none>'),
      seen.text('status.nominatedNodeName', '<none>'),
      gates.length === 0 ? '<none>' : `${countGates(seen, gates)}/${gates.length}`,
    ];
  },
};

function countGates(seen: Seen, gates: readonly Fields[]): number {
  const met = new Set(
    seen
      .list('status.conditions')
      .filter(({ status }) => status === 'True')
      .map(({ type }) => type),
  );
  return gates.filter(({ conditionType }) => met.has(conditionType)).length;
}

/** Sidecars, init containers that are restarted always, count as containers. */
function sidecarNames(seen: Seen): Set<unknown> {
  return new Set(
    seen
      .list('spec.initContainers')
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  );
}

function countContainers(seen: Seen): { ready: number; total: number; restarts: number; last: string | undefined } {
  const sidecars = sidecarNames(seen);
  const statuses = [
    ...seen.list('status.initContainerStatuses').filter(({ name }) => sidecars.has(name)),
    ...seen.list('status.containerStatuses'),
  ];
  const running = statuses.filter((one) => one['ready'] === true && valueAt(one, 'state.running') !== undefined);
  const ends = statuses
    .map((one) => valueAt(one, 'lastState.terminated.finishedAt'))
    .filter((one) => typeof one === 'string');
  return {
    ready: running.length,
    total: seen.list('spec.containers').length + sidecars.size,
    restarts: statuses.reduce((sum, one) => sum + Number(one['restartCount'] ?? 0), 0),
    last: ends.toSorted().at(-1),
  };
}

/** The word of the Status column (printers.go, printPod). */
function podStatus(seen: Seen): string {
  if (seen.object.metadata.deletionTimestamp !== undefined) {
    return seen.text('status.reason') === 'NodeLost' ? 'Unknown' : 'Terminating';
  }
  const reason = seen.text('status.reason', seen.text('status.phase', 'Unknown'));
  return initStatus(seen) ?? containerStatus(seen, reason);
}

function initStatus(seen: Seen): string | undefined {
  const total = seen.list('spec.initContainers').length;
  const sidecars = sidecarNames(seen);
  let done = 0;
  for (const status of seen.list('status.initContainerStatuses')) {
    if (
      valueAt(status, 'state.terminated.exitCode') === 0 ||
      (sidecars.has(status['name']) && status['started'] === true)
    ) {
      done += 1;
      continue;
    }
    const terminated = valueAt(status, 'state.terminated') as Fields | undefined;
    if (terminated !== undefined) {
      return `Init:${terminatedText(terminated)}`;
    }
    const waiting = valueAt(status, 'state.waiting.reason');
    return typeof waiting === 'string' && waiting !== '' && waiting !== 'PodInitializing'
      ? `Init:${waiting}`
      : `Init:${done}/${total}`;
  }
  return undefined;
}

function terminatedText({ reason, signal, exitCode }: Fields): string {
  if (typeof reason === 'string' && reason !== '') {
    return reason;
  }
  return Number(signal ?? 0) === 0 ? `ExitCode:${textOf(exitCode ?? 0)}` : `Signal:${textOf(signal)}`;
}

function containerStatus(seen: Seen, usual: string): string {
  let reason = usual;
  let running = false;
  for (const status of seen.list('status.containerStatuses').toReversed()) {
    const waiting = valueAt(status, 'state.waiting.reason');
    const terminated = valueAt(status, 'state.terminated') as Fields | undefined;
    if (typeof waiting === 'string' && waiting !== '') {
      reason = waiting;
    } else if (terminated !== undefined) {
      reason = terminatedText(terminated);
    } else if (status['ready'] === true && valueAt(status, 'state.running') !== undefined) {
      running = true;
    }
  }
  if (reason !== 'Completed' || !running) {
    return reason;
  }
  const ready = listOf(seen.at('status.conditions')).some(({ type, status }) => type === 'Ready' && status === 'True');
  return ready ? 'Running' : 'NotReady';
}
