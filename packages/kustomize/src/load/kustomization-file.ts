import { goSentence, linesOf, readDocument, type YamlValue } from '@juanie/kube';
import { decode } from '../decode.ts';
import { kustomizeMessages } from '../faults.ts';
import { kustomizationShape, type Kustomization } from '../kustomization.ts';
import { Refusal, Refusals } from '../refusal.ts';

import type { Root } from './root.ts';

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;
const decoder = new TextDecoder('utf-8');

const deprecated: readonly [field: keyof Kustomization, replacement: string, command?: string][] = [
  ['bases', 'resources'],
  ['commonLabels', 'labels'],
  ['imageTags', 'images'],
  ['patchesJson6902', 'patches'],
  ['patchesStrategicMerge', 'patches'],
  ['vars', 'replacements', '[EXPERIMENTAL] '],
];

export interface KustomizationFile {
  readonly kustomization: Kustomization;
  /** The name of the file, and its path in the tree. */
  readonly name: string;
  readonly path: string;
  /** Sentences about deprecated fields, as upstream prints them. */
  readonly warnings: readonly string[];
  /** The line of a field such as `patches[1].path`. */
  lineOf(path: string): number | undefined;
}

/** Finds, reads and checks the kustomization file of a directory. All problems of its fields come at once. */
export function readKustomization(root: Root): KustomizationFile {
  const { name, text } = findFile(root);
  const path = root.fileOf(name);
  const { value, problems } = readDocument(text.startsWith('\ufeff') ? text.slice(1) : text, { dialect: 'kubernetes' });
  const [bad] = problems;
  if (bad !== undefined) {
    const sentence = `invalid Kustomization: ${goSentence(bad)}`;
    throw new Refusal(
      sentence,
      { file: path, line: bad.line, column: bad.column },
      kustomizeMessages('KustomizeFileUnreadable'),
    );
  }
  const lines = linesOf(text);
  const kustomization = decodeKustomization(value, { path, lines });
  const warnings = deprecated.filter(([field]) => kustomization[field] !== undefined).map(warning);
  const fixed = fixFields(kustomization);
  if (isEmpty(kustomization)) {
    throw new Refusal('kustomization.yaml is empty', { file: path });
  }
  checkType(fixed, root.shown, path);
  return { kustomization: fixed, name, path, warnings, lineOf: lines };
}

function findFile(root: Root): { name: string; text: string } {
  const found = fileNames.flatMap((name) => {
    const bytes = root.readIfThere(name);
    return bytes === undefined ? [] : [{ name, text: decoder.decode(bytes) }];
  });
  const [first] = found;
  if (first === undefined) {
    const said = kustomizeMessages('KustomizeDirectoryWithoutKustomization', { path: root.dir || '.' });
    const names = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'";
    throw new Refusal(`unable to find one of ${names} in directory '${root.shown}'`, { file: root.dir }, said);
  }
  if (found.length > 1) {
    throw new Refusal(`Found multiple kustomization files under: ${root.shown}\n`, { file: root.dir });
  }
  return first;
}

function decodeKustomization(
  value: YamlValue,
  at: { path: string; lines: (path: string) => number | undefined },
): Kustomization {
  const { value: decoded, problems } = decode(value, kustomizationShape, { strict: true });
  if (problems.length > 0) {
    const placed = problems.map((problem) => {
      const line = at.lines(problem.place.path ?? '');
      return problem.within('invalid Kustomization', { file: at.path, ...(line === undefined ? {} : { line }) });
    });
    placed.sort((a, b) => ((a.place.path ?? '') < (b.place.path ?? '') ? -1 : 1));
    throw new Refusals(placed);
  }
  return (decoded ?? {}) as Kustomization;
}

function warning([field, replacement, command = '']: (typeof deprecated)[number]): string {
  const fix = `${command}Run 'kustomize edit fix' to update your Kustomization automatically.`;
  return `# Warning: '${field}' is deprecated. Please use '${replacement}' instead. ${fix}`;
}

/** Deprecated spellings become today's. */
function fixFields(given: Kustomization): Kustomization {
  const { bases = [], imageTags = [], ...rest } = given;
  const fixed: Kustomization = { ...rest, kind: given.kind || 'Kustomization' };
  fixed.apiVersion =
    given.apiVersion || `kustomize.config.k8s.io/${fixed.kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  fixed.resources = [...(given.resources ?? []), ...bases];
  fixed.images = [...(given.images ?? []), ...imageTags];
  return fixed;
}

function isEmpty(given: Kustomization): boolean {
  return Object.keys(given).every(
    (field) => field === 'apiVersion' || field === 'kind' || given[field as keyof Kustomization] === '',
  );
}

function checkType({ kind = '', apiVersion = '' }: Kustomization, shown: string, file: string): void {
  const problems: string[] = [];
  if (kind !== 'Kustomization' && kind !== 'Component') {
    problems.push('kind should be Kustomization or Component');
  }
  const wanted = `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  if (apiVersion !== wanted) {
    problems.push(`apiVersion for ${kind} should be ${wanted}`);
  }
  if (problems.length > 0) {
    const path = problems[0]?.startsWith('kind') === true ? 'kind' : 'apiVersion';
    throw new Refusal(`Failed to read kustomization file under ${shown}:\n${problems.join('\n')}`, { file, path });
  }
}
