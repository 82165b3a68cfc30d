import { collectionOf, type CustomSchema, type CustomVersion, type Kind, type Subresource } from '../kinds/kind.ts';
import { compareVersions } from '../kinds/kinds.ts';
import type { Definition, DefinitionVersion } from './definition.ts';

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** What a definition makes the server serve: one kind for each served version, preferred first. */
export function kindsOfDefinition(definition: Definition, readSchema: (version: string) => CustomSchema): Kind[] {
  const { group, names, scope, versions } = definition.spec;
  return versions
    .filter(({ served }) => served)
    .toSorted((a, b) => compareVersions(a.name, b.name))
    .map((version) => ({
      group,
      version: version.name,
      apiVersion: `${group}/${version.name}`,
      kind: names.kind,
      listKind: names.listKind ?? `${names.kind}List`,
      resource: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      namespaced: scope === 'Namespaced',
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      verbs,
      subresources: subresourcesOf(definition, version),
      collection: collectionOf(group, names.plural),
      custom: customVersion(definition, version, readSchema),
    }));
}

function subresourcesOf({ spec }: Definition, version: DefinitionVersion): Subresource[] {
  const own = { group: spec.group, version: version.name, kind: spec.names.kind, verbs: ['get', 'patch', 'update'] };
  const scale = {
    name: 'scale',
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    verbs: ['get', 'patch', 'update'],
  };
  return [
    ...(version.subresources?.status === undefined ? [] : [{ ...own, name: 'status' }]),
    ...(version.subresources?.scale === undefined ? [] : [scale]),
  ];
}

function customVersion(
  definition: Definition,
  version: DefinitionVersion,
  readSchema: (version: string) => CustomSchema,
): CustomVersion {
  const { name } = version;
  let schema: CustomSchema | undefined;
  const { group, names } = definition.spec;
  const warning = version.deprecationWarning ?? `${group}/${version.name} ${names.kind} is deprecated`;
  return {
    definition: definition.metadata.name,
    storage: version.storage,
    schema: () => (schema ??= readSchema(name)),
    statusSubresource: version.subresources?.status !== undefined,
    scale: version.subresources?.scale,
    columns: version.additionalPrinterColumns ?? [],
    selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, '')),
    deprecation: version.deprecated === true ? warning : undefined,
  };
}
