import { isYamlMap, setKey, type YamlMap, type YamlValue } from '@juanie/kube';
import {
  effectiveNamespace,
  isClusterScoped,
  parseGroupVersion,
  scopesEpoch,
  type Gvk,
  type ResourceId,
} from './gvk.ts';
import { copyOf, fieldText, textOf } from './value.ts';
import type { Origin } from './build-metadata.ts';

/** A name that a resource had before: its kind may have changed as well, its group and version are today's. */
export interface PreviousId {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

export type Behavior = 'unspecified' | 'create' | 'replace' | 'merge';

/**
 * One object on its way through a build, with what upstream notes in internal annotations: the names
 * it had, the prefixes and suffixes it got, how a generator wants it joined.
 */
export class Resource {
  object: YamlMap;
  previous: PreviousId[] = [];
  prefixes: string[] = [];
  suffixes: string[] = [];
  behavior: Behavior = 'unspecified';
  needsHash = false;
  allowsNameChange = false;
  allowsKindChange = false;
  /** Names of the vars that read this resource. */
  varNames: string[] = [];
  origin: Origin | undefined;
  transformations: Origin[] = [];
  /** Where it was read, for messages. */
  place: { readonly file: string; readonly line: number } | undefined;
  #gvk: { apiVersion: YamlValue | undefined; epoch: number; gvk: Gvk } | undefined;

  constructor(object: YamlMap) {
    this.object = object;
  }

  copy(): Resource {
    const copy = new Resource(copyOf(this.object) as YamlMap);
    copy.previous = [...this.previous];
    copy.prefixes = [...this.prefixes];
    copy.suffixes = [...this.suffixes];
    copy.behavior = this.behavior;
    copy.needsHash = this.needsHash;
    copy.allowsNameChange = this.allowsNameChange;
    copy.allowsKindChange = this.allowsKindChange;
    copy.varNames = [...this.varNames];
    copy.origin = this.origin;
    copy.transformations = [...this.transformations];
    copy.place = this.place;
    return copy;
  }

  get kind(): string {
    return textOf(this.object.kind);
  }

  get gvk(): Gvk {
    const { apiVersion } = this.object;
    const kind = this.kind;
    const known = this.#gvk;
    if (
      known !== undefined &&
      known.apiVersion === apiVersion &&
      known.gvk.kind === kind &&
      known.epoch === scopesEpoch
    ) {
      return known.gvk;
    }
    const bare = { ...parseGroupVersion(textOf(apiVersion)), kind };
    const gvk = { ...bare, isClusterScoped: isClusterScoped(bare) };
    this.#gvk = { apiVersion, epoch: scopesEpoch, gvk };
    return gvk;
  }

  get metadata(): YamlMap {
    const { metadata } = this.object;
    return isYamlMap(metadata) ? metadata : {};
  }

  get name(): string {
    return fieldText(this.metadata.name);
  }

  get namespace(): string {
    return fieldText(this.metadata.namespace);
  }

  get id(): ResourceId {
    return { ...this.gvk, name: this.name, namespace: this.namespace };
  }

  /** The id it was read with. */
  get originalId(): ResourceId {
    const first = this.previous[0];
    return first === undefined ? this.id : this.#previousId(first);
  }

  previousIds(): ResourceId[] {
    return this.previous.map((previous) => this.#previousId(previous));
  }

  #previousId({ name, namespace, kind }: PreviousId): ResourceId {
    const { group, version } = this.gvk;
    return { group, version, kind, name, namespace };
  }

  /** Whether upstream would have noted something in its annotations by now. */
  get isNoted(): boolean {
    return this.previous.length > 0 || this.behavior !== 'unspecified' || this.needsHash || this.origin !== undefined;
  }

  rememberId(): void {
    const { id } = this;
    this.previous.push({ name: id.name, namespace: effectiveNamespace(id), kind: id.kind });
  }

  get labels(): Record<string, string> {
    return stringsOf(this.metadata.labels);
  }

  get annotations(): Record<string, string> {
    return stringsOf(this.metadata.annotations);
  }

  /** Writes all labels or annotations as strings; none removes the field. */
  setStrings(field: 'labels' | 'annotations', strings: Record<string, string>): void {
    const metadata = this.ownMetadata();
    if (Object.keys(strings).length === 0) {
      delete metadata[field];
    } else {
      metadata[field] = { ...strings };
    }
  }

  /** The metadata map of the object itself, made if it is missing. */
  ownMetadata(): YamlMap {
    if (!isYamlMap(this.object.metadata)) {
      this.object.metadata = {};
    }
    return this.object.metadata as YamlMap;
  }

  setName(name: string): void {
    this.ownMetadata().name = name;
  }

  setNamespace(namespace: string): void {
    if (namespace === '') {
      delete this.ownMetadata().namespace;
    } else {
      this.ownMetadata().namespace = namespace;
    }
  }
}

function stringsOf(value: YamlValue | undefined): Record<string, string> {
  const strings: Record<string, string> = {};
  if (isYamlMap(value)) {
    for (const key of Object.keys(value)) {
      setKey(strings, key, textOf(value[key]));
    }
  }
  return strings;
}
