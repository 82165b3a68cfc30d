import type { FileTree } from '@juanie/kube';
import type { FileChanges } from '../../core/git.ts';
import type { EnvironmentFacts, FleetLayout, Overlay, OverlayService, Place, Size } from '../layout.ts';
import { fieldsAt, listAt, readFields, textAt, valueAt, yamlOf, type Fields } from '../yaml.ts';
import { clusterFiles, engineNameOf, environmentFile, gatewayFile, root } from './cluster-files.ts';
import { baseFiles, environmentPatch, fromLiteral, imageName, releasePatch, routePatch } from './service-files.ts';

/** `apps/<project>/{base,overlays/<environment>}` under one GitRepository: the main-repository layout. */
export const kustomizeLayout: FleetLayout = {
  id: 'kustomize',
  firstFiles: clusterFiles,
  moveDomain: (_tree, { domain }) => gatewayFile(domain),
  clusterDir: (cluster) => `${root}/clusters/${cluster}`,
  createEnvironment,
  removeEnvironment: (tree, facts) => removed(tree, [clusterFileOf(facts), overlayDirOf(facts)]),
  removeProject: (tree, project) => removed(tree, [`${root}/apps/${project}`]),
  overlayDir: overlayDirOf,
  engineName: engineNameOf,
  read,
  write,
  describeService: releasePatch,
  placeOf,
};

function overlayDirOf({ project, environment }: Place): string {
  return `${root}/apps/${project}/overlays/${environment}`;
}

function clusterFileOf({ cluster, project, environment }: EnvironmentFacts): string {
  return `${root}/clusters/${cluster}/apps/${project}-${environment}.yaml`;
}

function createEnvironment(tree: FileTree, facts: EnvironmentFacts): FileChanges {
  const changes = new Map<string, string>();
  const file = clusterFileOf(facts);
  if (tree.kindOf(file) === undefined) {
    changes.set(file, environmentFile(facts));
  }
  const overlay = `${overlayDirOf(facts)}/kustomization.yaml`;
  if (tree.kindOf(overlay) === undefined) {
    changes.set(overlay, yamlOf(overlayHead(facts)));
  }
  return changes;
}

function removed(tree: FileTree, paths: readonly string[]): FileChanges {
  return new Map(paths.filter((path) => tree.kindOf(path) !== undefined).map((path) => [path, null]));
}

function placeOf(path: string): { project: string; environment: string | null } | undefined {
  const overlay = /^deploy\/flux\/apps\/([^/]+)\/overlays\/([^/]+)\//.exec(path);
  if (overlay?.[1] !== undefined && overlay[2] !== undefined) {
    return { project: overlay[1], environment: overlay[2] };
  }
  const base = /^deploy\/flux\/apps\/([^/]+)\/base\//.exec(path);
  return base?.[1] === undefined ? undefined : { project: base[1], environment: null };
}

function overlayHead({ project, environment, namespace }: EnvironmentFacts): Fields {
  const pairs = { 'app.kubernetes.io/instance': engineNameOf({ project, environment }) };
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace,
    labels: [{ pairs: { ...pairs, 'juanie.art/environment': environment }, includeTemplates: true }],
  };
}

