import { compareByBytes } from '../file-tree.ts';
import { zeroId } from '../object.ts';
import type { OpenRepository } from '../open-repository.ts';
import { flush, packet } from './pkt-line.ts';

const agent = 'agent=juanie/0.1';

/** The answer to info/refs in protocol 2: it depends on nothing, so it is made once. */
export const capabilitiesV2 = Buffer.concat([
  packet('# service=git-upload-pack\n'),
  flush,
  ...[
    'version 2',
    agent,
    'ls-refs=unborn',
    'fetch=shallow wait-for-done filter',
    'server-option',
    'object-format=sha1',
  ].map((line) => packet(`${line}\n`)),
  flush,
]);

const receiveCapabilities = [
  'report-status',
  'report-status-v2',
  'delete-refs',
  'side-band-64k',
  'quiet',
  'atomic',
  'ofs-delta',
  'push-options',
  'object-format=sha1',
  agent,
].join(' ');

/** The answer to info/refs for a push. */
export function advertiseReceive(repository: OpenRepository): Buffer {
  const refs = [...repository.refStore.list()];
  const [first, ...others] =
    refs.length > 0 ? refs.map(([name, id]) => `${id} ${name}`) : [`${zeroId} capabilities^{}`];
  return Buffer.concat([
    packet('# service=git-receive-pack\n'),
    flush,
    packet(`${first ?? ''}\0${receiveCapabilities}\n`),
    ...others.map((line) => packet(`${line}\n`)),
    flush,
  ]);
}

export interface LsRefs {
  readonly peel: boolean;
  readonly symrefs: boolean;
  readonly unborn: boolean;
  readonly prefixes: readonly string[];
}

/** The answer to `command=ls-refs`. */
export function listRefs(repository: OpenRepository, query: LsRefs): Buffer {
  const wanted = (name: string) =>
    query.prefixes.length === 0 || query.prefixes.some((prefix) => name.startsWith(prefix));
  const lines: string[] = [];
  const refs = repository.refStore.list();
  const head = repository.refStore.head();
  if (wanted('HEAD')) {
    lines.push(...headLine(head, head === undefined ? undefined : refs.get(head), query));
  }
  for (const [name, id] of [...refs].filter(([name]) => wanted(name)).sort(([a], [b]) => compareByBytes(a, b))) {
    const peeled = query.peel ? peel(repository, name, id) : undefined;
    lines.push(`${id} ${name}${peeled === undefined ? '' : ` peeled:${peeled}`}`);
  }
  return Buffer.concat([...lines.map((line) => packet(`${line}\n`)), flush]);
}

function headLine(head: string | undefined, id: string | undefined, query: LsRefs): string[] {
  const target = head !== undefined && query.symrefs ? ` symref-target:${head}` : '';
  if (id !== undefined) {
    return [`${id} HEAD${target}`];
  }
  return query.unborn && head !== undefined ? [`unborn HEAD${target}`] : [];
}

/** What an annotated tag points to in the end; undefined for anything else. */
function peel(repository: OpenRepository, name: string, id: string): string | undefined {
  if (name.startsWith('refs/heads/')) {
    return undefined;
  }
  let at = id;
  for (let depth = 0; depth < 10; depth++) {
    const found = repository.objects.find(at);
    const target =
      found?.type === 'tag' ? /^object ([0-9a-f]{40})\n/.exec(found.data.toString('latin1', 0, 48))?.[1] : undefined;
    if (target === undefined) {
      break;
    }
    at = target;
  }
  return at === id ? undefined : at;
}
