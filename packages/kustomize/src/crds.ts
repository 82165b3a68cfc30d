import { goSentence, isYamlMap, readDocument, type YamlMap } from '@juanie/kube';
import { fieldSpec } from './field-spec.ts';
import { Refusal, within } from './refusal.ts';
import type { Target } from './target.ts';
import { emptyConfig, mergeConfigs, type BackReference, type TransformerConfig } from './transformer-config.ts';

/** Where custom kinds hold labels, annotations and names, out of the type definitions that `crds` lists. */
export function readCrds(paths: readonly string[], target: Target): TransformerConfig {
  let config = emptyConfig;
  paths.forEach((path, at) => {
    const added = within(`loading CRDs [${paths.join(' ')}]`, target.place(`crds[${at}]`), () =>
      readTypes(target.root.readText(path), path),
    );
    config = mergeConfigs(config, added);
  });
  return config;
}

function readTypes(text: string, path: string): TransformerConfig {
  const { value, problems } = readDocument(text, { dialect: 'kubernetes' });
  const [bad] = problems;
  if (bad !== undefined) {
    throw new Refusal(`unable to parse open API definition from '${path}': ${goSentence(bad)}`, {
      line: bad.line,
    });
  }
  let config = emptyConfig;
  for (const [name, type] of Object.entries(isYamlMap(value) ? value : {})) {
    const properties = propertiesOf(type);
    if (['kind', 'apiVersion', 'metadata'].every((field) => Object.hasOwn(properties, field))) {
      const kind = name.split('.').at(-1) ?? name;
      config = mergeConfigs(config, new TypeReader(value as YamlMap, kind).read(name));
    }
  }
  return config;
}

function propertiesOf(type: unknown): YamlMap {
  const schema = isYamlMap(type) ? (type.Schema ?? type.schema) : undefined;
  const properties = isYamlMap(schema) ? schema.properties : undefined;
  return isYamlMap(properties) ? properties : {};
}

const maxDepth = 100;

/** Collects the marked fields of one type and of the types within it. */
class TypeReader {
  readonly #types: YamlMap;
  readonly #kind: string;
  #config: { -readonly [Name in keyof TransformerConfig]: TransformerConfig[Name] } = { ...emptyConfig };

  constructor(types: YamlMap, kind: string) {
    this.#types = types;
    this.#kind = kind;
  }

  read(name: string): TransformerConfig {
    this.#enter(name, []);
    return this.#config;
  }

  #enter(name: string, path: readonly string[]): void {
    if (path.length > maxDepth) {
      throw new Refusal(`the definition of ${name} contains itself`);
    }
    const properties = propertiesOf(this.#types[name]);
    for (const [field, property] of Object.entries(properties)) {
      if (isYamlMap(property)) {
        this.#note([...path, field], property);
      }
    }
  }

  #note(path: readonly string[], property: YamlMap): void {
    const kind = this.#kind;
    const spec = fieldSpec(path.join('/'), { kind });
    const has = (mark: string): boolean => typeof property[mark] === 'string';
    if (has('x-kubernetes-annotation')) {
      this.#config.commonAnnotations = [...this.#config.commonAnnotations, spec];
    }
    if (has('x-kubernetes-label-selector')) {
      this.#config.commonLabels = [...this.#config.commonLabels, spec];
    }
    if (has('x-kubernetes-identity')) {
      this.#config.namePrefix = [...this.#config.namePrefix, spec];
    }
    const version = property['x-kubernetes-object-ref-api-version'];
    const target = property['x-kubernetes-object-ref-kind'];
    if (typeof version === 'string' && typeof target === 'string') {
      const key = property['x-kubernetes-object-ref-name-key'];
      const name = typeof key === 'string' ? key : 'name';
      const reference: BackReference = {
        group: '',
        version,
        kind: target,
        referrers: [fieldSpec([...path, name].join('/'), { kind })],
      };
      this.#config.nameReference = [...this.#config.nameReference, reference];
    }
    if (typeof property.$ref === 'string') {
      this.#enter(property.$ref, path);
    }
  }
}
