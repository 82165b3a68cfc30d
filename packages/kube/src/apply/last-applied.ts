import { isObject } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { findMisfits } from './check.ts';
import { compareValues } from './compare.ts';
import { differenceOf, type FieldSet } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { fieldSetOf } from './walk.ts';

/** Where kubectl's client-side apply keeps what it applied last. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The fields that a client-side apply has set and nobody has changed since; undefined when it never ran. */
export function kubectlOwned(live: KubeObject, apiVersion: string, type: FieldType): FieldSet | undefined {
  const config = parseObject(live.metadata?.annotations?.[lastAppliedAnnotation]);
  if (config === undefined || config.apiVersion !== apiVersion || findMisfits(config, type).length > 0) {
    return undefined;
  }
  const { added, modified, removed } = compareValues(config, live, type);
  const set = fieldSetOf(config, type);
  return [modified, added, removed].reduce(differenceOf, set);
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = text === undefined || text === '' ? undefined : JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the annotation in step, so that a later client-side apply knows what was applied. */
export function withLastApplied(object: KubeObject, config: KubeObject): KubeObject {
  const annotations = object.metadata?.annotations;
  const before = annotations?.[lastAppliedAnnotation];
  if (annotations === undefined || before === undefined || before === '') {
    return object;
  }
  const { [lastAppliedAnnotation]: _, ...own } = config.metadata.annotations ?? {};
  const bare =
    config.metadata.annotations === undefined
      ? config
      : { ...config, metadata: { ...config.metadata, annotations: own } };
  const text = `${JSON.stringify(sortKeys(bare))}\n`;
  if (text === before) {
    return object;
  }
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...annotations, [lastAppliedAnnotation]: text } },
  };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (!isObject(value)) {
    return value;
  }
  const entries = Object.entries(value).map(([key, field]) => [key, sortKeys(field)] as const);
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
