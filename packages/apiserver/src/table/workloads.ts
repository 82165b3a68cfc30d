import { labelSelectorOf, type LabelSelectorSpec } from '@juanie/kube';
import { columns, containerCells, labelsText, valueAt, type Printer, type Seen } from './printer.ts';
import { renderDuration } from './duration.ts';

function selectorCell(seen: Seen, path = 'spec.selector'): string {
  const spec = seen.at(path) as LabelSelectorSpec | undefined;
  const text = spec === undefined ? '' : labelSelectorOf(spec).toString();
  return text === '' ? '<none>' : text;
}

const podContainers = 'spec.template.spec.containers';

export const workloadPrinters: Readonly<Record<string, Printer>> = {
  'apps/deployments': {
    columns: columns('Name,Ready,Up-to-date,Available,Age|Containers,Images,Selector'),
    cells: (seen) => [
      seen.object.metadata.name,
      `${seen.number('status.readyReplicas')}/${seen.number('spec.replicas')}`,
      seen.number('status.updatedReplicas'),
      seen.number('status.availableReplicas'),
      seen.age(),
      ...containerCells(seen, podContainers),
      selectorCell(seen),
    ],
  },
  'apps/replicasets': replicaCounts(),
  replicationcontrollers: replicaCounts(),
  'apps/statefulsets': {
    columns: columns('Name,Ready,Age|Containers,Images'),
    cells: (seen) => [
      seen.object.metadata.name,
      `${seen.number('status.readyReplicas')}/${seen.number('spec.replicas')}`,
      seen.age(),
      ...containerCells(seen, podContainers),
    ],
  },
  'apps/daemonsets': {
    columns: columns('Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age|Containers,Images,Selector'),
    cells: (seen) => [
      seen.object.metadata.name,
      seen.number('status.desiredNumberScheduled'),
      seen.number('status.currentNumberScheduled'),
      seen.number('status.numberReady'),
      seen.number('status.updatedNumberScheduled'),
      seen.number('status.numberAvailable'),
      labelsText(seen.at('spec.template.spec.nodeSelector')),
      seen.age(),
      ...containerCells(seen, podContainers),
      selectorCell(seen),
    ],
  },
  'apps/controllerrevisions': {
    columns: columns('Name,Controller,Revision,Age'),
    cells: (seen) => {
      const owner = seen.object.metadata.ownerReferences?.find(({ controller }) => controller === true);
      const named =
        owner === undefined
          ? '<none>'
          : `${owner.kind.toLowerCase()}.${owner.apiVersion.split('/')[0] ?? ''}/${owner.name}`;
      return [seen.object.metadata.name, named, seen.number('revision'), seen.age()];
    },
  },
  'batch/jobs': {
    columns: columns('Name,Status,Completions,Duration,Age|Containers,Images,Selector'),
    cells: (seen) => [
      seen.object.metadata.name,
      jobStatus(seen),
      completions(seen),
      duration(seen),
      seen.age(),
      ...containerCells(seen, podContainers),
      selectorCell(seen),
    ],
  },
  'batch/cronjobs': {
    columns: columns('Name,Schedule,Timezone,Suspend,Active,Last Schedule,Age|Containers,Images,Selector'),
    cells: (seen) => [
      seen.object.metadata.name,
      seen.text('spec.schedule'),
      seen.text('spec.timeZone', '<none>'),
      seen.at('spec.suspend') === true ? 'True' : 'False',
      seen.list('status.active').length,
      seen.at('status.lastScheduleTime') === undefined ? '<none>' : seen.age(seen.at('status.lastScheduleTime')),
      seen.age(),
      ...containerCells(seen, 'spec.jobTemplate.spec.template.spec.containers'),
      selectorCell(seen, 'spec.jobTemplate.spec.selector'),
    ],
  },
};

function replicaCounts(): Printer {
  return {
    columns: columns('Name,Desired,Current,Ready,Age|Containers,Images,Selector'),
    cells: (seen) => [
      seen.object.metadata.name,
      seen.number('spec.replicas'),
      seen.number('status.replicas'),
      seen.number('status.readyReplicas'),
      seen.age(),
      ...containerCells(seen, podContainers),
      selectorCell(seen),
    ],
  };
}

function jobStatus(seen: Seen): string {
  const holds = new Set(
    seen
      .list('status.conditions')
      .filter(({ status }) => status === 'True')
      .map(({ type }) => type),
  );
  if (holds.has('Complete')) {
    return 'Complete';
  }
  if (holds.has('Failed')) {
    return 'Failed';
  }
  if (seen.object.metadata.deletionTimestamp !== undefined) {
    return 'Terminating';
  }
  if (holds.has('Suspended')) {
    return 'Suspended';
  }
  return holds.has('FailureTarget')
    ? 'FailureTarget'
    : holds.has('SuccessCriteriaMet')
      ? 'SuccessCriteriaMet'
      : 'Running';
}

function completions(seen: Seen): string {
  const done = seen.number('status.succeeded');
  const wanted = seen.at('spec.completions');
  if (wanted !== undefined) {
    return `${done}/${seen.number('spec.completions')}`;
  }
  const parallel = seen.number('spec.parallelism');
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
}

function duration(seen: Seen): string {
  const start = Date.parse(seen.text('status.startTime'));
  if (Number.isNaN(start)) {
    return '';
  }
  const failed = seen.list('status.conditions').find(({ type, status }) => type === 'Failed' && status === 'True');
  const end = seen.text('status.completionTime', String(valueAt(failed, 'lastTransitionTime') ?? ''));
  return renderDuration((end === '' ? seen.now.getTime() : Date.parse(end)) - start);
}
