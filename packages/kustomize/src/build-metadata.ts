import { writeYaml } from '@juanie/kube';
import { joinPath } from './load/paths.ts';
import { parseRepository } from './load/remote.ts';
import type { Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';

/** Where a resource came from, or what changed it: the content of the annotations of `buildMetadata`. */
export interface Origin {
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
  };
}

export const originAnnotation = 'config.kubernetes.io/origin';
export const transformationsAnnotation = 'alpha.config.kubernetes.io/transformations';
export const managedByLabel = 'app.kubernetes.io/managed-by';

/** The origin of something that a path of this origin's kustomization names. */
export function appendOrigin(origin: Origin, path: string): Origin {
  const repository = parseRepository(path);
  if (repository === undefined) {
    return { ...origin, path: joinPath(origin.path ?? '', path) };
  }
  return {
    ...origin,
    repo: repository.clone,
    path: repository.path,
    ...(repository.ref === '' ? {} : { ref: repository.ref }),
  };
}

/** The origin that a custom generator or transformer gives to what it makes. */
export function originOfPlugin(config: Resource): Origin | undefined {
  const { origin } = config;
  if (origin === undefined) {
    return undefined;
  }
  const { path, repo, ref } = origin;
  return {
    ...(repo === undefined ? {} : { repo }),
    ...(ref === undefined ? {} : { ref }),
    configuredIn: path ?? '',
    configuredBy: {
      apiVersion: config.object.apiVersion as string,
      kind: config.kind,
      name: config.name,
      namespace: config.namespace,
    },
  };
}

/** After a transformer has run: what has no origin was made by it, everything else was changed by it. */
export function recordTransformer(list: ResourceList, origin: Origin): void {
  for (const resource of list.all) {
    if (resource.origin === undefined) {
      resource.origin = origin;
    } else {
      resource.transformations.push(origin);
    }
  }
}

const fields = ['path', 'repo', 'ref', 'configuredIn'] as const;
const configuredFields = ['apiVersion', 'kind', 'name', 'namespace'] as const;

export function originText(origin: Origin): string {
  return originLines(origin)
    .map((line) => `${line}\n`)
    .join('');
}

export function transformationsText(transformations: readonly Origin[]): string {
  return transformations
    .map((origin) =>
      originLines(origin)
        .map((line, at) => `${at === 0 ? '- ' : '  '}${line}\n`)
        .join(''),
    )
    .join('');
}

function originLines(origin: Origin): string[] {
  const lines = fields.flatMap((field) => (origin[field] ? [entry(field, origin[field])] : []));
  const { configuredBy } = origin;
  const by = configuredFields.flatMap((field) =>
    configuredBy?.[field] ? [`  ${entry(field, configuredBy[field])}`] : [],
  );
  return by.length === 0 ? lines : [...lines, 'configuredBy:', ...by];
}

function entry(field: string, value: string): string {
  return writeYaml({ [field]: value }).trimEnd();
}
