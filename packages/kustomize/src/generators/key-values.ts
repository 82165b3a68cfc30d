import type { GeneratorArgs } from '../kustomization.ts';
import { baseOf } from '../load/paths.ts';
import type { Root } from '../load/root.ts';
import { collect, Refusal, within } from '../refusal.ts';

/** A key with its value: text, or bytes that are no UTF-8. */
export type KeyValue = readonly [key: string, value: string | Uint8Array];

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the sources of a generator: env files, then literals, then files. A key may not come twice. */
export function readKeyValues(args: GeneratorArgs, root: Root): KeyValue[] {
  const { files = [], literals = [] } = args;
  const envs = args.env ? [...(args.envs ?? []), args.env] : (args.envs ?? []);
  const pairs: KeyValue[] = [];
  within('loading KV pairs', {}, () =>
    collect([
      () =>
        within(`env source files: [${envs.join(' ')}]`, { path: 'envs' }, () =>
          envs.forEach((path) => pairs.push(...readEnv(root.read(path)))),
        ),
      () =>
        within(`literal sources [${literals.join(' ')}]`, { path: 'literals' }, () =>
          literals.forEach((literal) => pairs.push(parseLiteral(literal))),
        ),
      () =>
        within(`file sources: [${files.join(' ')}]`, { path: 'files' }, () =>
          files.forEach((source) => pairs.push(readFile(source, root))),
        ),
    ]),
  );
  refuseTwice(pairs, args.name ?? '');
  return pairs;
}

function refuseTwice(pairs: readonly KeyValue[], name: string): void {
  const seen = new Set<string>();
  for (const [key] of pairs) {
    if (seen.has(key)) {
      throw new Refusal(`configmap ${name} illegally repeats the key \`${key}\``);
    }
    seen.add(key);
  }
}

function readFile(source: string, root: Root): KeyValue {
  const [key, path] = parseFileSource(source);
  const bytes = root.read(path);
  return [key, decode(bytes) ?? bytes];
}

export function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

function parseFileSource(source: string): [key: string, path: string] {
  const parts = source.split('=');
  const [key = '', path = ''] = parts;
  if (parts.length === 1) {
    return [baseOf(source), source];
  }
  if (parts.length > 2) {
    throw new Refusal(`source "${source}" key name or file path contains '='`);
  }
  if (key === '') {
    throw new Refusal(`missing key name for file path "${path}" in source "${source}"`);
  }
  if (path === '') {
    throw new Refusal(`missing file path for key name "${key}" in source "${source}"`);
  }
  return [key, path];
}

function parseLiteral(source: string): KeyValue {
  const at = source.indexOf('=');
  if (at <= 0) {
    throw new Refusal(`invalid literal source ${source}, expected key=value`);
  }
  const value = source.slice(at + 1);
  const quote = value.charAt(0);
  const isQuoted = value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return [source.slice(0, at), isQuoted ? value.slice(1, -1) : value];
}

/** Lines `KEY=value`; blank lines and comments are left out, a line without `=` has the empty value. */
function readEnv(bytes: Uint8Array): KeyValue[] {
  const text = decode(bytes);
  if (text === undefined) {
    throw new Refusal('line has invalid utf8 bytes');
  }
  const pairs: KeyValue[] = [];
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    const content = line
      .replace(/\r$/, '')
      .replace(/^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/, '');
    if (content === '' || content.startsWith('#')) {
      continue;
    }
    const at = content.indexOf('=');
    pairs.push(at < 0 ? [content, ''] : [content.slice(0, at), content.slice(at + 1)]);
  }
  return pairs.filter(([key]) => key !== '');
}
