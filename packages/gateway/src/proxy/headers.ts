import type { HeaderChange } from '../routes/objects.ts';

/** Headers as they stand on the wire: name, value, name, value … */
export type RawHeaders = readonly string[];

/** Headers that belong to one connection and are not passed on (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
]);
/** Set here and therefore not taken from a client: it could claim to be anybody. */
const forwarded = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded']);

export function find(headers: RawHeaders, name: string): string | undefined {
  for (let at = 0; at < headers.length; at += 2) {
    const key = headers[at];
    if (key !== undefined && key.length === name.length && key.toLowerCase() === name) {
      return headers[at + 1];
    }
  }
  return undefined;
}

/** Names that `Connection` declares to be of this connection only. */
function declared(headers: RawHeaders): ReadonlySet<string> | undefined {
  const value = find(headers, 'connection');
  if (value === undefined || value === 'keep-alive' || value === 'close') {
    return undefined;
  }
  return new Set(
    value
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  );
}

export interface Edge {
  readonly host: string;
  readonly client: string;
}

/** A client's headers as a pod gets them. */
export function toPod(headers: RawHeaders, edge: Edge, upgrade: boolean): string[] {
  const own = declared(headers);
  const passed: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && !forwarded.has(lower) && own?.has(lower) !== true) {
      passed.push(name, headers[at + 1] ?? '');
    }
  }
  passed.push('X-Forwarded-For', edge.client, 'X-Forwarded-Proto', 'http', 'X-Forwarded-Host', edge.host);
  if (upgrade) {
    passed.push('Connection', 'Upgrade', 'Upgrade', find(headers, 'upgrade') ?? '');
  }
  return passed;
}

/** A pod's headers as the client gets them. */
export function toClient(headers: RawHeaders): string[] {
  const own = declared(headers);
  const passed: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && own?.has(lower) !== true) {
      passed.push(name, headers[at + 1] ?? '');
    }
  }
  return passed;
}

/** A filter's changes, in its order: set, add, remove. */
export function change(headers: RawHeaders, { set = [], add = [], remove = [] }: HeaderChange): string[] {
  const gone = new Set([...set.map(({ name }) => name.toLowerCase()), ...remove.map((name) => name.toLowerCase())]);
  const kept: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (!gone.has(name.toLowerCase())) {
      kept.push(name, headers[at + 1] ?? '');
    }
  }
  const removed = new Set(remove.map((name) => name.toLowerCase()));
  for (const { name, value } of [...set, ...add]) {
    if (!removed.has(name.toLowerCase())) {
      kept.push(name, value);
    }
  }
  return kept;
}
