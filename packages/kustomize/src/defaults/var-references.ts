import { fieldSpec, type FieldSpec } from '../field-spec.ts';

const places: readonly [kind: string, paths: readonly string[]][] = [
  [
    'CronJob',
    [
      'spec/jobTemplate/spec/template/spec/containers/args',
      'spec/jobTemplate/spec/template/spec/containers/command',
      'spec/jobTemplate/spec/template/spec/containers/env/value',
      'spec/jobTemplate/spec/template/spec/containers/volumeMounts/mountPath',
      'spec/jobTemplate/spec/template/spec/initContainers/args',
      'spec/jobTemplate/spec/template/spec/initContainers/command',
      'spec/jobTemplate/spec/template/spec/initContainers/env/value',
      'spec/jobTemplate/spec/template/spec/initContainers/volumeMounts/mountPath',
      'spec/jobTemplate/spec/template/volumes/nfs/server',
    ],
  ],
  [
    'DaemonSet',
    [
      'spec/template/spec/containers/args',
      'spec/template/spec/containers/command',
      'spec/template/spec/containers/env/value',
      'spec/template/spec/containers/volumeMounts/mountPath',
      'spec/template/spec/initContainers/args',
      'spec/template/spec/initContainers/command',
      'spec/template/spec/initContainers/env/value',
      'spec/template/spec/initContainers/volumeMounts/mountPath',
      'spec/template/spec/volumes/nfs/server',
    ],
  ],
  [
    'Deployment',
    [
      'spec/template/spec/containers/args',
      'spec/template/spec/containers/command',
      'spec/template/spec/containers/env/value',
      'spec/template/spec/containers/volumeMounts/mountPath',
      'spec/template/spec/initContainers/args',
      'spec/template/spec/initContainers/command',
      'spec/template/spec/initContainers/env/value',
      'spec/template/spec/initContainers/volumeMounts/mountPath',
      'spec/template/spec/volumes/nfs/server',
      'spec/template/metadata/annotations',
    ],
  ],
  ['Ingress', ['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName']],
  [
    'Job',
    [
      'spec/template/spec/containers/args',
      'spec/template/spec/containers/command',
      'spec/template/spec/containers/env/value',
      'spec/template/spec/containers/volumeMounts/mountPath',
      'spec/template/spec/initContainers/args',
      'spec/template/spec/initContainers/command',
      'spec/template/spec/initContainers/env/value',
      'spec/template/spec/initContainers/volumeMounts/mountPath',
      'spec/template/spec/volumes/nfs/server',
    ],
  ],
  [
    'Pod',
    [
      'spec/containers/args',
      'spec/containers/command',
      'spec/containers/env/value',
      'spec/containers/volumeMounts/mountPath',
      'spec/initContainers/args',
      'spec/initContainers/command',
      'spec/initContainers/env/value',
      'spec/initContainers/volumeMounts/mountPath',
      'spec/volumes/nfs/server',
    ],
  ],
  [
    'ReplicaSet',
    [
      'spec/template/spec/containers/args',
      'spec/template/spec/containers/command',
      'spec/template/spec/containers/env/value',
      'spec/template/spec/containers/volumeMounts/mountPath',
      'spec/template/spec/initContainers/args',
      'spec/template/spec/initContainers/command',
      'spec/template/spec/initContainers/env/value',
      'spec/template/spec/initContainers/volumeMounts/mountPath',
      'spec/template/spec/volumes/nfs/server',
    ],
  ],
  ['Service', ['spec/ports/port', 'spec/ports/targetPort']],
  [
    'StatefulSet',
    [
      'spec/template/spec/containers/args',
      'spec/template/spec/containers/command',
      'spec/template/spec/containers/env/value',
      'spec/template/spec/containers/volumeMounts/mountPath',
      'spec/template/spec/initContainers/args',
      'spec/template/spec/initContainers/command',
      'spec/template/spec/initContainers/env/value',
      'spec/template/spec/initContainers/volumeMounts/mountPath',
      'spec/volumeClaimTemplates/spec/nfs/server',
    ],
  ],
  ['PersistentVolume', ['spec/nfs/server']],
  ['', ['metadata/labels', 'metadata/annotations']],
];

/** Where `$(VAR)` is replaced. */
export const varReferences: readonly FieldSpec[] = places.flatMap(([kind, paths]) =>
  paths.map((path) => fieldSpec(path, { kind })),
);
