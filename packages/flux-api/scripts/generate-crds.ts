import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * Writes src/generated/crds.json from the controllers' own CRDs.
 *
 *   node packages/flux-api/scripts/generate-crds.ts DIR
 *
 * DIR holds a clone (bare or not) of each repository below, with its tags. The newest version of each kind
 * comes from `current`; versions that upstream has stopped serving come from `older` (their last release)
 * and are served with a deprecation warning, converted as upstream did: by strategy None.
 */
const controllers = [
  { repository: 'source-controller', current: 'v1.9.1', older: 'v1.6.0' },
  { repository: 'kustomize-controller', current: 'v1.9.4', older: 'v1.6.0' },
  { repository: 'helm-controller', current: 'v1.6.3', older: 'v1.3.0' },
  { repository: 'notification-controller', current: 'v1.9.3', older: 'v1.6.0' },
  { repository: 'image-reflector-controller', current: 'v1.2.0', older: 'v0.35.0' },
  { repository: 'image-automation-controller', current: 'v1.2.1', older: 'v0.41.0' },
] as const;

interface Version {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: unknown;
}

interface Definition {
  apiVersion: string;
  kind: string;
  metadata: Record<string, unknown>;
  spec: { names: { kind: string }; versions: Version[] } & Record<string, unknown>;
}

function readDefinitions(repository: string, tag: string): Map<string, Definition> {
  const dir = 'config/crd/bases/';
  const files = git(repository, 'ls-tree', '--name-only', tag, dir).trim().split('\n');
  const definitions = files.map((file) => parse(git(repository, 'show', `${tag}:${file}`)) as Definition);
  return new Map(definitions.map((definition) => [definition.spec.names.kind, definition]));
}

function git(repository: string, ...args: string[]): string {
  return execFileSync('git', ['-C', join(clones, repository), ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

function withOlder(definition: Definition, before: Definition | undefined): Definition {
  const known = new Set(definition.spec.versions.map((version) => version.name));
  const kind = definition.spec.names.kind;
  const newest = definition.spec.versions.find((version) => version.storage)?.name ?? '';
  const older = (before?.spec.versions ?? []).filter((version) => !known.has(version.name));
  const served = older.map((version) => ({
    ...version,
    served: true,
    storage: false,
    deprecated: true,
    deprecationWarning: version.deprecationWarning ?? `${version.name} ${kind} is deprecated, upgrade to ${newest}`,
    schema: withoutDescriptions(version.schema),
  }));
  const { labels: _labels, annotations: _annotations, ...metadata } = definition.metadata;
  return {
    ...definition,
    metadata,
    spec: { ...definition.spec, conversion: { strategy: 'None' }, versions: [...definition.spec.versions, ...served] },
  };
}

/** A schema without its texts; a property that is itself called `description` stays. */
function withoutDescriptions(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(withoutDescriptions);
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const entries = Object.entries(schema).filter(([key, value]) => key !== 'description' || typeof value !== 'string');
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutDescriptions(value)]));
}

const clones = process.argv[2] ?? '';
const lines = controllers.flatMap(({ repository, current, older }) => {
  const before = readDefinitions(repository, older);
  return [...readDefinitions(repository, current).values()]
    .map((definition) => withOlder(definition, before.get(definition.spec.names.kind)))
    .map((definition) => JSON.stringify(definition));
});
writeFileSync(join(import.meta.dirname, '../src/generated/crds.json'), `[\n${lines.join(',\n')}\n]\n`);
