import type { Problem } from '@juanie/fault';
import type { KubeObject } from '../object.ts';
import { readDocuments, type YamlDocument } from './documents.ts';
import { manifestMessages } from './faults.ts';
import { isYamlMap, plainOf, type YamlMap, type YamlValue } from './value.ts';
import { writeYaml } from './write.ts';

export interface ParsedManifests {
  readonly objects: KubeObject[];
  /** Every bad document at once; `objects` has the good ones. */
  readonly problems: Problem[];
}

/**
 * Reads Kubernetes objects as kubectl and the API do (sigs.k8s.io/yaml). Empty documents are skipped and
 * lists (`kind: List`) opened. Objects without a name are problems, unless they have `generateName`.
 */
export function parseManifests(text: string, options: { file?: string } = {}): ParsedManifests {
  const parsed: ParsedManifests = { objects: [], problems: [] };
  for (const document of readDocuments(text, { dialect: 'kubernetes' })) {
    for (const { line, column, detail } of document.problems) {
      parsed.problems.push(
        at(options.file, { path: '', line, column, message: manifestMessages('ManifestUnreadable'), detail }),
      );
    }
    if (document.problems.length === 0 && document.value !== null) {
      addObject(parsed, document.value, { document, file: options.file });
    }
  }
  return parsed;
}

interface From {
  readonly document: YamlDocument;
  readonly file: string | undefined;
}

function addObject(parsed: ParsedManifests, value: YamlValue, from: From): void {
  const line = firstContentLine(from.document);
  if (!isYamlMap(value)) {
    parsed.problems.push(at(from.file, { path: '', line, message: manifestMessages('ManifestNotAnObject') }));
    return;
  }
  const { items } = value;
  if (typeof value.kind === 'string' && value.kind.endsWith('List') && Array.isArray(items)) {
    for (const item of items) {
      addObject(parsed, item, from);
    }
    return;
  }
  const missing = missingFields(value);
  for (const field of missing) {
    const message = manifestMessages('ManifestFieldMissing', { field });
    parsed.problems.push(at(from.file, { path: field, line, message }));
  }
  if (missing.length === 0) {
    parsed.objects.push(plainOf(value) as KubeObject);
  }
}

function missingFields(object: YamlMap): string[] {
  const missing = ['apiVersion', 'kind'].filter((field) => typeof object[field] !== 'string' || object[field] === '');
  const { metadata } = object;
  const isNamed =
    isYamlMap(metadata) && (typeof metadata.name === 'string' || typeof metadata.generateName === 'string');
  return isNamed ? missing : [...missing, 'metadata.name'];
}

function at(file: string | undefined, problem: Problem): Problem {
  return file === undefined ? problem : { ...problem, file };
}

function firstContentLine({ text, line }: YamlDocument): number {
  const lines = text.split('\n', 200);
  const first = lines.findIndex((each) => each.trim() !== '' && !each.startsWith('#') && !each.startsWith('---'));
  return line + Math.max(first, 0);
}

/** Objects as `kubectl -o yaml` and kustomize print them: sorted keys, documents joined by `---`. */
export function writeManifests(objects: readonly unknown[]): string {
  return objects.map((object) => writeYaml(object as YamlValue)).join('---\n');
}
