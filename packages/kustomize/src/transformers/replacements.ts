import { goSentence, readDocument, YamlScalar, type YamlMap, type YamlValue } from '@juanie/kube';
import { decode } from '../decode.ts';
import { lookupPath, splitDottedPath } from '../dotted-path.ts';
import { effectiveNamespace, idString, isSelectedBy, type ResourceId } from '../gvk.ts';
import {
  replacementShape,
  type FieldOptions,
  type Replacement,
  type ReplacementField,
  type Selector,
} from '../kustomization.ts';
import { matchPath, valueAt, type Create, type Site } from '../match-path.ts';
import { Refusal, Refusals, within } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';
import { compileSelector, matchesLabels, type SelectorTest } from '../select.ts';
import { setInStructuredText } from '../structured-text.ts';
import type { Target } from '../target.ts';
import { copyOf, isNilOrEmpty, nodeKind, textOf } from '../value.ts';
import { retyped } from '../retype.ts';

const defaultPath = 'metadata.name';

/** Replacements of a field, those in files read. */
export function loadReplacements(target: Target, given: readonly ReplacementField[]): Replacement[] {
  return given.flatMap(({ path, ...inline }, at) => {
    if (!path) {
      return [inline];
    }
    const place = target.place(`replacements[${at}]`);
    if (inline.source !== undefined || (inline.targets ?? []).length > 0) {
      throw new Refusal('cannot specify both path and inline replacement', place);
    }
    return within('', place, () => readReplacements(target.root.readText(path), target.root.fileOf(path)));
  });
}

function readReplacements(text: string, file: string): Replacement[] {
  const { value, problems } = readDocument(text, { dialect: 'kubernetes' });
  const [bad] = problems;
  if (bad !== undefined) {
    throw new Refusal(`error converting YAML to JSON: ${goSentence(bad)}`, { file, line: bad.line });
  }
  if (typeof value !== 'object' || value === null || value instanceof YamlScalar) {
    const kind =
      value === null
        ? 'invalid'
        : typeof value === 'string'
          ? 'string'
          : typeof value === 'boolean'
            ? 'bool'
            : 'float64';
    throw new Refusal(`unsupported replacement type encountered within replacement path: ${kind}`, { file });
  }
  return (Array.isArray(value) ? value : [value]).map((item) => {
    const decoded = decode(item, replacementShape, { strict: false });
    if (decoded.problems.length > 0) {
      throw new Refusals(
        decoded.problems.map((problem) => problem.within('error unmarshaling JSON: while decoding JSON', { file })),
      );
    }
    return (decoded.value ?? {}) as Replacement;
  });
}

/** Copies values from the field of one resource into fields of others. */
export function applyReplacements(list: ResourceList, replacements: readonly Replacement[]): void {
  for (const replacement of replacements) {
    if (
      (replacement.source === undefined && replacement.sourceValue === undefined) ||
      replacement.targets === undefined
    ) {
      throw new Refusal('replacements must specify a source and at least one target');
    }
    const value = sourceValue(list, replacement);
    for (const target of replacement.targets) {
      applyTo(list, value, target);
    }
  }
  list.changed();
}

function sourceValue(list: ResourceList, { source, sourceValue: given }: Replacement): YamlValue {
  if (given !== undefined) {
    if (source !== undefined) {
      throw new Refusal('value and resource selectors are mutually exclusive');
    }
    return given;
  }
  const selector = source ?? {};
  const resource = findSource(list, selector);
  const path = selector.fieldPath || defaultPath;
  const value = within('error looking up replacement source', {}, () =>
    lookupPath(resource.object, splitDottedPath(path)),
  );
  if (value === undefined || isNilOrEmpty(value)) {
    throw new Refusal(`fieldPath \`${path}\` is missing for replacement source ${idString(idOf(selector))}`);
  }
  return refined(value, selector.options);
}

function idOf({ group = '', version = '', kind = '', name = '', namespace = '' }: Selector): ResourceId {
  return { group, version, kind, name, namespace };
}

function sourceString(source: NonNullable<Replacement['source']>): string {
  const { fieldPath = '', options } = source;
  const parts = [idString(idOf(source)), fieldPath].filter((part) => part !== '');
  if (options !== undefined && (options.delimiter || options.create === true)) {
    parts.push(`${options.delimiter ?? ''}(${options.index ?? 0}), create=${String(options.create ?? false)}`);
  }
  return parts.join(':');
}

