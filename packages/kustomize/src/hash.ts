import { isYamlMap, type YamlMap, type YamlValue } from '@juanie/kube';
import { goJson } from './go-json.ts';
import { kustomizeMessages } from './faults.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';
import { sha256 } from './sha256.ts';
import { textOf } from './value.ts';

/** Names of generated ConfigMaps and Secrets end in a hash of their content. */
export function addHashes(list: ResourceList): void {
  for (const resource of list.all) {
    if (resource.needsHash) {
      const hash = hashOf(resource);
      resource.rememberId();
      resource.setName(`${resource.name}-${hash}`);
    }
  }
  list.changed();
}

// kustomize 5.8 hasher: the name is looked up as one field called `metadata/name`, hence always empty.
export function hashOf(resource: Resource): string {
  const { object, kind } = resource;
  const parts: YamlMap = { kind, name: '', data: contentOf(object.data) };
  if (kind === 'ConfigMap') {
    addMap(parts, 'binaryData', object);
  } else if (kind === 'Secret') {
    parts.type = contentOf(object.type);
    addMap(parts, 'stringData', object);
  } else {
    const said = kustomizeMessages('KustomizeFieldUnsupported', {
      field: 'needs-hash',
      why: `${kind} has no content hash`,
    });
    throw new Refusal(`hash of a ${kind}`, { ...resource.place }, said);
  }
  return encodeHash(sha256(goJson(parts)));
}

function addMap(parts: YamlMap, field: string, object: YamlMap): void {
  if (isYamlMap(object[field])) {
    parts[field] = object[field];
  }
}

function contentOf(value: YamlValue | undefined): YamlValue {
  return value !== undefined && typeof value === 'object' && value !== null && isYamlMap(value) ? value : textOf(value);
}

const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** Ten digits without vowels and what looks like them, so that no words appear. */
function encodeHash(hex: string): string {
  return Array.from(hex.slice(0, 10), (digit) => letters[digit] ?? digit).join('');
}
