import { setKey, type YamlMap } from '@juanie/kube';
import type { GeneratorArgs, GeneratorOptions } from '../kustomization.ts';
import type { Root } from '../load/root.ts';
import { compareCodePoints } from '../go-json.ts';
import { Refusal } from '../refusal.ts';
import { Resource, type Behavior } from '../resource.ts';
import { requireTextKeys } from '../text-keys.ts';
import { readKeyValues, type KeyValue } from './key-values.ts';

const encoder = new TextEncoder();

/** A ConfigMap of literals, files and env files; what is no text goes to `binaryData`. */
export function generateConfigMap(args: GeneratorArgs, root: Root): Resource {
  const object = baseObject('ConfigMap', args);
  for (const [key, value] of sorted(readKeyValues(args, root))) {
    const isText = typeof value === 'string';
    const field = isText ? 'data' : 'binaryData';
    object[field] ??= {};
    setKey(object[field] as YamlMap, key, isText ? value : encodeBase64(value));
  }
  return finished(object, args);
}

/** A Secret of the same sources, all of it in base64. */
export function generateSecret(args: GeneratorArgs, root: Root): Resource {
  const object = baseObject('Secret', args);
  object.type = args.type || 'Opaque';
  const data: YamlMap = {};
  object.data = data;
  for (const [key, value] of sorted(readKeyValues(args, root))) {
    setKey(data, key, encodeBase64(typeof value === 'string' ? encoder.encode(value) : value));
  }
  return finished(object, args);
}

function sorted(pairs: readonly KeyValue[]): KeyValue[] {
  return [...pairs].sort(([a], [b]) => compareCodePoints(a, b));
}

function baseObject(kind: string, { name = '', namespace = '' }: GeneratorArgs): YamlMap {
  if (name === '') {
    throw new Refusal('a configmap must have a name', { path: 'name' });
  }
  return { apiVersion: 'v1', kind, metadata: namespace === '' ? { name } : { name, namespace } };
}

function finished(object: YamlMap, args: GeneratorArgs): Resource {
  const resource = new Resource(object);
  for (const field of ['data', 'binaryData']) {
    requireTextKeys(Object.keys(object[field] ?? {}), { path: field });
  }
  const { labels = {}, annotations = {}, immutable, disableNameSuffixHash } = args.options ?? {};
  if (Object.keys(labels).length > 0) {
    resource.setStrings('labels', labels);
  }
  if (Object.keys(annotations).length > 0) {
    resource.setStrings('annotations', annotations);
  }
  requireTextKeys([...Object.keys(labels), ...Object.keys(annotations)], { path: 'options' });
  if (immutable === true) {
    object.immutable = true;
  }
  resource.needsHash = disableNameSuffixHash !== true;
  resource.behavior = behaviorOf(args.behavior);
  return resource;
}

function behaviorOf(behavior: string | undefined): Behavior {
  return behavior === 'create' || behavior === 'replace' || behavior === 'merge' ? behavior : 'unspecified';
}

/** Lines of 70 characters, each ended, when there are more; one bare line otherwise. */
function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  const text = btoa(binary);
  return text.length < 70 ? text : text.replace(/.{1,70}/g, '$&\n');
}

/** The generator's own options win, except that a global true cannot be taken back. */
export function mergeOptions(
  own: GeneratorOptions | undefined,
  global: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (global === undefined) {
    return own;
  }
  return {
    labels: { ...global.labels, ...own?.labels },
    annotations: { ...global.annotations, ...own?.annotations },
    disableNameSuffixHash: global.disableNameSuffixHash === true || own?.disableNameSuffixHash === true,
    immutable: global.immutable === true || own?.immutable === true,
  };
}
