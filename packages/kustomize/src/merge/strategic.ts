import { isYamlMap, setKey, type YamlMap, type YamlValue } from '@juanie/kube';
import { Refusal } from '../refusal.ts';
import { copyOf, fieldText, isMissingOrNull, nodeKind, wrongKind } from '../value.ts';
import { mergeList } from './list.ts';
import type { MergeSchema, MergeSchemas } from './schema.ts';
import { keptNull, type Merging, type Sides } from './sides.ts';

/** Applies a strategic merge patch; undefined when it deletes the object. The patch is not changed. */
export function strategicMerge(object: YamlMap, patch: YamlMap, schemas: MergeSchemas): YamlMap | undefined {
  const merged = merge({ dest: object, patch: copyOf(patch) }, { schemas, schema: undefined });
  return isYamlMap(merged) ? merged : undefined;
}

/** kyaml's two-way merge of one place: what shall stand there, undefined or null for nothing. */
function merge(sides: Sides, given: Merging): YamlValue | undefined {
  const merging = given.schema === undefined ? { ...given, schema: schemaOf(sides, given.schemas) } : given;
  const { dest, patch } = sides;
  const leading = isMissingOrNull(dest) ? patch : dest;
  if (isMissingOrNull(leading)) {
    return mergeNothing(sides);
  }
  refuseOtherKind(leading, patch);
  if (isYamlMap(leading)) {
    return mergeMap(sides, merging);
  }
  if (!Array.isArray(leading)) {
    return patch === undefined ? dest : patch;
  }
  if (merging.schema?.keys === undefined) {
    return patch === undefined ? dest : patch;
  }
  return mergeList(sides, { ...merging, keys: merging.schema.keys, merge });
}

/** Objects within objects are joined by their own type. */
function schemaOf({ dest, patch }: Sides, schemas: MergeSchemas): MergeSchema | undefined {
  for (const side of [dest, patch]) {
    if (isYamlMap(side)) {
      const [apiVersion, kind] = [fieldText(side.apiVersion), fieldText(side.kind)];
      const schema = apiVersion === '' || kind === '' ? undefined : schemas(apiVersion, kind);
      if (schema !== undefined) {
        return schema;
      }
    }
  }
  return undefined;
}

function refuseOtherKind(leading: YamlValue, patch: YamlValue | undefined): void {
  if (!isMissingOrNull(patch) && nodeKind(patch) !== nodeKind(leading)) {
    throw new Refusal(wrongKind(nodeKind(leading), patch));
  }
}

/** A null that is written stays until a patch speaks of it; a field without a value goes. */
function mergeNothing({ dest, patch }: Sides): YamlValue | undefined {
  if (patch !== undefined) {
    return undefined;
  }
  return dest === null || (dest !== undefined && fieldTextOfNull(dest) !== '') ? keptNull : undefined;
}

function fieldTextOfNull(value: YamlValue): string {
  return value === null ? 'null' : (value as { text: string }).text;
}

function mergeMap({ dest, patch }: Sides, merging: Merging): YamlValue | undefined {
  if (isMissingOrNull(dest)) {
    const added = patch as YamlMap;
    return takeDirective(added) === 'delete'
      ? undefined
      : mergeFields({ dest: copyOf(added) as YamlMap, patch: added }, merging);
  }
  if (patch !== undefined && isMissingOrNull(patch)) {
    return undefined;
  }
  const given = patch as YamlMap | undefined;
  const directive = given === undefined ? 'merge' : takeDirective(given);
  if (directive === 'delete') {
    return undefined;
  }
  const base = directive === 'replace' ? (copyOf(given as YamlMap) as YamlMap) : (dest as YamlMap);
  return mergeFields({ dest: base, patch: given }, merging);
}

function mergeFields(sides: { dest: YamlMap; patch: YamlMap | undefined }, merging: Merging): YamlMap {
  const { dest, patch } = sides;
  const added = patch === undefined ? [] : Object.keys(patch).filter((key) => !Object.hasOwn(dest, key));
  for (const key of [...Object.keys(dest), ...added]) {
    mergeField(sides, key, merging);
  }
  return dest;
}

function mergeField(
  { dest, patch }: { dest: YamlMap; patch: YamlMap | undefined },
  key: string,
  merging: Merging,
): void {
  const own = Object.hasOwn(dest, key) ? dest[key] : undefined;
  const other = patch !== undefined && Object.hasOwn(patch, key) ? patch[key] : undefined;
  if (other === undefined && own !== undefined && own !== null && typeof own !== 'object') {
    return;
  }
  const schema = merging.schema?.fields.get(key) ?? merging.schema?.values;
  const value = merge({ dest: own, patch: other }, { schemas: merging.schemas, schema });
  if (value === keptNull || (value !== undefined && value === own)) {
    return;
  }
  if (isMissingOrNull(value)) {
    delete dest[key];
  } else {
    setKey(dest, key, value);
  }
}

type Directive = 'merge' | 'replace' | 'delete';

/** Reads and removes `$patch` of a map. */
function takeDirective(patch: YamlMap): Directive {
  if (!Object.hasOwn(patch, '$patch')) {
    return 'merge';
  }
  const directive = fieldText(patch.$patch);
  if (directive !== 'merge' && directive !== 'replace' && directive !== 'delete') {
    throw new Refusal(`unknown patch strategy '${directive}'`);
  }
  delete patch.$patch;
  return directive;
}