function read(tree: FileTree, place: Place): Overlay | undefined {
  const dir = overlayDirOf(place);
  const kustomization = readFields(tree, `${dir}/kustomization.yaml`);
  if (kustomization === undefined) {
    return undefined;
  }
  const services: Record<string, OverlayService> = {};
  for (const image of listAt(kustomization, 'images')) {
    const name = textAt(image, 'name') ?? '';
    const service = name.slice(name.lastIndexOf('/') + 1);
    const release = tree.read(`${dir}/${service}.yaml`);
    if (release !== undefined) {
      const reference = `${textAt(image, 'newName') ?? name}@${textAt(image, 'digest') ?? ''}`;
      services[service] = { image: reference, release: new TextDecoder().decode(release) };
    }
  }
  const [first] = Object.keys(services);
  const settings = first === undefined ? undefined : readFields(tree, `${dir}/${first}-environment.yaml`);
  const released = first === undefined ? undefined : readFields(tree, `${dir}/${first}.yaml`);
  const number = textAt(settings, 'metadata', 'annotations', 'juanie.art/deployment');
  return {
    release: textAt(released, 'metadata', 'annotations', 'juanie.art/release') ?? null,
    services,
    replicas: Number(valueAt(listAt(kustomization, 'replicas')[0], 'count') ?? 1),
    size: sizeOf(textAt(settings, 'metadata', 'labels', 'juanie.art/size')),
    hosts: hostsOf(readFields(tree, `${dir}/route.yaml`)),
    variables: variablesOf(settings),
    restart: textAt(settings, 'spec', 'template', 'metadata', 'annotations', 'juanie.art/restart') ?? null,
    deployment: number === undefined ? null : Number(number),
  };
}

function hostsOf(route: Fields | undefined): string[] {
  const hosts = valueAt(route, 'spec', 'hostnames');
  return Array.isArray(hosts) ? hosts.map(String) : [];
}

function sizeOf(text: string | undefined): Size {
  return text === 'medium' || text === 'large' ? text : 'small';
}

function variablesOf(settings: Fields | undefined): Record<string, string> {
  const env = listAt(settings, 'spec', 'template', 'spec', 'containers', 0, 'env');
  return Object.fromEntries(
    env.flatMap((entry) => {
      const name = textAt(entry, 'name');
      const value = textAt(entry, 'value');
      return name === undefined || value === undefined ? [] : [[name, fromLiteral(value)]];
    }),
  );
}

function write(tree: FileTree, at: EnvironmentFacts, overlay: Overlay): FileChanges {
  const dir = overlayDirOf(at);
  const services = Object.keys(overlay.services);
  const changes = new Map<string, string | null>();
  const bases = services.map((service) => ensureBase(tree, changes, { project: at.project, service, overlay }));
  const routed = services.find((service) => isRouted(overlay, service));
  for (const [service, { release }] of Object.entries(overlay.services)) {
    changes.set(`${dir}/${service}.yaml`, release);
    changes.set(`${dir}/${service}-environment.yaml`, environmentPatch(service, overlay));
  }
  changes.set(`${dir}/route.yaml`, routed === undefined ? null : routePatch(routed, overlay.hosts));
  const volumes = volumeClaims(overlay);
  changes.set(`${dir}/volumes.yaml`, volumes);
  const own = ['route.yaml', ...services.flatMap((service) => [`${service}.yaml`, `${service}-environment.yaml`])];
  dropOthers(tree, { dir, services }, changes);
  const before = readFields(tree, `${dir}/kustomization.yaml`) ?? overlayHead(at);
  const resources = [...bases, ...(volumes === null ? [] : ['volumes.yaml'])];
  const patches = own.filter((file) => changes.get(`${dir}/${file}`) !== null);
  changes.set(`${dir}/kustomization.yaml`, yamlOf(kustomizationOf(before, at, { overlay, resources, patches })));
  return pruneAbsent(tree, changes);
}

/** Files of services that the overlay no longer has. */
function dropOthers(
  tree: FileTree,
  { dir, services }: { dir: string; services: readonly string[] },
  changes: Map<string, string | null>,
): void {
  for (const file of tree.list(dir) ?? []) {
    const service = /^(.+)-environment\.yaml$/.exec(file)?.[1];
    if (service !== undefined && !services.includes(service)) {
      changes.set(`${dir}/${file}`, null);
      changes.set(`${dir}/${service}.yaml`, null);
    }
  }
}

/** Deleting what is not there is no change. */
function pruneAbsent(tree: FileTree, changes: Map<string, string | null>): FileChanges {
  return new Map([...changes].filter(([path, content]) => content !== null || tree.kindOf(path) !== undefined));
}

