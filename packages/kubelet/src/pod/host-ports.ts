import type { PortBook } from '../process/ports.ts';
import { hostPortsAnnotation, type Container, type Pod } from './pod.ts';

/** Container port -> port of this machine. */
export type HostPorts = ReadonlyMap<number, number>;

/** What the pod's annotation says; nothing that is not a port. */
export function parseHostPorts(pod: Pod): Map<number, number> {
  const text = pod.metadata.annotations?.[hostPortsAnnotation];
  try {
    const pairs = Object.entries(JSON.parse(text ?? '{}') as Record<string, unknown>);
    return new Map(pairs.flatMap(([from, to]) => (isPort(Number(from)) && isPort(to) ? [[Number(from), to]] : [])));
  } catch {
    return new Map();
  }
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
}

export function writeHostPorts(ports: HostPorts): string {
  return JSON.stringify(Object.fromEntries([...ports].map(([from, to]) => [String(from), to])));
}

/** One port of the machine for each declared one, the earlier ones where they are known. */
export async function takePorts(pod: Pod, book: PortBook, alive: boolean): Promise<Map<number, number>> {
  const before = parseHostPorts(pod);
  const wanted = new Set(
    containersOf(pod).flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort)),
  );
  const taken = new Map<number, number>();
  for (const port of wanted) {
    const held = before.get(port);
    const kept = held !== undefined && (alive ? book.keep(held) : await book.takeAgain(held));
    taken.set(port, kept && held !== undefined ? held : await book.take());
  }
  return taken;
}

export function containersOf(pod: Pod): Container[] {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
}

/** PORT is the first port that a container declares; the others are told by number. */
export function portVariables(container: Container, ports: HostPorts): Record<string, string> {
  const declared = container.ports ?? [];
  const first = declared[0] === undefined ? undefined : ports.get(declared[0].containerPort);
  const all = declared.map(({ containerPort }) => [
    `JUANIE_PORT_${containerPort}`,
    String(ports.get(containerPort) ?? ''),
  ]);
  return { ...Object.fromEntries(all), ...(first === undefined ? {} : { PORT: String(first) }) };
}

/** The port of this machine behind a probe's or hook's port, by name or number. */
export function resolvePort(container: Container, port: number | string, ports: HostPorts): number | undefined {
  const declared = container.ports?.find(({ name, containerPort }) => name === port || containerPort === Number(port));
  const number = declared?.containerPort ?? Number(port);
  return ports.get(number) ?? (isPort(number) ? number : undefined);
}
