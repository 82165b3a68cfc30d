import type { Container, Pod } from './pod.ts';
import { parseQuantity } from './quantity.ts';
import { ConfigProblem } from './config-problem.ts';

/** The value of `fieldRef.fieldPath`: what a container may know about its own pod. */
export function fieldValue(pod: Pod, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed !== null) {
    const map = keyed[1] === 'labels' ? pod.metadata.labels : pod.metadata.annotations;
    return map?.[keyed[2] ?? ''] ?? '';
  }
  const read = fields[path];
  if (read === undefined) {
    throw new ConfigProblem(`unsupported fieldPath: ${path}`);
  }
  return read(pod);
}

const fields: Readonly<Record<string, (pod: Pod) => string>> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace ?? '',
  'metadata.uid': ({ metadata }) => metadata.uid ?? '',
  'metadata.labels': ({ metadata }) => mapText(metadata.labels),
  'metadata.annotations': ({ metadata }) => mapText(metadata.annotations),
  'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
  'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? 'default',
  'status.hostIP': () => '127.0.0.1',
  'status.hostIPs': () => '127.0.0.1',
  'status.podIP': () => '127.0.0.1',
  'status.podIPs': () => '127.0.0.1',
};

/** One `key="value"` on each line, sorted, as fieldpath.FormatMap. */
function mapText(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}

export interface ResourceField {
  readonly resource: string;
  readonly containerName?: string;
  readonly divisor?: string;
  readonly node: { readonly cpu: number; readonly memory: number };
}

/** resource.ExtractContainerResourceValue: rounded up to whole units of the divisor. */
export function resourceValue(pod: Pod, container: Container, field: ResourceField): string {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const target = field.containerName === undefined ? container : all.find(({ name }) => name === field.containerName);
  if (target === undefined) {
    throw new ConfigProblem(`container ${field.containerName} not found`);
  }
  const [list, name = ''] = field.resource.split('.');
  const { limits = {}, requests = {} } = target.resources ?? {};
  const allocatable: Record<string, number> = { cpu: field.node.cpu, memory: field.node.memory };
  const written = (list === 'limits' ? limits : requests)[name];
  const value = written === undefined ? (list === 'limits' ? (allocatable[name] ?? 0) : 0) : parseQuantity(written);
  const divisor = field.divisor === undefined || field.divisor === '0' ? 1 : parseQuantity(field.divisor);
  return String(Math.ceil(value / divisor - 1e-9));
}
