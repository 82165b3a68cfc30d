import type { Message, Problem } from '@juanie/fault';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { fault, message } from './messages.ts';
import { suggest } from './suggest.ts';

/** The application's own file, at the root of its repository. */
export const appFileName = 'juanie.yaml';

const mostBytes = 64 * 1024;
const nameShape = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
const variableShape = /^[A-Za-z_][A-Za-z0-9_]*$/;
const quantityShape = /^[1-9][0-9]*(Ki|Mi|Gi|Ti|k|M|G|T)?$/;

const RelativePath = z.string().min(1).max(1000).refine(isInside, { error: 'AppFilePath' });
const Words = z.array(z.string().max(4096)).min(1).max(100);
const Script = z.string().min(1).max(4096);

const Service = z.strictObject({
  type: z.enum(['web', 'worker', 'static', 'cron', 'job']).default('web'),
  context: RelativePath.default('.'),
  build: z
    .strictObject({
      preset: z.enum(['node', 'static', 'python', 'go', 'dockerfile']),
      install: Script,
      command: Script,
      test: z.union([Script, z.literal(false)]),
      output: RelativePath,
      dockerfile: RelativePath,
      base: z.string().max(500),
    })
    .partial()
    .default({}),
  run: z
    .strictObject({
      command: Words,
      port: z.int().min(1).max(65_535),
      /** Static: the file for addresses that no file has, as single-page applications want it. */
      fallback: RelativePath,
    })
    .partial()
    .default({}),
  health: z
    .strictObject({ path: z.string().startsWith('/', { error: 'AppFileAbsolute' }).max(1000) })
    .partial()
    .default({}),
  volumes: z
    .array(
      z.strictObject({
        name: z.string().regex(nameShape, { error: 'AppFileName' }),
        path: z.string().startsWith('/', { error: 'AppFileAbsolute' }).max(1000),
        size: z.string().regex(quantityShape, { error: 'AppFileQuantity' }),
      }),
    )
    .max(20)
    .default([]),
  variables: z
    .record(z.string(), z.union([z.string().max(32_768), z.number(), z.boolean()]).transform(String))
    .default({}),
  schedule: z.string().max(200).optional(),
});

const AppFile = z.strictObject({
  apiVersion: z.literal('juanie.art/v1'),
  kind: z.literal('App'),
  services: z.record(z.string(), Service).default({}),
});

export type AppFile = z.infer<typeof AppFile>;
export type AppService = z.infer<typeof Service>;

function isInside(path: string): boolean {
  return !path.startsWith('/') && !path.includes('\0') && !path.split('/').includes('..');
}

/** Parses `juanie.yaml`. Throws one Fault with all problems, each with its line. */
export function parseAppFile(bytes: Uint8Array): AppFile {
  if (bytes.length > mostBytes) {
    throw invalid([{ path: '', file: appFileName, message: message('AppFileTooLarge', { limit: mostBytes / 1024 }) }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(Buffer.from(bytes).toString('utf8'), { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw invalid(
      document.errors.map((error) => ({
        path: '',
        ...placeOf(lines.linePos(error.pos[0])),
        message: message('AppFileSyntax', { detail: error.message }),
      })),
    );
  }
  const place: Place = { document, lines };
  const plain = plainOf(place);
  const read = AppFile.safeParse(plain);
  const problems = [...(read.success ? [] : problemsOf(place, read.error.issues)), ...laterProblems(place, plain)];
  if (!read.success || problems.length > 0) {
    throw invalid(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  }
  return read.data;
}

function invalid(problems: readonly Problem[]) {
  return fault('AppFileInvalid', { count: problems.length }, { problems });
}

interface Place {
  readonly document: Document;
  readonly lines: LineCounter;
}

function plainOf({ document, lines }: Place): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 }) ?? {};
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    throw invalid([{ path: '', ...placeOf(lines.linePos(0)), message: message('AppFileSyntax', { detail }) }]);
  }
}

function placeOf({ line, col }: { line: number; col: number }) {
  return { file: appFileName, line: Math.max(1, line), column: Math.max(1, col) };
}

type Path = readonly PropertyKey[];

/** The key at the path, or the nearest above it: a missing one is shown where it belongs. */
function locate({ document, lines }: Place, path: Path) {
  for (let length = path.length; length > 0; length -= 1) {
    const holder = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    const range = isSeq(holder)
      ? rangeOf(holder.items[Number(name)])
      : isMap(holder)
        ? rangeOf(keyNamed(holder, name))
        : undefined;
    if (range !== undefined) {
      return placeOf(lines.linePos(range));
    }
  }
  return placeOf({ line: 1, col: 1 });
}

function keyNamed(map: YAMLMap, name: PropertyKey | undefined): unknown {
  return map.items.find(({ key }) => isScalar(key) && String(key.value) === String(name))?.key;
}

function rangeOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function problem(place: Place, path: Path, said: Message): Problem {
  return { path: path.map(String).join('.'), ...locate(place, path), message: said };
}

type Issue = z.core.$ZodIssue;

function problemsOf(place: Place, issues: readonly Issue[]): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => problem(place, [...issue.path, key], unknownKey(key, issue.path)));
    }
    return [problem(place, issue.path, sayIssue(issue))];
  });
}