function findSource(list: ResourceList, source: NonNullable<Replacement['source']>): Resource {
  const wanted = idOf(source);
  const matches = list.filterByAnyId(
    (id) =>
      (wanted.name === '' || wanted.name === id.name) &&
      (wanted.namespace === '' || effectiveNamespace(wanted) === effectiveNamespace(id)) &&
      isSelectedBy(id, wanted),
  );
  if (matches.length > 1) {
    throw new Refusal(`multiple matches for selector ${sourceString(source)}`);
  }
  const [match] = matches;
  if (match === undefined) {
    throw new Refusal(`nothing selected by ${sourceString(source)}`);
  }
  return match;
}

function refined(value: YamlValue, options: FieldOptions | undefined): YamlValue {
  const { delimiter = '', index = 0 } = options ?? {};
  if (delimiter === '') {
    return value;
  }
  if (nodeKind(value) !== 'ScalarNode') {
    throw new Refusal('delimiter option can only be used with scalar nodes');
  }
  const part = textOf(value).split(delimiter)[index];
  if (part === undefined || index < 0) {
    throw new Refusal(`options.index ${index} is out of bounds for value ${textOf(value)}`);
  }
  return part;
}

type TargetSelector = NonNullable<Replacement['targets']>[number];

function applyTo(list: ResourceList, value: YamlValue, target: TargetSelector): void {
  const { select, reject = [] } = target;
  if (select === undefined) {
    throw new Refusal('target must specify resources to select');
  }
  const test = within('error creating target selector', {}, () => compileSelector(select));
  const rejects = reject.map((selector) => ({ selector, test: compileSelector(selector) }));
  for (const resource of list.all) {
    if (!matchesLabels(resource, select)) {
      continue;
    }
    const ids = [resource.id, ...resource.previousIds()];
    if (rejects.some((each) => isRejected(resource, ids, each))) {
      continue;
    }
    if (ids.some((id) => matchesId(id, test))) {
      within('', { ...resource.place }, () => copyInto(resource, value, target));
    }
  }
}

function matchesId(id: ResourceId, test: SelectorTest): boolean {
  return test.matchesGvk(id) && test.matchesName(id.name) && test.matchesNamespace(id.namespace);
}

// kustomize 5.8 filters/replacement: a label or annotation selector rejects by itself, whatever else is said
function isRejected(
  resource: Resource,
  ids: readonly ResourceId[],
  { selector, test }: { selector: Selector; test: SelectorTest },
): boolean {
  const hasStrings = Boolean(selector.labelSelector) || Boolean(selector.annotationSelector);
  if (hasStrings && matchesLabels(resource, selector)) {
    return true;
  }
  const isEmpty = Object.values(idOf(selector)).every((part) => part === '');
  return !isEmpty && ids.some((id) => matchesId(id, test));
}

function copyInto(resource: Resource, value: YamlValue, target: TargetSelector): void {
  const { fieldPaths = [], options } = target;
  for (const path of fieldPaths.length === 0 ? [defaultPath] : fieldPaths) {
    const create: Create = options?.create === true ? createKind(value) : undefined;
    const steps = splitDottedPath(path);
    if (setInStructuredText(resource.object, steps, { value, create })) {
      continue;
    }
    const what = `unable to find ${create === undefined ? '' : 'or create '}field ${JSON.stringify(path)} in replacement target`;
    const sites = within(what, {}, () => matchPath({ holder: [resource.object], key: 0 }, steps, create));
    if (sites === undefined || sites.length === 0) {
      throw new Refusal(what);
    }
    for (const site of sites) {
      setAt(site, value, options);
    }
  }
}

function createKind(value: YamlValue): Create {
  const kind = nodeKind(value);
  return kind === 'ScalarNode' ? 'scalar' : kind === 'MappingNode' ? 'map' : 'list';
}

function setAt(site: Site, value: YamlValue, options: FieldOptions | undefined): void {
  const old = valueAt(site);
  const isScalar = nodeKind(old) === 'ScalarNode';
  const { delimiter = '', index = 0 } = options ?? {};
  let text = nodeKind(value) === 'ScalarNode' ? textOf(value) : '';
  if (delimiter !== '') {
    if (!isScalar) {
      throw new Refusal('delimiter option can only be used with scalar nodes');
    }
    text = joined(textOf(old).split(delimiter), text, index).join(delimiter);
  }
  (site.holder as YamlMap)[site.key] = isScalar ? retyped(text, old, site.isNew === true) : copyOf(value);
}

/** Before the first part, behind the last one, or instead of one. */
function joined(parts: string[], text: string, index: number): string[] {
  if (index < 0) {
    return [text, ...parts];
  }
  if (index >= parts.length) {
    return [...parts, text];
  }
  return parts.map((part, at) => (at === index ? text : part));
}
