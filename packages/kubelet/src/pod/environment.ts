import { isEnvironmentName } from '../process/supervisor.ts';
import type { Container, EnvVar, Pod } from './pod.ts';
import { ConfigProblem } from './config-problem.ts';
import { fieldValue, resourceValue } from './downward.ts';

/** ConfigMaps and Secrets of the pod's namespace, decoded, as far as they exist. */
export interface References {
  configMap(name: string): Readonly<Record<string, string>> | undefined;
  secret(name: string): Readonly<Record<string, string>> | undefined;
}

export interface EnvironmentInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly references: References;
  /** What the image says, lowest, and what this runtime decides, highest. */
  readonly image: Readonly<Record<string, string>>;
  readonly runtime: Readonly<Record<string, string>>;
  /** Memory and processors of the node, for limits that are not set. */
  readonly node: { readonly cpu: number; readonly memory: number };
}

export interface BuiltEnvironment {
  readonly values: Record<string, string>;
  /** Keys that cannot be environment variables, and where they came from. */
  readonly skipped: readonly { readonly from: string; readonly keys: readonly string[] }[];
}

/** kubelet makeEnvironmentVariables: envFrom, then env, each seeing those before it. Pure; throws ConfigProblem. */
export function buildEnvironment(input: EnvironmentInput): BuiltEnvironment {
  const { container, image, runtime } = input;
  const skipped: { from: string; keys: string[] }[] = [];
  const values: Record<string, string> = { ...image };
  for (const source of container.envFrom ?? []) {
    const { found, from } = envFrom(input, source);
    const bad = Object.keys(found).filter((key) => !isEnvironmentName(`${source.prefix ?? ''}${key}`));
    for (const [key, value] of Object.entries(found).filter(([name]) => !bad.includes(name))) {
      values[`${source.prefix ?? ''}${key}`] = value;
    }
    if (bad.length > 0) {
      skipped.push({ from, keys: bad.sort() });
    }
  }
  const known: Record<string, string> = { ...values, ...runtime };
  for (const variable of container.env ?? []) {
    const value = valueOf(input, variable, known);
    if (value !== undefined) {
      values[variable.name] = value;
      known[variable.name] = runtime[variable.name] ?? value;
    }
  }
  return { values: { ...values, ...runtime }, skipped };
}

type EnvFromSource = NonNullable<Container['envFrom']>[number];

function envFrom({ pod, references }: EnvironmentInput, { configMapRef, secretRef }: EnvFromSource) {
  const kind = configMapRef === undefined ? 'secret' : 'configmap';
  const ref = configMapRef ?? secretRef ?? {};
  const name = ref.name ?? '';
  const found = configMapRef === undefined ? references.secret(name) : references.configMap(name);
  if (found === undefined && ref.optional !== true) {
    throw new ConfigProblem(`${kind} "${name}" not found`);
  }
  const shown = configMapRef === undefined ? 'secret' : 'configMap';
  return { found: found ?? {}, from: `${shown} ${pod.metadata.namespace}/${name}` };
}

function valueOf(input: EnvironmentInput, variable: EnvVar, known: Record<string, string>): string | undefined {
  const { valueFrom } = variable;
  if (valueFrom === undefined) {
    return expand(variable.value ?? '', known);
  }
  const { pod, container, references, node } = input;
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  if (configMapKeyRef !== undefined) {
    return keyOf(pod, configMapKeyRef, {
      kind: 'configmap',
      title: 'ConfigMap',
      found: references.configMap(configMapKeyRef.name ?? ''),
    });
  }
  if (secretKeyRef !== undefined) {
    return keyOf(pod, secretKeyRef, {
      kind: 'secret',
      title: 'Secret',
      found: references.secret(secretKeyRef.name ?? ''),
    });
  }
  if (fieldRef !== undefined) {
    return fieldValue(pod, fieldRef.fieldPath);
  }
  return resourceFieldRef === undefined ? '' : resourceValue(pod, container, { ...resourceFieldRef, node });
}

interface KeySource {
  readonly kind: string;
  readonly title: string;
  readonly found: Readonly<Record<string, string>> | undefined;
}

function keyOf(pod: Pod, ref: { name?: string; key: string; optional?: boolean }, source: KeySource) {
  const value = source.found?.[ref.key];
  if (value !== undefined || ref.optional === true) {
    return value;
  }
  throw new ConfigProblem(
    source.found === undefined
      ? `${source.kind} "${ref.name}" not found`
      : `couldn't find key ${ref.key} in ${source.title} ${pod.metadata.namespace}/${ref.name}`,
  );
}

/** third_party/forked/golang/expansion: `$(NAME)`, `$$` for one `$`; an unknown name stays as it is. */
export function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, second: string, name: string | undefined) => {
    if (second === '$') {
      return '$';
    }
    return name === undefined ? whole : (values[name] ?? whole);
  });
}
