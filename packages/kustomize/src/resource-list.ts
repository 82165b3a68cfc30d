import { idKey, idString, type ResourceId } from './gvk.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';
import { isNilOrEmpty } from './value.ts';

/**
 * The resources of a build in the order they were added, no two with one current id. Finding by id is
 * by hash; whoever changes names, namespaces or kinds of members calls `changed`.
 */
export class ResourceList {
  /** Of a partial build: what a field means may be missing here, and is no error then. */
  readonly isPartial: boolean;
  #list: Resource[] = [];
  #byId: Map<string, Resource[]> | undefined;
  #byAnyId: Map<string, Resource[]> | undefined;

  constructor(isPartial = false) {
    this.isPartial = isPartial;
  }

  get all(): readonly Resource[] {
    return this.#list;
  }

  get size(): number {
    return this.#list.length;
  }

  changed(): void {
    this.#byId = undefined;
    this.#byAnyId = undefined;
  }

  append(resource: Resource): void {
    const { id } = resource;
    const index = this.#currentIndex();
    const key = idKey(id);
    if (index.has(key)) {
      const place = resource.place === undefined ? {} : resource.place;
      throw new Refusal(`may not add resource with an already registered id: ${idString(id)}`, place);
    }
    index.set(key, [resource]);
    this.#list.push(resource);
    this.#byAnyId = undefined;
  }

  appendAll(resources: Iterable<Resource>): void {
    for (const resource of resources) {
      this.append(resource);
    }
  }

  replaceAll(resources: Resource[]): void {
    this.#list = resources;
    this.changed();
  }

  replace(old: Resource, by: Resource): void {
    this.#list[this.#list.indexOf(old)] = by;
    this.changed();
  }

  dropEmpties(): void {
    if (this.#list.some((resource) => isNilOrEmpty(resource.object))) {
      this.replaceAll(this.#list.filter((resource) => !isNilOrEmpty(resource.object)));
    }
  }

  findByCurrentId(id: ResourceId): readonly Resource[] {
    return this.#currentIndex().get(idKey(id)) ?? [];
  }

  /** Those that have, or ever had, the id. */
  findByAnyId(id: ResourceId): readonly Resource[] {
    this.#byAnyId ??= indexBy(this.#list, (resource) => [...resource.previousIds(), resource.id].map(idKey));
    return this.#byAnyId.get(idKey(id)) ?? [];
  }

  /** Those of which some id, old or current, satisfies a condition. */
  filterByAnyId(matches: (id: ResourceId) => boolean): Resource[] {
    return this.#list.filter((resource) => matches(resource.id) || resource.previousIds().some(matches));
  }

  #currentIndex(): Map<string, Resource[]> {
    return (this.#byId ??= indexBy(this.#list, (resource) => [idKey(resource.id)]));
  }
}

function indexBy(
  list: readonly Resource[],
  keysOf: (resource: Resource) => readonly string[],
): Map<string, Resource[]> {
  const index = new Map<string, Resource[]>();
  for (const resource of list) {
    for (const key of new Set(keysOf(resource))) {
      const found = index.get(key);
      if (found === undefined) {
        index.set(key, [resource]);
      } else {
        found.push(resource);
      }
    }
  }
  return index;
}
