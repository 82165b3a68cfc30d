import { columns, listOf, textOf, valueAt, type Printer, type Seen } from './printer.ts';
import { renderAge } from './duration.ts';

export const clusterPrinters: Readonly<Record<string, Printer>> = {
  namespaces: {
    columns: columns('Name,Status,Age'),
    cells: (seen) => [seen.object.metadata.name, seen.text('status.phase'), seen.age()],
  },
  nodes: {
    columns: columns('Name,Status,Roles,Age,Version|Internal-IP,External-IP,OS-Image,Kernel-Version,Container-Runtime'),
    cells: (seen) => [
      seen.object.metadata.name,
      nodeStatus(seen),
      nodeRoles(seen),
      seen.age(),
      seen.text('status.nodeInfo.kubeletVersion'),
      nodeAddress(seen, 'InternalIP'),
      nodeAddress(seen, 'ExternalIP'),
      seen.text('status.nodeInfo.osImage', '<unknown>'),
      seen.text('status.nodeInfo.kernelVersion', '<unknown>'),
      seen.text('status.nodeInfo.containerRuntimeVersion', '<unknown>'),
    ],
  },
  events: eventPrinter('involvedObject'),
  configmaps: {
    columns: columns('Name,Data,Age'),
    cells: (seen) => [seen.object.metadata.name, sizeOf(seen, 'data') + sizeOf(seen, 'binaryData'), seen.age()],
  },
  secrets: {
    columns: columns('Name,Type,Data,Age'),
    cells: (seen) => [seen.object.metadata.name, seen.text('type'), sizeOf(seen, 'data'), seen.age()],
  },
  serviceaccounts: {
    columns: columns('Name,Secrets,Age'),
    cells: (seen) => [seen.object.metadata.name, seen.list('secrets').length, seen.age()],
  },
  resourcequotas: {
    columns: columns('Name,Request,Limit,Age'),
    cells: (seen) => {
      const [hard, used] = [seen.at('status.hard'), seen.at('status.used')];
      const entries = Object.entries((hard ?? {}) as object).map(([key, value]) => ({
        key,
        text: `${key}: ${textOf(valueAt(used, key) ?? 0)}/${textOf(value)}`,
      }));
      const pick = (limits: boolean): string =>
        entries
          .filter(({ key }) => key.startsWith('limits.') === limits)
          .map(({ text }) => text)
          .join(', ');
      return [seen.object.metadata.name, pick(false), pick(true), seen.age()];
    },
  },
  'coordination.k8s.io/leases': {
    columns: columns('Name,Holder,Age'),
    cells: (seen) => [seen.object.metadata.name, seen.text('spec.holderIdentity'), seen.age()],
  },
  'scheduling.k8s.io/priorityclasses': {
    columns: columns('Name,Value,Global-Default,Age,PreemptionPolicy'),
    cells: (seen) => [
      seen.object.metadata.name,
      seen.number('value'),
      seen.at('globalDefault') === true,
      seen.age(),
      seen.text('preemptionPolicy'),
    ],
  },
  'node.k8s.io/runtimeclasses': {
    columns: columns('Name,Handler,Age'),
    cells: (seen) => [seen.object.metadata.name, seen.text('handler'), seen.age()],
  },
  'autoscaling/horizontalpodautoscalers': {
    columns: columns('Name,Reference,Targets,MinPods,MaxPods,Replicas,Age'),
    cells: (seen) => [
      seen.object.metadata.name,
      `${seen.text('spec.scaleTargetRef.kind')}/${seen.text('spec.scaleTargetRef.name')}`,
      seen.list('spec.metrics').map(metricText).join(', ') || '<none>',
      seen.text('spec.minReplicas', '<unset>'),
      seen.number('spec.maxReplicas'),
      seen.number('status.currentReplicas'),
      seen.age(),
    ],
  },
  'policy/poddisruptionbudgets': {
    columns: columns('Name,Min Available,Max Unavailable,Allowed Disruptions,Age'),
    cells: (seen) => [
      seen.object.metadata.name,
      seen.text('spec.minAvailable', 'N/A'),
      seen.text('spec.maxUnavailable', 'N/A'),
      seen.number('status.disruptionsAllowed'),
      seen.age(),
    ],
  },
  'rbac.authorization.k8s.io/roles': nameAndTime(),
  'rbac.authorization.k8s.io/clusterroles': nameAndTime(),
  'rbac.authorization.k8s.io/rolebindings': bindingPrinter(),
  'rbac.authorization.k8s.io/clusterrolebindings': bindingPrinter(),
  'apiextensions.k8s.io/customresourcedefinitions': nameAndTime(),
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': webhookPrinter(),
  'admissionregistration.k8s.io/validatingwebhookconfigurations': webhookPrinter(),
};

