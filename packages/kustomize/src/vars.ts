import { isYamlMap, type YamlMap, type YamlValue } from '@juanie/kube';
import { visitFieldSpecs, type FieldSpec } from './field-spec.ts';
import { equalGvk, gvkString, idKey, isClusterScoped, parseGroupVersion, type ResourceId } from './gvk.ts';
import type { Var } from './kustomization.ts';
import { lookupPath, splitDottedPath } from './dotted-path.ts';
import { Refusal } from './refusal.ts';
import type { ResourceList } from './resource-list.ts';
import { isMissingOrNull, nodeKind, textOf } from './value.ts';

/** Vars by name; a name may be declared once in a whole build. */
export type VarSet = Map<string, Var>;

export function addVars(into: VarSet, vars: Iterable<Var>): void {
  for (const each of vars) {
    const name = each.name ?? '';
    if (into.has(name)) {
      throw new Refusal(`var '${name}' already encountered`, { path: 'vars' });
    }
    into.set(name, each);
  }
}

/** Notes on the resources which vars read them; the resources may be renamed afterwards. */
export function bindVars(list: ResourceList, vars: readonly Var[]): void {
  for (const each of vars) {
    const target = targetOf(each);
    const byNamespace = target.namespace !== '' || isClusterScoped(target);
    const key = idKey(target);
    const matched = byNamespace
      ? list.filterByAnyId((id) => idKey(id) === key)
      : list.filterByAnyId((id) => id.name === target.name && equalGvk(id, target));
    if (matched.length > 1) {
      throw new Refusal(
        `found ${matched.length} resId matches for var ${varString(each, target)} (unable to disambiguate)`,
        {
          path: 'vars',
        },
      );
    }
    matched[0]?.varNames.push(each.name ?? '');
  }
}

function targetOf({ objref = {} }: Var): ResourceId {
  const { apiVersion = '', group = '', version = '', kind = '', name = '', namespace = '' } = objref;
  const gvk = apiVersion === '' ? { group, version } : parseGroupVersion(apiVersion);
  return { ...gvk, kind, name, namespace };
}

/** Go's `%v` of a var as it is written, and, once its target is known, with the parts of its apiVersion. */
export function varString(given: Var, target: Partial<ResourceId> = given.objref ?? {}): string {
  return `{${given.name ?? ''} ${gvkString(target)} {${given.fieldref?.fieldPath ?? ''}}}`;
}

/** Replaces `$(NAME)` by the value of the field that the var points to. Answers the names that stood nowhere. */
export function resolveVars(list: ResourceList, vars: VarSet, specs: readonly FieldSpec[]): string[] {
  if (vars.size === 0) {
    return [];
  }
  const values = new Map<string, YamlValue>();
  for (const name of [...vars.keys()].sort()) {
    values.set(name, valueOf(list, vars.get(name) as Var));
  }
  const used = new Set<string>();
  const replace = (text: string): YamlValue => replaceVars(text, values, used);
  for (const resource of list.all) {
    visitFieldSpecs(resource, specs, { creates: undefined, visit: (holder, key) => replaceAt(holder, key, replace) });
  }
  list.changed();
  return [...values.keys()].filter((name) => !used.has(name));
}

function valueOf(list: ResourceList, given: Var): YamlValue {
  const resource = list.all.find((each) => each.varNames.includes(given.name ?? ''));
  if (resource === undefined) {
    throw new Refusal(
      `var '${varString(defaulted(given), targetOf(given))}' cannot be mapped to a field in the set of known resources`,
      {
        path: 'vars',
      },
    );
  }
  const value = lookupPath(resource.object, withIndexes(splitDottedPath(given.fieldref?.fieldPath || 'metadata.name')));
  if (value === undefined) {
    throw new Refusal(
      `field specified in var '${varString(defaulted(given), targetOf(given))}' not found in corresponding resource`,
      {
        path: 'vars',
      },
    );
  }
  return value;
}

function defaulted(given: Var): Var {
  return { ...given, fieldref: { fieldPath: given.fieldref?.fieldPath || 'metadata.name' } };
}

/** `ports[0]` is a field and an index. */
function withIndexes(steps: readonly string[]): string[] {
  return steps.flatMap((step) => {
    const match = /^(.*)\[(\d+)\]$/.exec(step);
    return match === null ? [step] : [match[1] ?? '', match[2] ?? ''].filter((part) => part !== '');
  });
}

function replaceAt(holder: YamlMap | YamlValue[], key: string | number, replace: (text: string) => YamlValue): void {
  const value = (holder as YamlMap)[key];
  if (isMissingOrNull(value)) {
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item, at) => {
      if (typeof item !== 'string') {
        throw new Refusal('invalid value type expect a string');
      }
      value[at] = replace(item);
    });
  } else if (isYamlMap(value)) {
    for (const name of Object.keys(value)) {
      if (typeof value[name] === 'string') {
        value[name] = replace(value[name]);
      }
    }
  } else if (typeof value === 'string') {
    (holder as YamlMap)[key] = replace(value);
  }
}

/** `$(NAME)` alone keeps the type of the value; `$$` is a dollar sign; unknown names stay. */
function replaceVars(text: string, values: ReadonlyMap<string, YamlValue>, used: Set<string>): YamlValue {
  const valueOfName = (name: string): YamlValue => {
    const value = values.get(name);
    if (value === undefined || value === null || nodeKind(value) !== 'ScalarNode') {
      return `$(${name})`;
    }
    used.add(name);
    return value;
  };
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  if (whole !== null) {
    return valueOfName(whole[1] ?? '');
  }
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (match, name: string | undefined) =>
    match === '$$' ? '$' : textOf(valueOfName(name ?? '')),
  );
}
