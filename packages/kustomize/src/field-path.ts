import { isYamlMap, setKey, type YamlMap, type YamlValue } from '@juanie/kube';
import { Refusal } from './refusal.ts';
import { isMissingOrNull } from './value.ts';

/** Called with the place of a field: `holder[key]` is its value. */
export type FieldVisitor = (holder: YamlMap | YamlValue[], key: string | number) => void;

export interface PathStep {
  readonly name: string;
  /** Written `name[]`: the field is a list, and is never made. */
  readonly isList: boolean;
}

export interface Creation {
  /** What to make of a missing last field; absent: nothing is made. */
  readonly kind: 'map' | 'scalar' | undefined;
}

const split = new Map<string, readonly PathStep[]>();

/** The steps of a path such as `spec/template/spec/containers[]/image`; `\/` is a slash in a name. */
export function parseFieldPath(path: string): readonly PathStep[] {
  const known = split.get(path);
  if (known !== undefined) {
    return known;
  }
  const steps = splitPath(path).map((part) => {
    const isList = part.endsWith('[]');
    return { name: isList ? part.slice(0, -2) : part, isList };
  });
  if (split.size < 5_000) {
    split.set(path, steps);
  }
  return steps;
}

function splitPath(path: string): string[] {
  const parts: string[] = [];
  const given = path.split('/');
  for (const part of given.length > 1 && given[0] === '' ? given.slice(1) : given) {
    const last = parts.at(-1);
    if (last?.endsWith('\\') === true) {
      parts[parts.length - 1] = `${last.slice(0, -1)}/${part}`;
    } else {
      parts.push(part);
    }
  }
  return parts;
}

/**
 * Visits every field that a path leads to. Lists on the way are entered without being named; a missing
 * step ends the visit, unless `create` says what to make of it.
 */
export function visitField(
  object: YamlMap,
  steps: readonly PathStep[],
  walk: { create: Creation; visit: FieldVisitor },
): void {
  enterMap(object, 0, { steps, ...walk });
}

interface Walk {
  readonly steps: readonly PathStep[];
  readonly create: Creation;
  readonly visit: FieldVisitor;
}

function enter(holder: YamlMap | YamlValue[], key: string | number, at: { step: number; walk: Walk }): void {
  const { step, walk } = at;
  if (step === walk.steps.length) {
    walk.visit(holder, key);
    return;
  }
  const value = (holder as YamlMap)[key];
  if (isMissingOrNull(value)) {
    return;
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      enter(value, index, at);
    }
    return;
  }
  if (!isYamlMap(value)) {
    throw new Refusal('expected sequence or mapping node');
  }
  enterMap(value, step, walk);
}

function enterMap(map: YamlMap, at: number, walk: Walk): void {
  const step = walk.steps[at];
  if (step === undefined || step.name === '') {
    throw new Refusal('cannot set or create an empty field name');
  }
  const { name, isList } = step;
  const isLast = at === walk.steps.length - 1;
  const makes = walk.create.kind !== undefined && !isList;
  const isThere = Object.hasOwn(map, name);
  if (!isThere && !makes) {
    return;
  }
  if (!isThere || isMissingOrNull(map[name])) {
    if (isList) {
      // kustomize 5.8 filters/fieldspec: a null where the path says list becomes an empty list
      map[name] = [];
    } else if (makes) {
      setKey(map, name, isLast && walk.create.kind === 'scalar' ? '' : {});
    }
  }
  enter(map, name, { step: at + 1, walk });
}
