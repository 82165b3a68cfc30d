import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { z } from 'zod';
import type { Problem } from '@juanie/fault';
import { serverFault } from './faults.ts';

export const address = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[^\s:]+):\d{1,5}$/i, { error: 'write HOST:PORT', abort: true })
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) < 65_536, 'the port is above 65535');
export const domainName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?$/, 'write a domain name in lower case');

export const ConfigFile = z.strictObject({
  data: z.string().exactOptional(),
  listen: address.exactOptional(),
  kube: address.exactOptional(),
  gateway: address.exactOptional(),
  domain: domainName.exactOptional(),
  sample: z.boolean().exactOptional(),
  lang: z.enum(['en', 'zh-CN']).exactOptional(),
  allowPrivateMirrors: z.boolean().exactOptional(),
  build: z
    .strictObject({
      npmRegistry: z.url().exactOptional(),
      environment: z.record(z.string(), z.string()).exactOptional(),
      concurrency: z.int().min(1).max(64).exactOptional(),
      memoryMegabytes: z.int().min(64).exactOptional(),
      cpuSeconds: z.int().min(1).exactOptional(),
      wallSeconds: z.int().min(1).exactOptional(),
    })
    .exactOptional(),
});
export type ConfigFile = z.infer<typeof ConfigFile>;

/** Reads `juanie-server.yaml`; unknown keys and wrong values are all reported, with their line and a suggestion. */
export function parseConfig(text: string, file: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [
    ...document.errors.map((error) => ({ at: error.pos[0], detail: error.message })),
    ...aliasesOf(document),
  ].map(({ at, detail }): Problem => ({ path: '', file, line: lines.linePos(at).line, detail }));
  const value: unknown = broken.length > 0 ? {} : (document.toJS() ?? {});
  const parsed = ConfigFile.safeParse(value);
  const wrong = (parsed.error?.issues ?? []).flatMap((issue): Problem[] => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return keys.map((path) => ({
      path: path.join('.'),
      file,
      line: lineOf(keyAt(document.contents, path) ?? document.contents, lines),
      detail: issue.code === 'unrecognized_keys' ? `unknown key${suggest(path)}` : issue.message,
    }));
  });
  const problems = [...broken, ...wrong].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (problems.length > 0 || !parsed.success) {
    throw serverFault('SettingsInvalid', { count: problems.length }, { problems });
  }
  return parsed.data;
}

/** Settings need no aliases, and what does not exist cannot explode. */
function aliasesOf(document: Document): { at: number; detail: string }[] {
  const found: { at: number; detail: string }[] = [];
  visit(document, {
    Alias: (_, alias) =>
      void found.push({ at: alias.range?.[0] ?? 0, detail: `the alias *${alias.source} is not allowed here` }),
  });
  return found;
}

/** The key that a path ends in, or the nearest one above it: an error is shown where its name is written. */
function keyAt(contents: unknown, path: readonly PropertyKey[]): unknown {
  let [node, key]: [unknown, unknown] = [contents, undefined];
  for (const name of path) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === name) : undefined;
    if (pair === undefined) {
      return isSeq(node) && typeof name === 'number' ? (node.items[name] ?? key) : key;
    }
    [node, key] = [pair.value, pair.key];
  }
  return key;
}

function lineOf(node: unknown, lines: LineCounter): number {
  const range = (node as { range?: readonly number[] } | undefined)?.range;
  return range?.[0] === undefined ? 1 : lines.linePos(range[0]).line;
}

const known: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(ConfigFile.shape),
  build: ['npmRegistry', 'environment', 'concurrency', 'memoryMegabytes', 'cpuSeconds', 'wallSeconds'],
};

function suggest(path: readonly PropertyKey[]): string {
  const key = String(path.at(-1));
  const near = (known[path.slice(0, -1).join('.')] ?? []).find(
    (name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2,
  );
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [line, char] of [...a].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...b].entries()) {
      next.push(
        Math.min((next[column] ?? 0) + 1, (row[column + 1] ?? 0) + 1, (row[column] ?? 0) + (char === other ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