const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': ['apiVersion', 'kind', 'services'],
  service: Object.keys(Service.shape),
  build: ['preset', 'install', 'command', 'test', 'output', 'dockerfile', 'base'],
  run: ['command', 'port', 'fallback'],
  health: ['path'],
  volumes: ['name', 'path', 'size'],
};

function unknownKey(key: string, path: Path): Message {
  const holder = path.length === 0 ? '' : path.length === 2 ? 'service' : String(path[2]);
  const known = knownKeys[holder] ?? [];
  const suggestion = suggest(key, known);
  return suggestion === undefined
    ? message('AppFileUnknownKey', { key, known: known.join(', ') })
    : message('AppFileMisspelt', { key, suggestion });
}

const ownCodes = new Set([
  'AppFilePath',
  'AppFileName',
  'AppFileAbsolute',
  'AppFileQuantity',
  'AppFileVariable',
] as const);
type OwnCode = typeof ownCodes extends Set<infer Code> ? Code : never;

function isOwnCode(text: string): text is OwnCode {
  return (ownCodes as Set<string>).has(text);
}

function sayIssue(issue: Issue): Message {
  if (isOwnCode(issue.message)) {
    return message(issue.message);
  }
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? message('AppFileMissing')
        : message('AppFileType', { expected: issue.expected });
    case 'invalid_value':
      return message('AppFileChoice', { allowed: issue.values.map(String).join(', ') });
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? message('AppFileAtLeast', { minimum: Number(issue.minimum) })
        : message('AppFileTooShort');
    case 'too_big':
      return message(issue.origin === 'number' || issue.origin === 'int' ? 'AppFileAtMost' : 'AppFileTooLong', {
        maximum: Number(issue.maximum),
      });
    default:
      return message('AppFileOther', { detail: issue.message });
  }
}

/** What the schema knows and this version does not do, and what a schema cannot say. Of anything, fitting or not. */
function laterProblems(place: Place, plain: unknown): Problem[] {
  return entriesOf(fieldOf(plain, 'services')).flatMap(([name, service]) => {
    const found: Problem[] = [];
    const add = (path: Path, said: Message) => found.push(problem(place, ['services', name, ...path], said));
    if (!nameShape.test(name)) {
      add([], message('AppFileName'));
    }
    const type = fieldOf(service, 'type');
    if (type === 'cron' || type === 'job') {
      add(['type'], message('AppFileTypeLater', { type }));
    }
    if (fieldOf(service, 'schedule') !== undefined) {
      add(['schedule'], message('AppFileKeyLater', { key: 'schedule' }));
    }
    const build = fieldOf(service, 'build');
    const preset = fieldOf(build, 'preset');
    if (preset === 'python' || preset === 'go' || preset === 'dockerfile') {
      add(['build', 'preset'], message('AppFilePresetLater', { preset }));
    }
    for (const key of ['install', 'dockerfile', 'base'].filter((known) => fieldOf(build, known) !== undefined)) {
      add(['build', key], message('AppFileKeyLater', { key: `build.${key}` }));
    }
    for (const [variable] of entriesOf(fieldOf(service, 'variables'))) {
      if (variable === 'PORT') {
        add(['variables', variable], message('AppFilePortVariable'));
      } else if (!variableShape.test(variable)) {
        add(['variables', variable], message('AppFileVariable'));
      }
    }
    return found;
  });
}

function fieldOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
