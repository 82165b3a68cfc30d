import { isYamlMap, type YamlMap, type YamlValue } from '@juanie/kube';
import { visitFieldSpecs, type FieldSpec } from '../field-spec.ts';
import type { Image } from '../kustomization.ts';
import { goRegExp } from '../go-regexp.ts';
import { Refusal } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';
import { isMissingOrNull, textOf, wrongKind } from '../value.ts';

export interface ImageArgs {
  readonly image: Image;
  readonly specs: readonly FieldSpec[];
}

type Site = readonly [holder: YamlMap | YamlValue[], key: string | number];

/** Changes name, tag or digest of images: in all lists called containers or initContainers, then in the specs' fields. */
export function setImage(list: ResourceList, { image, specs }: ImageArgs): void {
  const update = imageUpdate(image);
  for (const resource of list.all) {
    if (resource.kind === 'CustomResourceDefinition') {
      continue;
    }
    for (const [holder, key] of containerImages(resource)) {
      updateAt(holder, key, update);
    }
  }
  for (const resource of list.all) {
    if (resource.kind !== 'CustomResourceDefinition') {
      visitFieldSpecs(resource, specs, { creates: undefined, visit: (holder, key) => updateAt(holder, key, update) });
    }
  }
}

function updateAt(
  holder: YamlMap | YamlValue[],
  key: string | number,
  update: (reference: string) => string | undefined,
): void {
  const value = (holder as YamlMap)[key] as YamlValue;
  if (Array.isArray(value) || isYamlMap(value)) {
    throw new Refusal(wrongKind('ScalarNode', value));
  }
  const updated = update(textOf(value));
  if (updated !== undefined) {
    (holder as YamlMap)[key] = updated;
  }
}

function containerImages(resource: Resource): Site[] {
  const sites: Site[] = [];
  gather(resource.object, sites);
  return sites;
}

function gather(value: YamlValue, sites: Site[]): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === 'object') {
        gather(item, sites);
      }
    }
    return;
  }
  if (!isYamlMap(value)) {
    return;
  }
  for (const key in value) {
    const inner = value[key];
    if (typeof inner !== 'object' || inner === null) {
      continue;
    }
    gather(inner, sites);
    if ((key === 'containers' || key === 'initContainers') && Array.isArray(inner)) {
      gatherImages(inner, sites);
    }
  }
}

function gatherImages(containers: YamlValue[], sites: Site[]): void {
  for (const container of containers) {
    if (isMissingOrNull(container)) {
      continue;
    }
    if (!isYamlMap(container)) {
      throw new Refusal(wrongKind('MappingNode', container));
    }
    if (Object.hasOwn(container, 'image')) {
      sites.push([container, 'image']);
    }
  }
}

/** The new reference for a reference, or undefined where the image's name does not match. */
function imageUpdate(image: Image): (reference: string) => string | undefined {
  const { name: given = '', newName = '', newTag = '', tagSuffix = '', digest: newDigest = '' } = image;
  const pattern = goRegExp(`^${given}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  if (pattern === undefined) {
    throw new Refusal(`error parsing regexp: \`${given}\``, { path: 'name' });
  }
  return (reference) => {
    if (!pattern.test(reference)) {
      return undefined;
    }
    const parts = splitImage(reference);
    let { tag, digest } = parts;
    if (newTag !== '' || newDigest !== '') {
      tag = newTag;
      digest = newDigest;
    } else if (tagSuffix !== '') {
      tag += tagSuffix;
      digest = '';
    }
    return (newName || parts.name) + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
  };
}

function splitImage(reference: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(reference.indexOf('/'), 0);
  const at = reference.indexOf('@', slash);
  const colon = reference.indexOf(':', slash);
  if (at >= 0 && (colon < 0 || at < colon)) {
    return { name: reference.slice(0, at), tag: '', digest: reference.slice(at + 1) };
  }
  if (colon < 0) {
    return { name: reference, tag: '', digest: '' };
  }
  return at < 0
    ? { name: reference.slice(0, colon), tag: reference.slice(colon + 1), digest: '' }
    : { name: reference.slice(0, colon), tag: reference.slice(colon + 1, at), digest: reference.slice(at + 1) };
}