/** The same event, with the names of fields of core/v1 or of events.k8s.io/v1. */
export function eventPrinter(subject: 'involvedObject' | 'regarding'): Printer {
  const old = subject === 'involvedObject';
  return {
    columns: columns('Last Seen,Type,Reason,Object,Message|Subobject,Source,First Seen,Count,Name'),
    cells: (seen) => {
      const first = seen.text(old ? 'firstTimestamp' : 'deprecatedFirstTimestamp', seen.text('eventTime'));
      const last = seen.text(
        'series.lastObservedTime',
        seen.text(old ? 'lastTimestamp' : 'deprecatedLastTimestamp', first),
      );
      const source = [
        seen.text(
          old ? 'source.component' : 'deprecatedSource.component',
          seen.text(old ? 'reportingComponent' : 'reportingController'),
        ),
        seen.text(old ? 'source.host' : 'deprecatedSource.host', seen.text('reportingInstance')),
      ].filter((part) => part !== '');
      return [
        renderAge(last === '' ? undefined : last, seen.now),
        seen.text('type'),
        seen.text('reason'),
        `${seen.text(`${subject}.kind`).toLowerCase()}/${seen.text(`${subject}.name`)}`,
        seen.text(old ? 'message' : 'note').trim(),
        seen.text(`${subject}.fieldPath`),
        source.join(', '),
        renderAge(first === '' ? undefined : first, seen.now),
        seen.number('series.count') || seen.number(old ? 'count' : 'deprecatedCount') || 1,
        seen.object.metadata.name,
      ];
    },
  };
}

function nodeStatus(seen: Seen): string {
  const ready = seen.list('status.conditions').find(({ type }) => type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  return seen.at('spec.unschedulable') === true ? `${word},SchedulingDisabled` : word;
}

function nodeRoles(seen: Seen): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(seen.object.metadata.labels ?? {})
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
  return roles.toSorted().join(',') || '<none>';
}

function nodeAddress(seen: Seen, wanted: string): string {
  const found = seen.list('status.addresses').find(({ type }) => type === wanted);
  return textOf(found?.['address'] ?? '<none>');
}

function sizeOf(seen: Seen, path: string): number {
  return Object.keys((seen.at(path) ?? {}) as object).length;
}

function metricText(metric: Record<string, unknown>): string {
  const name = valueAt(metric, 'resource.name');
  const wanted = valueAt(metric, 'resource.target.averageUtilization');
  return wanted === undefined ? '<unknown>' : `${textOf(name)}: <unknown>/${textOf(wanted)}%`;
}

function nameAndTime(): Printer {
  return {
    columns: columns('Name,Created At'),
    cells: (seen) => [seen.object.metadata.name, seen.object.metadata.creationTimestamp],
  };
}

function webhookPrinter(): Printer {
  return {
    columns: columns('Name,Webhooks,Age'),
    cells: (seen) => [seen.object.metadata.name, seen.list('webhooks').length, seen.age()],
  };
}

function bindingPrinter(): Printer {
  return {
    columns: columns('Name,Role,Age|Users,Groups,ServiceAccounts'),
    cells: (seen) => {
      const subjects = (kind: string): string =>
        listOf(seen.at('subjects'))
          .filter((one) => one['kind'] === kind)
          .map(({ name, namespace }) =>
            kind === 'ServiceAccount' ? `${textOf(namespace ?? '')}/${textOf(name)}` : textOf(name),
          )
          .join(', ');
      return [
        seen.object.metadata.name,
        `${seen.text('roleRef.kind')}/${seen.text('roleRef.name')}`,
        seen.age(),
        subjects('User'),
        subjects('Group'),
        subjects('ServiceAccount'),
      ];
    },
  };
}
