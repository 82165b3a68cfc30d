import { isYamlMap, readDocument, setKey, type YamlMap } from '@juanie/kube';
import { decode, int, list, string, struct } from '../decode.ts';
import { selectorShape, type Selector } from '../kustomization.ts';
import { baseOf } from '../load/paths.ts';
import { Refusal } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';
import { selectResources } from '../select.ts';
import type { Target } from '../target.ts';
import { fieldText, isMissingOrNull, nodeKind, wrongKind } from '../value.ts';
import { setNamespaceOf } from './namespace.ts';

export interface ValueTarget {
  selector?: Selector;
  fieldPath?: string;
  filePathPosition?: number;
}

const fileShape = struct('Targets', {
  targets: list(struct('Target', { selector: selectorShape, fieldPath: string, filePathPosition: int })),
});

/** Puts one value into fields of selected resources, whole or as a part of a file path. */
export function addValue(
  target: Target,
  given: { value?: string; targetFilePath?: string; targets?: ValueTarget[] },
): (list: ResourceList) => void {
  const value = (given.value ?? '').trim() || baseOf(target.root.dir);
  const targets = [
    ...(given.targets ?? []),
    ...(given.targetFilePath ? readTargets(target, given.targetFilePath) : []),
  ];
  if (targets.length === 0) {
    throw new Refusal('must specify at least one target');
  }
  for (const { fieldPath = '', filePathPosition = 0 } of targets) {
    if (fieldPath === '') {
      throw new Refusal('fieldPath cannot be empty');
    }
    if (filePathPosition < 0) {
      throw new Refusal(`value of FilePathPosition (${filePathPosition}) cannot be negative`);
    }
  }
  return (resources) => {
    for (const each of targets) {
      const selected = each.selector === undefined ? resources.all : selectResources(resources.all, each.selector);
      for (const resource of selected) {
        setValue(resource, value, each);
      }
    }
    resources.changed();
  };
}

function readTargets(target: Target, path: string): ValueTarget[] {
  const { value } = readDocument(target.root.readText(path), { dialect: 'kubernetes' });
  const decoded = decode(value, fileShape, { strict: false }).value as { targets?: ValueTarget[] } | undefined;
  return decoded?.targets ?? [];
}

function setValue(resource: Resource, value: string, { fieldPath = '', filePathPosition = 0 }: ValueTarget): void {
  if (fieldPath === 'metadata/namespace') {
    setNamespaceOf(resource, { namespace: value, specs: [], unsetOnly: false, subjects: 'defaultOnly' });
    return;
  }
  const steps = fieldPath
    .replace(/\\\//g, '\0')
    .split('/')
    .map((step) => step.replaceAll('\0', '/'))
    .filter((step) => step !== '');
  const last = steps.pop() ?? '';
  let map: YamlMap = resource.object;
  for (const step of steps) {
    if (!Object.hasOwn(map, step) || isMissingOrNull(map[step])) {
      setKey(map, step, {});
    }
    const inner = map[step];
    if (!isYamlMap(inner)) {
      throw new Refusal(`wrong node kind: expected MappingNode but got ${nodeKind(inner ?? null)}`);
    }
    map = inner;
  }
  const old = Object.hasOwn(map, last) ? map[last] : undefined;
  if (old !== undefined && nodeKind(old) !== 'ScalarNode') {
    throw new Refusal(wrongKind('ScalarNode', old));
  }
  setKey(map, last, filePathPosition > 0 ? insertPart(fieldText(old), filePathPosition - 1, value) : value);
}

/** Inserts a directory into a path; an absolute path stays absolute. */
function insertPart(path: string, position: number, part: string): string {
  const isAbsolute = path.startsWith('/');
  const parts = path.split('/').filter((each) => each !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return (isAbsolute ? '/' : '') + parts.join('/');
}
