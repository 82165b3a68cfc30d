import {
  goSentence,
  isYamlMap,
  readDocuments,
  YamlScalar,
  type YamlDocument,
  type YamlMap,
  type YamlValue,
} from '@juanie/kube';
import { kustomizeMessages } from './faults.ts';
import { Refusal } from './refusal.ts';
import { Resource } from './resource.ts';
import { copyOf, isMissingOrNull, isNilOrEmpty, textOf } from './value.ts';

/** One object of a file and the line it begins on. */
interface Read {
  readonly object: YamlMap;
  readonly line: number;
}

/** Parsed files by content, to be shared by builds: whoever takes objects out of it copies them. */
export type ParseCache = Map<string, readonly Read[]>;

/** Reads the resources of a text as kustomize does: lists opened, empty documents dropped, names required. */
export function readResources(
  text: string,
  options: { file: string; cache?: ParseCache | undefined; key?: string | undefined },
): Resource[] {
  const { cache, key = text, file } = options;
  let reads = cache?.get(key);
  if (reads === undefined) {
    reads = openLists(readObjects(text, file), file);
    cache?.set(key, reads);
  }
  return reads.map(({ object, line }) => {
    const resource = new Resource(cache === undefined ? object : (copyOf(object) as YamlMap));
    resource.place = { file, line };
    return resource;
  });
}

function readObjects(text: string, file: string): Read[] {
  const documents = readDocuments(text, { dialect: 'kyaml' });
  const bad = documents.flatMap((document) => document.problems)[0];
  if (bad !== undefined) {
    const { line, column, detail } = bad;
    const isSeparator = detail.startsWith('invalid document separator');
    const sentence = isSeparator ? detail : `MalformedYAMLError: ${goSentence(bad)}`;
    throw new Refusal(sentence, { file, line, column }, kustomizeMessages('KustomizeFileUnreadable'));
  }
  const filled = documents.filter((document) => !isMissingOrNull(document.value));
  if (/\.(?:inf|nan)/i.test(text)) {
    for (const { value, line } of filled) {
      refuseInfinity(value, { file, line });
    }
  }
  const reads = filled.flatMap((document) => unwrap(document, documents.length === 1));
  return reads.filter(({ object }) => !isNilOrEmpty(object)).map((read) => validated(read, file));
}

/** kyaml takes the items out of a List that is alone in its file. */
function unwrap(document: YamlDocument, isAlone: boolean): { object: YamlValue; line: number }[] {
  const { value, line } = document;
  if (isAlone && isYamlMap(value)) {
    const kind = textOf(value.kind);
    const isWrapper = (kind === 'List' || kind === 'ResourceList') && ('items' in value || 'functionConfig' in value);
    if (isWrapper) {
      return Array.isArray(value.items) ? value.items.map((object) => ({ object, line })) : [];
    }
  }
  return [{ object: value, line }];
}

function validated(read: { object: YamlValue; line: number }, file: string): Read {
  const { object, line } = read;
  const place = { file, line };
  if (!isYamlMap(object)) {
    throw new Refusal('missing Resource metadata', place);
  }
  const resource = new Resource(object);
  const { kind, name } = resource;
  if (kind === '' && isNilOrEmpty(object.apiVersion) && isNilOrEmpty(object.metadata)) {
    throw new Refusal('missing Resource metadata', place);
  }
  if (kind === '') {
    throw new Refusal(`missing kind in object ${metaString(resource)}`, { ...place, path: 'kind' });
  }
  if (name === '' && !kind.endsWith('List')) {
    throw new Refusal(`missing metadata.name in object ${metaString(resource)}`, { ...place, path: 'metadata.name' });
  }
  return { object, line };
}

/** Numbers that JSON cannot hold; upstream notices them when it prints. */
function refuseInfinity(value: YamlValue, place: { file: string; line: number }): void {
  if (value instanceof YamlScalar) {
    if (typeof value.value === 'number' && !Number.isFinite(value.value)) {
      const shown = Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? '+Inf' : '-Inf';
      throw new Refusal(`json: unsupported value: ${shown}`, place, kustomizeMessages('KustomizeNumberNotFinite'));
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) {
      refuseInfinity(inner, place);
    }
  }
}

/** Go's `%v` of kyaml's ResourceMeta. */
function metaString(resource: Resource): string {
  const mapString = (strings: Record<string, string>): string =>
    `map[${Object.keys(strings)
      .sort()
      .map((key) => `${key}:${strings[key] ?? ''}`)
      .join(' ')}]`;
  const { labels, annotations } = resource;
  const type = `{${textOf(resource.object.apiVersion)} ${resource.kind}}`;
  return `{${type} {{${resource.name} ${resource.namespace}} ${mapString(labels)} ${mapString(annotations)}}}`;
}

/** Kinds named `…List` that have items are their items, which go to the end. */
function openLists(reads: readonly Read[], file: string): Read[] {
  const queue = [...reads];
  const opened: Read[] = [];
  for (let at = 0; at < queue.length; at++) {
    const read = queue[at] as Read;
    const kind = textOf(read.object.kind);
    if (!kind.endsWith('List') || !('items' in read.object)) {
      opened.push(read);
      continue;
    }
    const { items } = read.object;
    if (isMissingOrNull(items)) {
      continue;
    }
    if (!Array.isArray(items)) {
      const found = isYamlMap(items) ? 'map[string]interface {}' : typeof items === 'string' ? 'string' : 'int';
      throw new Refusal(`expected array in ${kind}/items, but found ${found}`, { file, line: read.line });
    }
    for (const object of items) {
      if (!isNilOrEmpty(object)) {
        queue.push(validated({ object, line: read.line }, file));
      }
    }
  }
  return opened;
}
