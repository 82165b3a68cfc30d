/**
 * Makes `src/generated/kinds.json` (what is served) and `src/generated/openapi/*.json.gz` (its OpenAPI v3 documents)
 * from the upstream module. Needs Go and its module proxy; run it by hand when the announced version changes:
 *   node packages/apiserver/scripts/generate-kinds.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const module = 'k8s.io/kubernetes@v1.34.2';
const out = join(import.meta.dirname, '../src/generated');

/** In the order of preference in which upstream lists them; the core group first. */
const served: Readonly<Record<string, readonly string[] | 'all'>> = {
  v1: 'all',
  'apps/v1': 'all',
  'events.k8s.io/v1': 'all',
  'authentication.k8s.io/v1': 'all',
  'authorization.k8s.io/v1': 'all',
  'autoscaling/v2': 'all',
  'batch/v1': 'all',
  'networking.k8s.io/v1': ['ingresses', 'ingressclasses', 'networkpolicies'],
  'policy/v1': 'all',
  'rbac.authorization.k8s.io/v1': 'all',
  'storage.k8s.io/v1': 'all',
  'admissionregistration.k8s.io/v1': 'all',
  'apiextensions.k8s.io/v1': 'all',
  'scheduling.k8s.io/v1': 'all',
  'coordination.k8s.io/v1': 'all',
  'node.k8s.io/v1': 'all',
  'discovery.k8s.io/v1': 'all',
};
const unserved = new Set(['componentstatuses']);

interface Resource {
  resource: string;
  responseKind: { group: string; version: string; kind: string };
  scope: 'Namespaced' | 'Cluster';
  singularResource: string;
  shortNames?: string[];
  categories?: string[];
  verbs: string[];
  subresources?: {
    subresource: string;
    responseKind: { group: string; version: string; kind: string };
    verbs: string[];
  }[];
}
interface LegacyResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  group?: string;
  version?: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
}

const { Dir: dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' })) as {
  Dir: string;
};
const read = (path: string): unknown => JSON.parse(readFileSync(join(dir, 'api', path), 'utf8'));

function coreResources(): Resource[] {
  const rows = (read('discovery/api__v1.json') as { resources: LegacyResource[] }).resources;
  return rows
    .filter((row) => !row.name.includes('/'))
    .map((row) => ({
      resource: row.name,
      responseKind: { group: '', version: 'v1', kind: row.kind },
      scope: row.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: row.singularName,
      ...(row.shortNames === undefined ? {} : { shortNames: row.shortNames }),
      ...(row.categories === undefined ? {} : { categories: row.categories }),
      verbs: row.verbs,
      subresources: rows
        .filter((sub) => sub.name.startsWith(`${row.name}/`))
        .map((sub) => ({
          subresource: sub.name.slice(row.name.length + 1),
          responseKind: { group: sub.group ?? '', version: sub.version ?? 'v1', kind: sub.kind },
          verbs: sub.verbs,
        })),
    }));
}

function groupResources(group: string, version: string): Resource[] {
  const { items } = read('discovery/aggregated_v2.json') as {
    items: { metadata: { name: string }; versions: { version: string; resources: Resource[] }[] }[];
  };
  const found = items.find((item) => item.metadata.name === group)?.versions.find((one) => one.version === version);
  if (found === undefined) {
    throw new Error(`${module} does not serve ${group}/${version}.`);
  }
  return found.resources;
}

const kinds = Object.entries(served).flatMap(([apiVersion, names]) => {
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion];
  const resources = group === '' ? coreResources() : groupResources(group, version);
  return resources
    .filter((one) => !unserved.has(one.resource) && (names === 'all' || names.includes(one.resource)))
    .map((one) => ({
      group,
      version,
      kind: one.responseKind.kind,
      resource: one.resource,
      singular: one.singularResource,
      namespaced: one.scope === 'Namespaced',
      shortNames: one.shortNames ?? [],
      categories: one.categories ?? [],
      verbs: one.verbs,
      subresources: (one.subresources ?? []).map((sub) => ({
        name: sub.subresource,
        group: sub.responseKind.group === '' && sub.responseKind.version === '' ? group : sub.responseKind.group,
        version: sub.responseKind.version === '' ? version : sub.responseKind.version,
        kind: sub.responseKind.kind,
        verbs: sub.verbs,
      })),
    }));
});
mkdirSync(join(out, 'openapi'), { recursive: true });
writeFileSync(join(out, 'kinds.json'), `[\n${kinds.map((kind) => JSON.stringify(kind)).join(',\n')}\n]\n`);

interface Operation {
  'x-kubernetes-group-version-kind'?: unknown;
  'x-kubernetes-action'?: string;
  parameters?: { name?: string }[];
}

/** Paths shrink to what kubectl looks at: which kind, and whether the server validates fields. */
function leanOperation(operation: Operation): object {
  const validates = operation.parameters?.some((one) => one.name === 'fieldValidation') ?? false;
  return {
    'x-kubernetes-action': operation['x-kubernetes-action'],
    'x-kubernetes-group-version-kind': operation['x-kubernetes-group-version-kind'],
    ...(validates ? { parameters: [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }] } : {}),
    responses: { 200: { description: 'OK' } },
  };
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];
rmSync(join(out, 'openapi'), { recursive: true });
mkdirSync(join(out, 'openapi'));
for (const apiVersion of [...Object.keys(served), 'autoscaling/v1']) {
  const name = apiVersion.includes('/') ? `apis__${apiVersion.replace('/', '__')}` : `api__${apiVersion}`;
  const document = read(`openapi-spec/v3/${name}_openapi.json`) as {
    openapi: string;
    components: { schemas: Record<string, unknown> };
    paths: Record<string, Record<string, Operation>>;
  };
  const paths = Object.entries(document.paths)
    .filter(([path]) => !path.includes('/watch/'))
    .map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).flatMap(([method, operation]) =>
          methods.includes(method) ? [[method, leanOperation(operation)]] : [],
        ),
      ),
    ]);
  const lean = {
    openapi: document.openapi,
    info: { title: 'Kubernetes', version: module.split('@')[1] },
    paths: Object.fromEntries(paths) as unknown,
    components: { schemas: document.components.schemas },
  };
  const packed = gzipSync(JSON.stringify(lean), { level: 9 });
  // The time in the header would make every run differ.
  packed.fill(0, 4, 8);
  writeFileSync(join(out, 'openapi', `${name}.json.gz`), packed);
}
