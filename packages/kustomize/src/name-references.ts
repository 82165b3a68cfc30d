import { isYamlMap, writeYaml, type YamlMap, type YamlValue } from '@juanie/kube';
import { parseFieldPath } from './field-path.ts';
import { effectiveNamespace, idString, isClusterScoped, isSelectedBy, noNamespace, type Gvk } from './gvk.ts';
import { withInternalAnnotations } from './internal-annotations.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';
import type { BackReference } from './transformer-config.ts';
import { fieldText, isMissingOrNull, nodeKind, textOf } from './value.ts';

/** What a field of a referrer may name, in upstream's order. */
interface Leaf {
  readonly path: string;
  readonly targets: Gvk[];
}

/** The paths of one kind of referrer as a tree, so that an object is walked once for all of them. */
interface Branch {
  readonly children: Map<string, Branch>;
  readonly leaves: Leaf[];
}

/** Trees by kind of referrer, for each table: the built-in one is shared by nearly all builds. */
const treesOf = new WeakMap<readonly BackReference[], Map<string, Branch>>();

/**
 * Writes today's names wherever resources name each other by older ones. A hash join: the resources
 * that were renamed are indexed by the names they had, and each field that may hold a name is looked up.
 */
export function fixNameReferences(
  list: ResourceList,
  references: readonly BackReference[],
  candidates = indexByOldName(list.all),
): void {
  let trees = treesOf.get(references);
  if (trees === undefined) {
    trees = new Map();
    treesOf.set(references, trees);
  }
  for (const resource of list.all) {
    const id = resource.originalId;
    const key = `${id.group}\0${id.version}\0${id.kind}`;
    let tree = trees.get(key);
    if (tree === undefined) {
      tree = treeFor(id, references);
      trees.set(key, tree);
    }
    refuseBlankNamespace(resource);
    if (tree.children.size > 0) {
      new Fixer(resource, candidates).enter(resource.object, tree);
    }
  }
  list.changed();
}

function refuseBlankNamespace(resource: Resource): void {
  const { subjects } = resource.object;
  if (resource.kind !== 'RoleBinding' || !Array.isArray(subjects)) {
    return;
  }
  const isBlank = (subject: YamlValue): boolean =>
    isYamlMap(subject) &&
    subject.kind === 'ServiceAccount' &&
    Object.hasOwn(subject, 'namespace') &&
    typeof subject.namespace !== 'string';
  if (subjects.some(isBlank)) {
    const sentence = `Invalid Input: namespace is blank for resource "${idString(resource.id)}"\n`;
    throw new Refusal(sentence, { ...resource.place, path: 'subjects' });
  }
}

/** Resources by the names that they had. */
export function indexByOldName(resources: readonly Resource[]): Map<string, Resource[]> {
  const index = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(resource.previous.map((previous) => previous.name))) {
      const found = index.get(name);
      if (found === undefined) {
        index.set(name, [resource]);
      } else {
        found.push(resource);
      }
    }
  }
  return index;
}

function treeFor(referrer: Gvk, references: readonly BackReference[]): Branch {
  const root: Branch = { children: new Map(), leaves: [] };
  for (const { referrers, group, version, kind } of references) {
    for (const spec of referrers) {
      if (isSelectedBy(referrer, spec)) {
        addPath(root, spec.path, { group, version, kind });
      }
    }
  }
  return root;
}

function addPath(root: Branch, path: string, target: Gvk): void {
  let branch = root;
  for (const { name } of parseFieldPath(path)) {
    let child = branch.children.get(name);
    if (child === undefined) {
      child = { children: new Map(), leaves: [] };
      branch.children.set(name, child);
    }
    branch = child;
  }
  const leaf = branch.leaves.find((each) => each.path === path);
  if (leaf === undefined) {
    branch.leaves.push({ path, targets: [target] });
  } else {
    leaf.targets.push(target);
  }
}

class Fixer {
  readonly #referrer: Resource;
  readonly #candidates: Map<string, Resource[]>;
  readonly #gvk: Gvk;
  readonly #isClusterScoped: boolean;
  readonly #namespace: string;
  #bindingNamespaces: Set<string> | undefined;

