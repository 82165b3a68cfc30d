import { equalJson, isObject, type KubeObject } from '@juanie/kube';
import { objectAt, objectsAt, type Fields } from '../defaults/fields.ts';
import type { FieldProblem } from '../http/status.ts';
import { duplicates, forbiddenField, immutable, invalidValue, oneOf, portRange, required } from './problems.ts';

function fieldsOf(object: KubeObject, name: string): Fields {
  const value = object[name];
  return isObject(value) ? value : {};
}

export function validateService(object: KubeObject): FieldProblem[] {
  const spec = fieldsOf(object, 'spec');
  const ports = objectsAt(spec, 'ports');
  const headless = spec['clusterIP'] === 'None';
  const external = spec['type'] === 'ExternalName';
  return [
    ...(ports.length === 0 && !headless && !external ? [required('spec.ports')] : []),
    ...(external && (spec['externalName'] ?? '') === '' ? [required('spec.externalName')] : []),
    ...oneOf('spec.type', spec['type'], ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    ...ports.flatMap((port, index) => validateServicePort(`spec.ports[${index}]`, port, ports.length > 1)),
    ...duplicates('spec.ports', ports, 'name'),
  ];
}

function validateServicePort(field: string, port: Fields, needsName: boolean): FieldProblem[] {
  return [
    ...(needsName && (port['name'] ?? '') === '' ? [required(`${field}.name`)] : []),
    ...portRange(`${field}.port`, port['port']),
    ...oneOf(`${field}.protocol`, port['protocol'], ['SCTP', 'TCP', 'UDP']),
    ...(typeof port['targetPort'] === 'number' ? portRange(`${field}.targetPort`, port['targetPort']) : []),
  ];
}

const configKey = /^[-._a-zA-Z0-9]+$/;
const configKeyText =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const largest = 1024 * 1024;

export function validateConfig(object: KubeObject): FieldProblem[] {
  const all = ['data', 'binaryData'].flatMap((name) =>
    Object.entries(fieldsOf(object, name)).map((entry) => [name, ...entry] as const),
  );
  const size = all.reduce((sum, [, , value]) => sum + String(value).length, 0);
  return [
    ...all.flatMap(([name, key]) => (configKey.test(key) ? [] : [invalidValue(`${name}[${key}]`, key, configKeyText)])),
    ...(size > largest
      ? [
          {
            reason: 'FieldValueTooLong' as const,
            field: '',
            message: `Too long: may not be more than ${largest} bytes`,
          },
        ]
      : []),
  ];
}

export function keepsConfig(next: KubeObject, live: KubeObject): FieldProblem[] {
  const type: FieldProblem[] = next['type'] === live['type'] ? [] : [immutable('type', next['type'])];
  if (live['immutable'] !== true) {
    return type;
  }
  return [
    ...type,
    ...(next['immutable'] === true ? [] : [forbiddenField('immutable', 'field is immutable when `immutable` is set')]),
    ...['data', 'binaryData'].flatMap((name) =>
      equalJson(next[name], live[name]) ? [] : [forbiddenField(name, 'field is immutable when `immutable` is set')],
    ),
  ];
}

export function validateClaim(object: KubeObject): FieldProblem[] {
  const spec = fieldsOf(object, 'spec');
  const storage = objectAt(objectAt(spec, 'resources'), 'requests')?.['storage'];
  const modes = spec['accessModes'];
  return [
    ...(Array.isArray(modes) && modes.length > 0
      ? []
      : [required('spec.accessModes', 'at least 1 access mode is required')]),
    ...(storage === undefined ? [required('spec.resources[storage]')] : []),
  ];
}

export function keepsClaim(next: KubeObject, live: KubeObject): FieldProblem[] {
  const rest = (object: KubeObject): Fields => {
    const {
      resources: _resources,
      volumeName: _volume,
      volumeAttributesClassName: _class,
      ...others
    } = fieldsOf(object, 'spec');
    return others;
  };
  return equalJson(rest(next), rest(live))
    ? []
    : [
        forbiddenField(
          'spec',
          'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
        ),
      ];
}

export function keepsRoleRef(next: KubeObject, live: KubeObject): FieldProblem[] {
  return equalJson(next['roleRef'], live['roleRef'])
    ? []
    : [
        {
          ...immutable('roleRef', next['roleRef']),
          message: `Invalid value: ${JSON.stringify(next['roleRef'])}: cannot change roleRef`,
        },
      ];
}

export function validateIngress(object: KubeObject): FieldProblem[] {
  const spec = fieldsOf(object, 'spec');
  const rules = objectsAt(spec, 'rules');
  const problems = rules.flatMap((rule, index) =>
    objectsAt(objectAt(rule, 'http'), 'paths').flatMap((path, at) =>
      oneOf(`spec.rules[${index}].http.paths[${at}].pathType`, path['pathType'], [
        'Exact',
        'ImplementationSpecific',
        'Prefix',
      ]),
    ),
  );
  return rules.length === 0 && spec['defaultBackend'] === undefined
    ? [...problems, invalidValue('spec', spec, 'either `defaultBackend` or `rules` must be specified')]
    : problems;
}

const fixedOfClass = ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'];

export function keepsStorageClass(next: KubeObject, live: KubeObject): FieldProblem[] {
  return fixedOfClass.flatMap((name) =>
    equalJson(next[name], live[name]) ? [] : [forbiddenField(name, `updates to ${name} are forbidden.`)],
  );
}
