import { isYamlMap, plainOf, readDocument, readDocuments, type FileTree, type YamlValue } from '@juanie/kube';
import type { Problem } from '@juanie/fault';
import { fault } from '../faults.ts';
import type { BuildSpec } from './request.ts';
import { joinPath } from './tree-view.ts';

export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** The kustomization file to build with: its place and its text, or undefined when the tree's own is right as it is. */
export interface Generated {
  readonly path: string;
  readonly text: string;
}

type Kustomization = Record<string, unknown>;

/**
 * What the kustomize-controller writes before it builds: a kustomization file where there is none, and the
 * fields of the spec put into the one that is there. Throws FluxBuildFailed.
 */
export function generate(tree: FileTree, folder: string, spec: BuildSpec): Generated | undefined {
  const own = kustomizationNames.map((name) => joinPath(folder, name)).find((path) => tree.kindOf(path) === 'file');
  if (own === undefined) {
    const made = withSpec(tree, { folder, spec }, generated(scan(tree, folder, folder)));
    return { path: joinPath(folder, 'kustomization.yaml'), text: JSON.stringify(made) };
  }
  const before = readKustomization(tree, own);
  const after = withSpec(tree, { folder, spec }, withResources(before));
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : { path: own, text: JSON.stringify(after) };
}

function generated(resources: string[]): Kustomization {
  const head = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  // kustomize refuses a file without any field.
  return resources.length === 0 ? { ...head, namespace: '_placeholder' } : { ...head, resources };
}

function withResources(kustomization: Kustomization): Kustomization {
  const { resources } = kustomization;
  const isEmpty = !Array.isArray(resources) || resources.length === 0;
  return isEmpty ? { ...kustomization, buildMetadata: ['originAnnotations'] } : kustomization;
}

function readKustomization(tree: FileTree, path: string): Kustomization {
  const text = new TextDecoder().decode(tree.read(path));
  const { value, problems } = readDocument(text, { dialect: 'kubernetes' });
  const [problem] = problems;
  if (problem !== undefined) {
    const message = `error converting YAML to JSON: yaml: line ${problem.line}: ${problem.detail}`;
    throw fault('FluxBuildFailed', { message }, { problems: [placeOf(path, problem)] });
  }
  return isYamlMap(value) ? (plainOf(value) as Kustomization) : {};
}

/** Every manifest below a folder; a folder with a kustomization file of its own is one resource. */
function scan(tree: FileTree, root: string, folder: string): string[] {
  const found: string[] = [];
  for (const name of tree.list(folder) ?? []) {
    const path = joinPath(folder, name);
    const shown = `./${root === '' ? path : path.slice(root.length + 1)}`;
    if (tree.kindOf(path) === 'directory') {
      const isOne = kustomizationNames.some((each) => tree.kindOf(joinPath(path, each)) === 'file');
      found.push(...(isOne ? [shown] : scan(tree, root, path)));
    } else if (/\.ya?ml$/.test(name)) {
      checkManifest(tree, path);
      found.push(shown);
    }
  }
  return found;
}

function checkManifest(tree: FileTree, path: string): void {
  const text = new TextDecoder().decode(tree.read(path));
  for (const { value, problems, line } of readDocuments(text, { dialect: 'kubernetes' })) {
    const [problem] = problems;
    const detail =
      problem === undefined ? flawOf(value) : `MalformedYAMLError: yaml: line ${problem.line}: ${problem.detail}`;
    if (detail !== undefined) {
      const place = placeOf(path, problem ?? { line, detail });
      const message = `failed to decode Kubernetes YAML from /${path}: ${detail}`;
      throw fault('FluxBuildFailed', { message }, { problems: [place] });
    }
  }
}

function placeOf(file: string, { line, column, detail }: { line: number; column?: number; detail: string }): Problem {
  return { path: '', file, line, ...(column === undefined ? {} : { column }), detail };
}

/** Upstream's check of a document, in its words: they end with the metadata as Go prints it. */
function flawOf(value: YamlValue): string | undefined {
  if (!isYamlMap(value)) {
    return undefined;
  }
  const { apiVersion = '', kind = '', metadata } = value;
  const name = isYamlMap(metadata) ? String(metadata.name ?? '') : '';
  if (kind === '' || kind === null) {
    return `missing kind in object {{${String(apiVersion)} } {{${name} } map[] map[]}}`;
  }
  const isNamed = name !== '' || String(kind).endsWith('List');
  return isNamed
    ? undefined
    : `missing metadata.name in object {{${String(apiVersion)} ${String(kind)}} {{ } map[] map[]}}`;
}

function withSpec(
  tree: FileTree,
  { folder, spec }: { folder: string; spec: BuildSpec },
  kustomization: Kustomization,
): Kustomization {
  const components = spec.components.filter(
    (path) => !spec.ignoreMissingComponents || tree.kindOf(joinRelative(folder, path)) !== undefined,
  );
  const foreign = spec.components.find((path) => !isLocalRelativePath(path));
  if (foreign !== undefined) {
    throw fault('FluxBuildFailed', { message: `component path '${foreign}' must be local and relative` });
  }
  return {
    ...kustomization,
    ...(spec.targetNamespace === undefined ? {} : { namespace: spec.targetNamespace }),
    ...(spec.namePrefix === undefined ? {} : { namePrefix: spec.namePrefix }),
    ...(spec.nameSuffix === undefined ? {} : { nameSuffix: spec.nameSuffix }),
    ...appended(kustomization, 'patches', spec.patches),
    ...appended(kustomization, 'components', components),
    ...(spec.buildMetadata.length === 0 ? {} : { buildMetadata: spec.buildMetadata }),
    ...(spec.images.length === 0 ? {} : { images: mergeImages(kustomization.images, spec.images) }),
  };
}

function appended(kustomization: Kustomization, field: string, more: readonly unknown[]): Kustomization {
  const own = kustomization[field];
  return more.length === 0 ? {} : { [field]: [...(Array.isArray(own) ? own : []), ...more] };
}

type Image = BuildSpec['images'][number];

/** By name, field by field; tag and digest are one unit, so that no old digest wins over a new tag. */
function mergeImages(own: unknown, images: readonly Image[]): Image[] {
  const merged = Array.isArray(own) ? [...(own as Image[])] : [];
  for (const image of images) {
    const at = merged.findIndex((each) => each.name === image.name);
    const before = merged[at];
    if (before === undefined) {
      merged.push(image);
      continue;
    }
    const { newTag: _tag, digest: _digest, ...rest } = before;
    const selects = image.newTag !== undefined || image.digest !== undefined;
    merged[at] = { ...(selects ? rest : before), ...image };
  }
  return merged;
}

function isLocalRelativePath(path: string): boolean {
  const foreign = [
    'git::',
    'gh:',
    'ssh://',
    'https://',
    'http://',
    'git@',
    'github.com:',
    'github.com/',
    '/',
    'file:///',
  ];
  return !foreign.some((start) => path.toLowerCase().startsWith(start));
}

function joinRelative(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}