  constructor(referrer: Resource, candidates: Map<string, Resource[]>) {
    this.#referrer = referrer;
    this.#candidates = candidates;
    this.#gvk = referrer.gvk;
    this.#isClusterScoped = isClusterScoped(this.#gvk);
    this.#namespace = effectiveNamespace(referrer.id);
  }

  enter(map: YamlMap, tree: Branch): void {
    for (const [name, branch] of tree.children) {
      if (Object.hasOwn(map, name)) {
        this.#visit(map, name, branch);
      }
    }
  }

  #visit(holder: YamlMap | YamlValue[], key: string | number, branch: Branch): void {
    for (const leaf of branch.leaves) {
      for (const target of leaf.targets) {
        this.#fix(holder, key, { path: leaf.path, target });
      }
    }
    if (branch.children.size === 0) {
      return;
    }
    const value = (holder as YamlMap)[key];
    if (isMissingOrNull(value)) {
      return;
    }
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        this.#visitItem(value, index, branch);
      }
      return;
    }
    this.#descend(value, branch);
  }

  /** Items of lists are entered without a step of the path. */
  #visitItem(list: YamlValue[], index: number, branch: Branch): void {
    const item = list[index];
    if (Array.isArray(item)) {
      for (let inner = 0; inner < item.length; inner++) {
        this.#visitItem(item, inner, branch);
      }
    } else if (!isMissingOrNull(item)) {
      this.#descend(item, branch);
    }
  }

  #descend(value: YamlValue, branch: Branch): void {
    if (!isYamlMap(value)) {
      const path = firstPath(branch);
      throw this.#refusal(path, new Refusal('expected sequence or mapping node'));
    }
    this.enter(value, branch);
  }

  #fix(holder: YamlMap | YamlValue[], key: string | number, at: { path: string; target: Gvk }): void {
    const value = (holder as YamlMap)[key];
    if (isMissingOrNull(value)) {
      return;
    }
    try {
      if (Array.isArray(value)) {
        value.forEach((_, index) => this.#fixOne(value, index, at));
      } else {
        this.#fixOne(holder, key, at);
      }
    } catch (thrown) {
      throw thrown instanceof Refusal ? this.#refusal(at.path, thrown) : thrown;
    }
  }

  #refusal(path: string, refusal: Refusal): Refusal {
    const id = idString(this.#referrer.id);
    return refusal
      .within(`considering field '${path}' of object ${id}`, { ...this.#referrer.place, path })
      .within(`updating name reference in '${path}' field of '${id}'`);
  }

  #fixOne(holder: YamlMap | YamlValue[], key: string | number, at: { path: string; target: Gvk }): void {
    const value = (holder as YamlMap)[key] as YamlValue;
    if (isMissingOrNull(value)) {
      return;
    }
    if (isYamlMap(value)) {
      this.#fixMap(value, at);
      return;
    }
    if (Array.isArray(value)) {
      throw new Refusal(`${nodeKind(value)} is expected to be either a string or a map of string`);
    }
    const old = textOf(value);
    const known = this.#candidates.get(old);
    const referral = known === undefined ? undefined : this.#select(known, old, { ...at, both: false });
    if (referral !== undefined && referral.name !== old) {
      (holder as YamlMap)[key] = referral.name;
    }
  }

  /** A map with `name` and perhaps `namespace`, as the subjects of a RoleBinding. */
  #fixMap(map: YamlMap, at: { path: string; target: Gvk }): void {
    if (!Object.hasOwn(map, 'name')) {
      throw new Refusal("path config error; no 'name' field in node");
    }
    const old = textOf(map.name);
    const known = this.#candidates.get(old);
    if (known === undefined) {
      return;
    }
    const referral = this.#select(this.#inNamespace(known, map), old, { ...at, both: true });
    if (referral === undefined || (referral.name === old && referral.namespace === '')) {
      return;
    }
    map.name = referral.name;
    if (referral.namespace !== '') {
      map.namespace = referral.namespace;
    }
  }

  /** Those that had the namespace at first; where there are none at all, those that have it now. */
  #inNamespace(known: readonly Resource[], map: YamlMap): readonly Resource[] {
    if (!Object.hasOwn(map, 'namespace')) {
      return known;
    }
    const namespace = textOf(map.namespace);
    if (namespace === noNamespace) {
      return [];
    }
    const originally = known.filter((each) => effectiveNamespace(each.originalId) === namespace);
    return originally.length > 0 ? originally : known.filter((each) => effectiveNamespace(each.id) === namespace);
  }

  #select(
    known: readonly Resource[],
    old: string,
    at: { path: string; target: Gvk; both: boolean },
  ): Resource | undefined {
    const role = at.path.endsWith('roleRef/name') ? this.#roleRef() : undefined;
    let found = known.filter(
      (each) =>
        this.#mayRefer(each) &&
        hadKind(each, at.target) &&
        (role === undefined || hadKind(each, role)) &&
        this.#isReachable(each),
    );
    if (found.length === 1) {
      return found[0];
    }
    found = found.filter((each) => sameAffixes(each, this.#referrer, true));
    if (found.length > 1) {
      found = found.filter((each) => sameAffixes(each, this.#referrer, false));
    }
    const [first] = found;
    const isSame = (each: Resource): boolean =>
      each.name === first?.name && (!at.both || each.namespace === first.namespace);
    if (first === undefined || found.every(isSame)) {
      return first;
    }
    const ids = found.map((each) => idString(each.id)).join(', ');
    const shown = found.map((each, at) => `--- possible referral ${at}:\n${annotatedYaml(each)}\n`).join('');
    const details = `\n**** Too many possible referral targets to referrer:\n${annotatedYaml(this.#referrer)}\n${shown}`;
    throw new Refusal(`found multiple possible referrals: ${ids}\n${details}`);
  }

  /** Cluster-wide resources refer to and are referred to by anything; others only within their namespace. */
  #mayRefer(target: Resource): boolean {
    if (this.#isClusterScoped) {
      return true;
    }
    const namespace = effectiveNamespace(target.id);
    return (
      namespace === noNamespace || namespace === this.#namespace || this.#subjectNamespaces().has(target.namespace)
    );
  }

  #isReachable(target: Resource): boolean {
    if (this.#isClusterScoped || target.kind === 'ServiceAccount') {
      return true;
    }
    const namespace = effectiveNamespace(target.id);
    return namespace === noNamespace || namespace === this.#namespace;
  }

  /** Namespaces of the service accounts that a RoleBinding names. */
  #subjectNamespaces(): Set<string> {
    if (this.#bindingNamespaces === undefined) {
      this.#bindingNamespaces = new Set();
      const { subjects } = this.#referrer.object;
      if (this.#gvk.kind === 'RoleBinding' && Array.isArray(subjects)) {
        for (const subject of subjects) {
          if (isYamlMap(subject) && subject.kind === 'ServiceAccount' && Object.hasOwn(subject, 'namespace')) {
            this.#bindingNamespaces.add(subject.namespace as string);
          }
        }
      }
    }
    return this.#bindingNamespaces;
  }

  #roleRef(): Partial<Gvk> | undefined {
    const { roleRef } = this.#referrer.object;
    if (!isYamlMap(roleRef) || roleRef.apiGroup === undefined || roleRef.kind === undefined) {
      return undefined;
    }
    return { group: fieldText(roleRef.apiGroup), kind: fieldText(roleRef.kind) };
  }
}

function annotatedYaml(resource: Resource): string {
  return writeYaml(withInternalAnnotations(resource));
}

function firstPath(branch: Branch): string {
  for (const child of branch.children.values()) {
    return child.leaves[0]?.path ?? firstPath(child);
  }
  return branch.leaves[0]?.path ?? '';
}

function hadKind(resource: Resource, selector: Partial<Gvk>): boolean {
  const { group, version } = resource.gvk;
  return resource.previous.some(({ kind }) => isSelectedBy({ group, version, kind }, selector));
}

function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  return sameEnding(a.prefixes, b.prefixes, allowEmpty) && sameEnding(a.suffixes, b.suffixes, allowEmpty);
}

/** Whether the shorter list is the end of the longer one. */
function sameEnding(a: readonly string[], b: readonly string[], allowEmpty: boolean): boolean {
  if (allowEmpty && (a.length === 0 || b.length === 0)) {
    return true;
  }
  const length = Math.min(a.length, b.length);
  if (length === 0) {
    return a.length === b.length;
  }
  for (let back = 1; back <= length; back++) {
    if (a.at(-back) !== b.at(-back)) {
      return false;
    }
  }
  return true;
}
