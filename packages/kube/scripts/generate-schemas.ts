/**
 * Writes `src/generated/` from the OpenAPI documents of one Kubernetes release.
 *
 *     node packages/kube/scripts/generate-schemas.ts [v1.34.2]
 *
 * Needs Go on PATH: the documents come out of the module `k8s.io/kubernetes` (Apache-2.0). Every
 * definition keeps its OpenAPI form without descriptions.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const release = process.argv[2] ?? 'v1.34.2';
const target = join(import.meta.dirname, '../src/generated');
const wanted =
  /^(api__v1|apis__(apps|batch|policy)__v1|apis__autoscaling__v[12]|apis__(admissionregistration|apiextensions|authentication|authorization|certificates|coordination|discovery|events|networking|node|rbac\.authorization|scheduling|storage)\.k8s\.io__v1)_openapi\.json$/;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** What upstream's type converter knows by name. */
const corrections: Record<string, JsonObject> = {
  'runtime.RawExtension': { 'x-kubernetes-map-type': 'atomic', 'x-kubernetes-preserve-unknown-fields': true },
};

function main(): void {
  const folder = join(openApiFolder(), 'api/openapi-spec/v3');
  const definitions = readDefinitions(folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const bundles = new Map<string, JsonObject>();
  for (const [longName, definition] of [...definitions].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const name = shortName(longName);
    const types = bundles.get(bundleOf(name)) ?? {};
    bundles.set(bundleOf(name), types);
    types[name] = { ...(compact(definition) as JsonObject), ...corrections[name] };
  }
  for (const [name, types] of bundles) {
    writeFileSync(join(target, `${fileName(name)}.ts`), textModule(types));
  }
  writeFileSync(join(target, 'index.ts'), indexModule([...bundles.keys()].toSorted(), kindsOf(definitions)));
  process.stdout.write(`${definitions.size} definitions of ${release} in ${bundles.size} files\n`);
}

function openApiFolder(): string {
  const work = mkdtempSync(join(tmpdir(), 'juanie-schemas-'));
  try {
    writeFileSync(join(work, 'go.mod'), 'module schemas\n\ngo 1.21\n');
    const said = execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${release}`], { cwd: work });
    return (JSON.parse(said.toString()) as { Dir: string }).Dir;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function readDefinitions(folder: string): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const file of readdirSync(folder).filter((name) => wanted.test(name))) {
    const document = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      components: { schemas: Record<string, JsonObject> };
    };
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      found.set(name, schema);
    }
  }
  return found;
}

/** `io.k8s.api.core.v1.Pod` -> `core.v1.Pod`, `io.k8s.apimachinery.pkg.api.resource.Quantity` -> `resource.Quantity`. */
function shortName(name: string): string {
  return name
    .replace(/^io\.k8s\.api\./, '')
    .replace(/^io\.k8s\.apiextensions-apiserver\.pkg\.apis\./, '')
    .replace(/^io\.k8s\.apimachinery\.pkg\.(apis|api|util)\./, '')
    .replace(/^io\.k8s\.apimachinery\.pkg\./, '');
}

/** The small packages of apimachinery share a file. */
function bundleOf(name: string): string {
  const bundle = name.slice(0, name.lastIndexOf('.'));
  return bundle.includes('.') ? bundle : 'meta.v1';
}

function fileName(bundle: string): string {
  return bundle.replaceAll('.', '-');
}

/** `allOf: [{$ref}]` becomes `$ref` beside its defaults; descriptions and lists of foreign kinds go. */
function compact(node: Json): Json {
  if (Array.isArray(node)) {
    return node.map(compact);
  }
  if (node === null || typeof node !== 'object') {
    return typeof node === 'string' && node.startsWith('#/components/schemas/') ? shortName(node.slice(21)) : node;
  }
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties') {
      const fields = Object.entries(value as JsonObject);
      kept.properties = Object.fromEntries(fields.map(([name, schema]) => [name, compact(schema)]));
    } else if (key === 'allOf' && Array.isArray(value) && value.length === 1) {
      Object.assign(kept, compact(value[0] as Json));
    } else if (key === 'x-kubernetes-group-version-kind' && Array.isArray(value) && value.length > 1) {
      continue;
    } else if (!(key === 'description' && typeof value === 'string') && key !== 'x-kubernetes-unions') {
      kept[key] = compact(value);
    }
  }
  return kept;
}

function kindsOf(definitions: Map<string, JsonObject>): Record<string, Record<string, string>> {
  const kinds: Record<string, Record<string, string>> = {};
  for (const [name, schema] of definitions) {
    const listed = (schema['x-kubernetes-group-version-kind'] ?? []) as {
      group: string;
      version: string;
      kind: string;
    }[];
    const [only] = listed;
    if (only === undefined || listed.length > 1) {
      continue;
    }
    const apiVersion = only.group === '' ? only.version : `${only.group}/${only.version}`;
    kinds[apiVersion] = { ...kinds[apiVersion], [only.kind]: shortName(name) };
  }
  return kinds;
}

function textModule(value: JsonObject): string {
  const text = JSON.stringify(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `// Generated by scripts/generate-schemas.ts from Kubernetes ${release}; do not edit.\nexport const text =\n  '${text}';\n`;
}

function indexModule(bundles: string[], kinds: Record<string, Record<string, string>>): string {
  const name = (bundle: string): string => bundle.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [
    `// Generated by scripts/generate-schemas.ts from Kubernetes ${release}; do not edit.`,
    ...bundles.map((bundle) => `import { text as ${name(bundle)} } from './${fileName(bundle)}.ts';`),
    '',
    `export const kubernetesVersion = '${release}';`,
    '',
    '/** JSON of each package of definitions, parsed when one of its types is first asked for. */',
    'export const bundles: Readonly<Record<string, string>> = {',
    ...bundles.map((bundle) => `  '${bundle}': ${name(bundle)},`),
    '};',
    '',
    '/** apiVersion -> kind -> definition. */',
    'export const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {',
    ...Object.keys(kinds)
      .toSorted()
      .map((apiVersion) => `  '${apiVersion}': ${JSON.stringify(sorted(kinds[apiVersion] ?? {}))},`),
    '};',
    '',
  ].join('\n');
}

function sorted(table: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

main();
