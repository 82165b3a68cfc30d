import { isMap, parseDocument, stringify } from 'yaml';
import type { FileTree } from '@juanie/kube';
import { fault } from '../core/faults.ts';

/** As people write manifests: two spaces, no line folding, lists indented. */
export function yamlOf(...documents: readonly unknown[]): string {
  return documents.map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');
}

export type Fields = Record<string, unknown>;

/** A mapping in a file; undefined where there is no file. */
export function readFields(tree: FileTree, file: string): Fields | undefined {
  const bytes = tree.read(file);
  if (bytes === undefined) {
    return undefined;
  }
  const document = parseDocument(new TextDecoder().decode(bytes), { maxAliasCount: 50 } as never);
  const [problem] = document.errors;
  if (problem !== undefined || !isMap(document.contents)) {
    const line = problem?.linePos?.[0].line;
    const detail = problem?.message.split('\n', 1)[0] ?? 'a mapping is expected';
    const problems = [{ path: file, file, detail, ...(line === undefined ? {} : { line }) }];
    throw fault('OverlayBroken', { file, detail }, { problems });
  }
  return document.toJS({ maxAliasCount: 50 }) as Fields;
}

export function fieldsAt(fields: Fields | undefined, ...path: readonly (string | number)[]): Fields | undefined {
  const found = valueAt(fields, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Fields) : undefined;
}

export function listAt(fields: Fields | undefined, ...path: readonly (string | number)[]): readonly Fields[] {
  const found = valueAt(fields, ...path);
  return Array.isArray(found) ? (found as Fields[]) : [];
}

export function textAt(fields: Fields | undefined, ...path: readonly (string | number)[]): string | undefined {
  const found = valueAt(fields, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : undefined;
}

export function valueAt(from: unknown, ...path: readonly (string | number)[]): unknown {
  let at: unknown = from;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) {
      return undefined;
    }
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}
