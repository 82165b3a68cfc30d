import { goSentence, isYamlMap, readDocument, type YamlMap, type YamlValue } from '@juanie/kube';
import type { BuildContext } from './context.ts';
import type { Root } from './load/root.ts';
import { isKnownType, useScopes } from './gvk.ts';
import { builtInDefinition, builtInSchemas, type MergeSchema, type MergeSchemas } from './merge/schema.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';

const builtInVersion = 'v1.21.2';

/** Takes the schema that a kustomization names; the outermost one that names any wins. */
export function useOpenApi(given: Record<string, string> | undefined, root: Root, context: BuildContext): void {
  const { path, version } = given ?? {};
  const text = path === undefined ? undefined : root.readText(path);
  if (context.schemasAreSet) {
    return;
  }
  if (text !== undefined) {
    if (version !== undefined) {
      throw new Refusal('builtin version and custom schema provided, cannot use both', { path: 'openapi' });
    }
    const own = readSchemas(text, root.fileOf(path ?? ''), context.metUnknownType);
    Object.assign(context, { schemas: own.schemas, schemasAreSet: true });
    useScopes(own.scopes);
  } else if (version !== undefined && version !== '') {
    if (version !== builtInVersion) {
      throw new Refusal('the specified OpenAPI version is not built in', { path: 'openapi.version' });
    }
    Object.assign(context, { schemasAreSet: true });
  }
}

/** Notes whether the whole built-in schema had to be read for the scope of some kind. */
export function noteTypes(resources: readonly Resource[], context: BuildContext): void {
  if (!context.schemasAreSet && !context.metUnknownType) {
    context.metUnknownType = resources.some((resource) => !isKnownType(resource.gvk));
  }
}

interface OwnSchemas {
  readonly schemas: MergeSchemas;
  readonly scopes: ReadonlyMap<string, boolean>;
}

/**
 * The schemas of an OpenAPI document, linked when they are first asked for. Where upstream has read the
 * built-in schema before (`withBuiltIn`), its types stay and its definitions complete the document's.
 */
export function readSchemas(text: string, file: string, withBuiltIn: boolean): OwnSchemas {
  const { value, problems } = readDocument(text, { dialect: 'kubernetes' });
  const [bad] = problems;
  const definitions = isYamlMap(value) && isYamlMap(value.definitions) ? value.definitions : {};
  if (bad !== undefined) {
    throw new Refusal(`invalid schema file: ${goSentence(bad)}`, { file, line: bad.line });
  }
  const linker = new Linker(definitions, withBuiltIn);
  const byType = new Map<string, string>();
  for (const [name, definition] of Object.entries(definitions)) {
    for (const type of typesOf(definition)) {
      byType.set(type, name);
    }
  }
  const schemas: MergeSchemas = (apiVersion, kind) => {
    const name = byType.get(`${apiVersion}/${kind}`);
    const builtIn = withBuiltIn ? builtInSchemas(apiVersion, kind) : undefined;
    return builtIn ?? (name === undefined ? undefined : linker.definition(name));
  };
  return { schemas, scopes: scopesOf(isYamlMap(value) ? value.paths : undefined) };
}

/** A kind with a path that names a namespace has one; a kind with paths that name none has none. */
function scopesOf(paths: YamlValue | undefined): Map<string, boolean> {
  const scopes = new Map<string, boolean>();
  for (const [path, info] of Object.entries(isYamlMap(paths) ? paths : {})) {
    const get = isYamlMap(info) ? info.get : undefined;
    const [type] = isYamlMap(get) ? typesIn(get['x-kubernetes-group-version-kind']) : [];
    if (type !== undefined) {
      const isNamespaced = path.includes('namespaces/{namespace}');
      scopes.set(type, isNamespaced || scopes.get(type) === true);
    }
  }
  return scopes;
}

function typesOf(definition: YamlValue): string[] {
  return isYamlMap(definition) ? typesIn(definition['x-kubernetes-group-version-kind']) : [];
}

function typesIn(types: YamlValue | undefined): string[] {
  return (Array.isArray(types) ? types : isYamlMap(types) ? [types] : []).flatMap((type) => {
    if (!isYamlMap(type)) {
      return [];
    }
    const { group, version, kind } = type;
    const prefix = typeof group === 'string' && group !== '' ? `${group}/` : '';
    return [`${prefix}${String(version)}/${String(kind)}`];
  });
}

type Draft = { -readonly [Name in keyof MergeSchema]: MergeSchema[Name] } & { fields: Map<string, MergeSchema> };

class Linker {
  readonly #definitions: YamlMap;
  readonly #withBuiltIn: boolean;
  readonly #known = new Map<string, Draft>();

  constructor(definitions: YamlMap, withBuiltIn: boolean) {
    this.#definitions = definitions;
    this.#withBuiltIn = withBuiltIn;
  }

  definition(name: string): MergeSchema | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) {
      return known;
    }
    const definition = this.#definitions[name];
    if (!isYamlMap(definition)) {
      return this.#withBuiltIn ? builtInDefinition(name) : undefined;
    }
    const draft: Draft = { fields: new Map() };
    this.#known.set(name, draft);
    this.#fill(draft, definition);
    return draft;
  }

  #fill(draft: Draft, schema: YamlMap): void {
    for (const [field, property] of Object.entries(isYamlMap(schema.properties) ? schema.properties : {})) {
      const linked = this.#link(property);
      if (linked !== undefined) {
        draft.fields.set(field, linked);
      }
    }
    const values = this.#link(schema.additionalProperties);
    if (values !== undefined) {
      draft.values = values;
    }
    const items = schema.type === 'array' ? this.#link(schema.items) : undefined;
    if (items !== undefined) {
      draft.items = items;
    }
    const keys = mergeKeys(schema);
    if (keys !== undefined) {
      draft.keys = keys;
    }
  }

  #link(schema: YamlValue | undefined): MergeSchema | undefined {
    if (!isYamlMap(schema)) {
      return undefined;
    }
    if (typeof schema.$ref === 'string') {
      return this.definition(schema.$ref.replace('#/definitions/', ''));
    }
    const draft: Draft = { fields: new Map() };
    this.#fill(draft, schema);
    return draft;
  }
}

function mergeKeys(schema: YamlMap): string[] | undefined {
  const strategy = schema['x-kubernetes-patch-strategy'];
  if (typeof strategy !== 'string' || !strategy.split(',').includes('merge')) {
    return undefined;
  }
  const keys = schema['x-kubernetes-list-map-keys'];
  if (Array.isArray(keys)) {
    return keys.map(String);
  }
  const key = schema['x-kubernetes-patch-merge-key'];
  return typeof key === 'string' ? [key] : [];
}
