import { equalJson, isObject, labelSelectorOf, type KubeObject, type LabelSelectorSpec } from '@juanie/kube';
import { objectAt, type Fields } from '../defaults/fields.ts';
import type { FieldProblem } from '../http/status.ts';
import { validateLabels } from './metadata.ts';
import { validatePodSpec } from './pod-spec.ts';
import { forbiddenField, immutable, invalidValue, notNegative, required, unsupported } from './problems.ts';

function fieldsOf(object: KubeObject, name: string): Fields {
  const value = object[name];
  return isObject(value) ? value : {};
}

/** Kinds with a selector and a template that must fit each other. */
export function validateWorkload(object: KubeObject): FieldProblem[] {
  const spec = fieldsOf(object, 'spec');
  return [
    ...notNegative('spec.replicas', spec['replicas']),
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...notNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
    ...validateSelector(spec),
    ...validateTemplate('spec.template', spec, ['Always']),
  ];
}

function validateSelector(spec: Fields): FieldProblem[] {
  const selector = objectAt(spec, 'selector');
  if (selector === undefined || Object.keys(selector).length === 0) {
    return [
      selector === undefined
        ? required('spec.selector')
        : invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'),
    ];
  }
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels') ?? {};
  return labelSelectorOf(selector as LabelSelectorSpec).matches(labels as Record<string, string>)
    ? []
    : [invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
}

function validateTemplate(field: string, spec: Fields, policies: readonly string[]): FieldProblem[] {
  const template = objectAt(spec, 'template') ?? {};
  const podSpec = objectAt(template, 'spec') ?? {};
  const labels = objectAt(objectAt(template, 'metadata'), 'labels') as Record<string, string> | undefined;
  const policy = podSpec['restartPolicy'];
  const fits = typeof policy === 'string' && policies.includes(policy);
  return [
    ...validateLabels(`${field}.labels`, labels),
    ...(fits || policy === undefined ? [] : [unsupported(`${field}.spec.restartPolicy`, policy, policies)]),
    ...(policy === undefined
      ? [required(`${field}.spec.restartPolicy`, `valid values: ${policies.map((one) => `"${one}"`).join(', ')}`)]
      : []),
    ...validatePodSpec(`${field}.spec`, { ...podSpec, restartPolicy: 'Always' }),
  ];
}

export function validateJob(object: KubeObject): FieldProblem[] {
  return validateJobSpec('spec', fieldsOf(object, 'spec'));
}

function validateJobSpec(field: string, spec: Fields): FieldProblem[] {
  return [
    ...['parallelism', 'completions', 'backoffLimit', 'activeDeadlineSeconds', 'ttlSecondsAfterFinished'].flatMap(
      (name) => notNegative(`${field}.${name}`, spec[name]),
    ),
    ...validateTemplate(`${field}.template`, spec, ['OnFailure', 'Never']),
  ];
}

export function validateCronJob(object: KubeObject): FieldProblem[] {
  const spec = fieldsOf(object, 'spec');
  const schedule = spec['schedule'];
  const jobSpec = objectAt(objectAt(spec, 'jobTemplate'), 'spec') ?? {};
  return [
    ...(typeof schedule === 'string' && isSchedule(schedule)
      ? []
      : [invalidValue('spec.schedule', schedule, 'expected exactly 5 fields, or a macro such as @daily')]),
    ...validateJobSpec('spec.jobTemplate.spec', jobSpec),
  ];
}

const macros = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

function isSchedule(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  return (
    macros.has(text) ||
    text.startsWith('@every ') ||
    (parts.length === 5 && parts.every((one) => /^[\w*,/?-]+$/.test(one)))
  );
}

/** The selector says which pods are one's own: another one would leave them orphaned. */
export function keepsSelector(next: KubeObject, live: KubeObject): FieldProblem[] {
  const [now, before] = [fieldsOf(next, 'spec')['selector'], fieldsOf(live, 'spec')['selector']];
  return equalJson(now, before) ? [] : [immutable('spec.selector', now)];
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
  'revisionHistoryLimit',
];

export function keepsStatefulSet(next: KubeObject, live: KubeObject): FieldProblem[] {
  const rest = (object: KubeObject): Fields =>
    Object.fromEntries(Object.entries(fieldsOf(object, 'spec')).filter(([name]) => !changeable.includes(name)));
  const list = changeable
    .map((name) => `'${name}'`)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
  return equalJson(rest(next), rest(live))
    ? []
    : [forbiddenField('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}

export function keepsJob(next: KubeObject, live: KubeObject): FieldProblem[] {
  const [now, before] = [fieldsOf(next, 'spec'), fieldsOf(live, 'spec')];
  return ['completions', 'selector', 'template', 'completionMode'].flatMap((name) =>
    equalJson(now[name], before[name]) ? [] : [immutable(`spec.${name}`, now[name])],
  );
}

export function validatePod(object: KubeObject): FieldProblem[] {
  return validatePodSpec('spec', fieldsOf(object, 'spec'));
}

/** Of a running pod only the image, two times and added tolerations may change; and its node, once. */
export function keepsPod(next: KubeObject, live: KubeObject): FieldProblem[] {
  const [now, before] = [settled(fieldsOf(next, 'spec')), settled(fieldsOf(live, 'spec'))];
  if ((fieldsOf(live, 'spec')['nodeName'] ?? '') === '') {
    delete now['nodeName'];
    delete before['nodeName'];
  }
  return equalJson(now, before)
    ? []
    : [
        forbiddenField(
          'spec',
          'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
        ),
      ];
}

const freeOfPod = new Set(['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds', 'schedulingGates']);

function settled(spec: Fields): Fields {
  const withoutImages = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((one: unknown) => (isObject(one) ? { ...one, image: '' } : one)) : list;
  return Object.fromEntries(
    Object.entries(spec)
      .filter(([name]) => !freeOfPod.has(name))
      .map(([name, value]) => [name, name.toLowerCase().endsWith('containers') ? withoutImages(value) : value]),
  );
}
