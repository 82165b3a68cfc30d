import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifests, type KubeObject } from '@juanie/kube';

const folder = join(import.meta.dirname, '../../testdata/observed');

/** Names what real Flux left of an object (`ks-success`), and that object. */
export function readStatuses(): Map<string, KubeObject> {
  const files = readdirSync(join(folder, 'status'));
  return new Map(files.map((file) => [file.replace('.yaml', ''), readObject(join(folder, 'status', file))]));
}

function readObject(path: string): KubeObject {
  const [object] = parseManifests(readFileSync(path, 'utf8')).objects;
  if (object === undefined) {
    throw new Error(`${path} holds no object`);
  }
  return object;
}

/** The Flux objects that were applied. */
export function readFluxObjects(): KubeObject[] {
  return JSON.parse(readFileSync(join(folder, 'objects.json'), 'utf8')) as KubeObject[];
}

/** The repository of cases as it was at the end. */
export function readSources(): Record<string, string> {
  const files = readdirSync(join(folder, 'sources'), { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .map((path) => [path.slice(join(folder, 'sources').length + 1), readFileSync(path, 'utf8')]),
  );
}

export interface Told {
  readonly kind: string;
  readonly name: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** Every different event that real Flux told, durations, revisions and temporary paths masked. */
export function readEvents(): Told[] {
  const rows = readFileSync(join(folder, 'events.txt'), 'utf8').split(
    /\n(?=[A-Z][A-Za-z]+ +[a-z0-9-]+ +(?:Normal|Warning) )/,
  );
  const pattern = /^(\S+) +(\S+) +(Normal|Warning) +(\S+) +\d+ +\S+ +([\s\S]*)$/;
  return rows.flatMap((row) => {
    const [, kind = '', name = '', type = '', reason = '', message = ''] = pattern.exec(row) ?? [];
    const isOurs = kind === 'GitRepository' || kind === 'Kustomization';
    return isOurs ? [{ kind, name, type, reason, message: mask(message).trimEnd() }] : [];
  });
}

/** What differs from run to run, made equal. */
export function mask(text: string): string {
  return text
    .replaceAll(/\/tmp\/kustomization-\d+/g, '')
    .replaceAll(/\b(?:\d+m)?\d+(?:\.\d+)?(?:µs|ms|s|ns)\b(?!ha)/g, (found) =>
      /^(?:1m0s|30s|10m0s|20s)$/.test(found) ? found : '<time>',
    )
    .replaceAll(/\b[0-9a-f]{40}\b/g, (found) => (/^0+$/.test(found) ? found : '<commit>'));
}

/** A status without times and numbers that depend on how often it was tried. */
export function comparable(object: KubeObject | undefined): unknown {
  return maskValue(object?.status ?? null, '');
}

function maskValue(value: unknown, field: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => maskValue(item, field));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([key]) => key !== 'size');
    return Object.fromEntries(entries.map(([key, item]) => [key, maskValue(item, key)]));
  }
  if (/Time$|^(?:first|last)Reconciled|^lastUpdateTime$/.test(field) && field !== 'lastReconciledStatus') {
    return '<time>';
  }
  if (field === 'digest' || field === 'totalReconciliations' || field === 'lastHandledReconcileAt' || field === 'url') {
    return `<${field}>`;
  }
  return typeof value === 'string' ? mask(value) : value;
}
