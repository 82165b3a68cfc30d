import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Problem } from '@juanie/fault';
import { serverFault } from './faults.ts';

export const address = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[^\s:]+):\d{1,5}$/i, 'write HOST:PORT')
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
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 0 } as object);
  const broken = document.errors.map((error): Problem => ({
    path: '',
    file,
    line: error.linePos?.[0].line ?? 1,
    detail: error.message,
  }));
  const value: unknown = broken.length > 0 ? {} : (document.toJS({ maxAliasCount: 0 }) ?? {});
  const parsed = ConfigFile.safeParse(value);
  const wrong = (parsed.error?.issues ?? []).flatMap((issue): Problem[] => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return keys.map((path) => ({
      path: path.join('.'),
      file,
      line: lineOf(document.getIn(path, true) ?? document.getIn(path.slice(0, -1), true), lines),
      detail: issue.code === 'unrecognized_keys' ? `unknown key${suggest(path)}` : issue.message,
    }));
  });
  const problems = [...broken, ...wrong];
  if (problems.length > 0 || !parsed.success) {
    throw serverFault('SettingsInvalid', { count: problems.length }, { problems });
  }
  return parsed.data;
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