/** Sets what Juanie owns; what a person added (resources, components, other patches, …) stays. */
function kustomizationOf(
  before: Fields,
  at: EnvironmentFacts,
  { overlay, resources, patches }: { overlay: Overlay; resources: readonly string[]; patches: readonly string[] },
): Fields {
  const services = Object.entries(overlay.services);
  const names = services.map(([service]) => imageName(at.project, service));
  const added = asTexts(before['resources']).filter(
    (path) => !path.startsWith('../../base') && path !== 'volumes.yaml',
  );
  const ownPatch = (patch: Fields) => /^(route|.+-environment)\.yaml$/.test(textAt(patch, 'path') ?? '');
  const servicePatch = (patch: Fields) => services.some(([service]) => textAt(patch, 'path') === `${service}.yaml`);
  const gone = asFields(before['patches'])
    .filter(ownPatch)
    .map((patch) => textAt(patch, 'path')?.replace('-environment', ''));
  const keptPatches = asFields(before['patches']).filter(
    (patch) => !ownPatch(patch) && !servicePatch(patch) && !gone.includes(textAt(patch, 'path')),
  );
  const keptImages = asFields(before['images']).filter(
    ({ name }) => !names.includes(String(name)) && !String(name).startsWith(imageName(at.project, '')),
  );
  const images = services.map(([service, { image }]) => imageEntry(imageName(at.project, service), image));
  return {
    ...before,
    resources: [...resources, ...added],
    images: [...images, ...keptImages],
    replicas: services.map(([name]) => ({ name, count: overlay.replicas })),
    patches: [...patches.toSorted(byPlace).map((path) => ({ path })), ...keptPatches],
  };
}

/** What the release says first, then the environment, which wins. */
function byPlace(a: string, b: string): number {
  const rankOf = (path: string) => (path === 'route.yaml' ? 2 : path.endsWith('-environment.yaml') ? 1 : 0);
  return rankOf(a) - rankOf(b) || (a < b ? -1 : 1);
}

function imageEntry(name: string, image: string): Fields {
  const at = image.lastIndexOf('@');
  const newName = image.slice(0, at);
  return { name, ...(newName === name ? {} : { newName }), digest: image.slice(at + 1) };
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function asFields(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter((item): item is Fields => typeof item === 'object' && item !== null) : [];
}

/** The first service of a project is `base/`, each further one a folder in it, so that an overlay takes what its release has. */
function ensureBase(
  tree: FileTree,
  changes: Map<string, string | null>,
  { project, service, overlay }: { project: string; service: string; overlay: Overlay },
): string {
  const base = `${root}/apps/${project}/base`;
  const primary = textAt(readFields(tree, `${base}/deployment.yaml`), 'metadata', 'name');
  const first = primary ?? Object.keys(overlay.services)[0];
  const dir = service === first ? base : `${base}/${service}`;
  if (tree.kindOf(`${dir}/kustomization.yaml`) === undefined) {
    for (const [file, text] of baseFiles(project, service, isRouted(overlay, service))) {
      changes.set(`${dir}/${file}`, text);
    }
  }
  return service === first ? '../../base' : `../../base/${service}`;
}

function isRouted(overlay: Overlay, service: string): boolean {
  return /^ *readinessProbe:/m.test(overlay.services[service]?.release ?? '');
}

/** Claims outlive deployments: Flux is told never to prune them. */
function volumeClaims(overlay: Overlay): string | null {
  const claims = Object.values(overlay.services).flatMap(({ release }) => claimsOf(release));
  return claims.length === 0 ? null : yamlOf(...claims);
}

function claimsOf(release: string): object[] {
  const fields = readFields({ read: () => new TextEncoder().encode(release) } as unknown as FileTree, 'release');
  const sizes = fieldsAt(fields, 'metadata', 'annotations');
  return listAt(fields, 'spec', 'template', 'spec', 'volumes').flatMap((volume) => {
    const name = textAt(volume, 'persistentVolumeClaim', 'claimName');
    return name === undefined
      ? []
      : [claim(name, textAt(sizes, `juanie.art/volume-${textAt(volume, 'name')}`) ?? '1Gi')];
  });
}

function claim(name: string, storage: string) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  };
}
