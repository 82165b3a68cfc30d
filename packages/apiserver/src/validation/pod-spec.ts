import { dnsLabelProblems } from '@juanie/kube';
import { objectAt, objectsAt, type Fields } from '../defaults/fields.ts';
import type { FieldProblem } from '../http/status.ts';
import { duplicates, invalidValue, notNegative, oneOf, portRange, required } from './problems.ts';

/** What a pod's spec must have, wherever one stands. */
export function validatePodSpec(field: string, spec: Fields): FieldProblem[] {
  const containers = objectsAt(spec, 'containers');
  const init = objectsAt(spec, 'initContainers');
  const volumes = objectsAt(spec, 'volumes');
  const names = new Set(volumes.map(({ name }) => name));
  return [
    ...(containers.length === 0 ? [required(`${field}.containers`)] : []),
    ...duplicates(`${field}.volumes`, volumes, 'name'),
    ...volumes.flatMap((volume, index) => validateName(`${field}.volumes[${index}].name`, volume['name'])),
    ...validateContainers(`${field}.initContainers`, init, names),
    ...validateContainers(`${field}.containers`, containers, names),
    ...duplicates(`${field}.containers`, [...init, ...containers], 'name'),
    ...oneOf(`${field}.restartPolicy`, spec['restartPolicy'], ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${field}.dnsPolicy`, spec['dnsPolicy'], ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...notNegative(`${field}.terminationGracePeriodSeconds`, spec['terminationGracePeriodSeconds']),
  ];
}

function validateName(field: string, name: unknown): FieldProblem[] {
  if (typeof name !== 'string' || name === '') {
    return [required(field)];
  }
  return dnsLabelProblems(name).map((detail) => invalidValue(field, name, detail));
}

function validateContainers(
  field: string,
  containers: readonly Fields[],
  volumes: ReadonlySet<unknown>,
): FieldProblem[] {
  return containers.flatMap((container, index) => validateContainer(`${field}[${index}]`, container, volumes));
}

function validateContainer(field: string, container: Fields, volumes: ReadonlySet<unknown>): FieldProblem[] {
  const ports = objectsAt(container, 'ports');
  const mounts = objectsAt(container, 'volumeMounts');
  return [
    ...validateName(`${field}.name`, container['name']),
    ...((container['image'] ?? '') === '' ? [required(`${field}.image`)] : []),
    ...oneOf(`${field}.imagePullPolicy`, container['imagePullPolicy'], ['Always', 'IfNotPresent', 'Never']),
    ...ports.flatMap((port, index) => validatePort(`${field}.ports[${index}]`, port)),
    ...duplicates(
      `${field}.ports`,
      ports.filter(({ name }) => (name ?? '') !== ''),
      'name',
    ),
    ...objectsAt(container, 'env').flatMap((one, index) =>
      (one['name'] ?? '') === '' ? [required(`${field}.env[${index}].name`)] : [],
    ),
    ...mounts.flatMap((mount, index) => validateMount(`${field}.volumeMounts[${index}]`, mount, volumes)),
    ...duplicates(`${field}.volumeMounts`, mounts, 'mountPath').map((one) => ({
      ...one,
      reason: 'FieldValueInvalid' as const,
      message: one.message.replace('Duplicate value', 'Invalid value').concat(': must be unique'),
    })),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) =>
      validateProbe(`${field}.${name}`, objectAt(container, name)),
    ),
  ];
}

function validatePort(field: string, port: Fields): FieldProblem[] {
  return [
    ...(port['containerPort'] === undefined
      ? [required(`${field}.containerPort`)]
      : portRange(`${field}.containerPort`, port['containerPort'])),
    ...oneOf(`${field}.protocol`, port['protocol'], ['SCTP', 'TCP', 'UDP']),
  ];
}

function validateMount(field: string, mount: Fields, volumes: ReadonlySet<unknown>): FieldProblem[] {
  if ((mount['name'] ?? '') === '') {
    return [required(`${field}.name`)];
  }
  const known = volumes.has(mount['name']);
  return [
    ...(known
      ? []
      : [
          {
            reason: 'FieldValueInvalid' as const,
            field: `${field}.name`,
            message: `Not found: ${JSON.stringify(mount['name'])}`,
          },
        ]),
    ...((mount['mountPath'] ?? '') === '' ? [required(`${field}.mountPath`)] : []),
  ];
}

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

function validateProbe(field: string, probe: Fields | undefined): FieldProblem[] {
  if (probe === undefined) {
    return [];
  }
  const chosen = handlers.filter((name) => probe[name] !== undefined);
  return [
    ...(chosen.length === 1 ? [] : [required(field, 'must specify a handler type')]),
    ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].flatMap(
      (name) => notNegative(`${field}.${name}`, probe[name]),
    ),
  ];
}
