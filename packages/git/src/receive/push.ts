import type { ServerResponse } from 'node:http';
import { describeFault, isFault, type Fault, type Language } from '@juanie/fault';
import { diffTrees } from '../diff.ts';
import { openFileTree } from '../file-tree.ts';
import { readCommit } from '../history.ts';
import type { GitAccess, GitLimits, PushedObjects, PushedRef } from '../http/access.ts';
import type { ByteReader } from '../http/byte-reader.ts';
import { sayIn } from '../http/messages.ts';
import { isAncestor, walkLog } from '../log.ts';
import type { OpenRepository } from '../open-repository.ts';
import { isOwnRefName } from '../ref-name.ts';
import type { PushCommand, PushRequest } from './commands.ts';
import { readPushRequest } from './commands.ts';
import { PackRefused, type Received } from './quarantine.ts';
import { receivedNothing, receivePack, TooManyObjects } from './receive.ts';
import { PushAnswer } from './report.ts';

export interface PushExchange<Principal> {
  readonly repository: OpenRepository;
  readonly access: GitAccess<Principal>;
  readonly principal: Principal | undefined;
  readonly limits: GitLimits;
  readonly response: ServerResponse;
  /** What went wrong inside, after the client was told that something did. */
  readonly onError: (error: unknown) => void;
}

/** Ref -> why not; absent: nothing against it so far. */
type Refusals = Map<string, string>;

export async function servePush<Principal>(exchange: PushExchange<Principal>, body: ByteReader): Promise<void> {
  const request = await readPushRequest(body, exchange.limits.maxPushRefs);
  if (request === undefined) {
    exchange.response.writeHead(200, {
      'content-type': 'application/x-git-receive-pack-result',
      'cache-control': 'no-cache',
    });
    exchange.response.end();
    return;
  }
  const received = await takePack(exchange, request, body);
  const answer = new PushAnswer(exchange.response, request.capabilities);
  const all = (reason: string | undefined) => new Map(request.commands.map(({ ref }) => [ref, reason] as const));
  if ('refused' in received) {
    answer.say([received.refused]);
    answer.end({ unpackError: received.refused, refs: all(received.refused) });
    return;
  }
  try {
    const refusals = await carryOut(exchange, { request, received, answer });
    answer.end({ refs: new Map(request.commands.map(({ ref }) => [ref, refusals.get(ref)])) });
  } catch (error) {
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    answer.end({ refs: all(sayIn(languageOf(exchange), isFull ? 'GitHttpDiskFull' : 'GitHttpInternal')) });
    exchange.onError(error);
  } finally {
    await received.discard();
  }
}

async function takePack<Principal>(
  exchange: PushExchange<Principal>,
  request: PushRequest,
  body: ByteReader,
): Promise<Received | { readonly refused: string }> {
  const { repository, limits } = exchange;
  const tips = request.commands.flatMap(({ after }) => (after === null ? [] : [after]));
  if (tips.length === 0) {
    return receivedNothing(repository);
  }
  try {
    return await receivePack(repository, {
      body,
      tips,
      maxBytes: limits.maxPushBytes,
      maxObjects: limits.maxPushObjects,
    });
  } catch (error) {
    if (error instanceof TooManyObjects) {
      const params = { count: error.count, limit: limits.maxPushObjects };
      return { refused: sayIn(languageOf(exchange), 'GitPushTooManyObjects', params) };
    }
    if (error instanceof PackRefused) {
      return { refused: error.message };
    }
    throw error;
  }
}

interface Pushing {
  readonly request: PushRequest;
  readonly received: Received;
  readonly answer: PushAnswer;
}

async function carryOut<Principal>(exchange: PushExchange<Principal>, pushing: Pushing): Promise<Refusals> {
  const refusals = await checkCommands(exchange, pushing);
  const updates = await askPolicy(exchange, pushing, refusals);
  const isAtomic = pushing.request.capabilities.has('atomic');
  if (isAtomic && refusals.size > 0) {
    const why = sayIn(languageOf(exchange), 'GitPushAtomic');
    updates.forEach(({ ref }) => refusals.set(ref, refusals.get(ref) ?? why));
  }
  const agreed = updates.filter(({ ref }) => !refusals.has(ref));
  if (agreed.length > 0) {
    const { repository } = exchange;
    const by = { name: 'Juanie', email: 'juanie@localhost', at: repository.options.now() };
    const meanwhile = () => pushing.received.accept();
    const failed = await repository.moveRefs(agreed, { atomic: isAtomic, by, note: 'push', meanwhile });
    failed.forEach((error, ref) => refusals.set(ref, explain(exchange, error)));
    await tell(
      exchange,
      pushing,
      agreed.filter(({ ref }) => !failed.has(ref)),
    );
  }
  return refusals;
}

/** Adds to the refusals; answers the updates that were asked about. */
async function askPolicy<Principal>(
  exchange: PushExchange<Principal>,
  { request, received, answer }: Pushing,
  refusals: Refusals,
): Promise<PushedRef[]> {
  const { repository, access, principal } = exchange;
  const open = request.commands.filter(({ ref }) => !refusals.has(ref));
  const updates = await Promise.all(open.map((command) => describeUpdate(repository, received, command)));
  if (updates.length > 0 && access.beforePush !== undefined) {
    const push = { principal, repository: repository.name, updates, options: request.options };
    const verdict = await access.beforePush({ ...push, objects: readerOf(repository, received) });
    answer.say(verdict.lines ?? []);
    verdict.refused.forEach((lines, ref) => {
      answer.say(lines);
      refusals.set(ref, lines[0] ?? 'refused');
    });
  }
  return updates;
}

/** The refs have moved, whatever becomes of what there is to say about it. */
async function tell<Principal>(
  { repository, access, principal, onError }: PushExchange<Principal>,
  { request, answer }: Pushing,
  updates: readonly PushedRef[],
): Promise<void> {
  if (updates.length === 0 || access.afterPush === undefined) {
    return;
  }
  try {
    answer.say(await access.afterPush({ principal, repository: repository.name, updates, options: request.options }));
  } catch (error) {
    onError(error);
  }
}

function explain<Principal>(exchange: PushExchange<Principal>, error: Fault): string {
  const language = languageOf(exchange);
  return error.reason === 'GitRefMoved' ? sayIn(language, 'GitPushMoved') : describeFault({}, error, language).message;
}

/** What no policy can allow. */
async function checkCommands<Principal>(
  exchange: PushExchange<Principal>,
  { request, received }: Pushing,
): Promise<Refusals> {
  const { repository } = exchange;
  const refusals: Refusals = new Map();
  const language = languageOf(exchange);
  const seen = new Set<string>();
  for (const { ref, after } of request.commands) {
    if (!isOwnRefName(ref) || seen.has(ref)) {
      refusals.set(ref, sayIn(language, 'GitPushRefInvalid'));
    } else if (after === null && ref === repository.refStore.head()) {
      refusals.set(ref, sayIn(language, 'GitPushDeletesDefault'));
    } else if (after !== null && ref.startsWith('refs/heads/') && received.objects.find(after)?.type !== 'commit') {
      refusals.set(ref, sayIn(language, received.objects.has(after) ? 'GitPushNotACommit' : 'GitPushIncomplete'));
    }
    seen.add(ref);
  }
  const open = request.commands.filter(({ ref, after }) => after !== null && !refusals.has(ref));
  const tips = open.flatMap(({ after }) => (after === null ? [] : [after]));
  if (tips.length > 0 && !(await received.isConnected(tips))) {
    for (const { ref, after } of open) {
      if (open.length === 1 || !(await received.isConnected(after === null ? [] : [after]))) {
        refusals.set(ref, sayIn(language, 'GitPushIncomplete'));
      }
    }
  }
  return refusals;
}

async function describeUpdate(
  repository: OpenRepository,
  received: Received,
  command: PushCommand,
): Promise<PushedRef> {
  const { before, after } = command;
  if (before === null || after === null) {
    return { ...command, forced: false };
  }
  try {
    return { ...command, forced: !(await isAncestor(contextOf(repository, received), before, after)) };
  } catch (error) {
    // A tag of something else than a commit has no history: replacing it is forced.
    if (isFault(error)) {
      return { ...command, forced: true };
    }
    throw error;
  }
}

function contextOf(repository: OpenRepository, received: Received) {
  return { ...repository.context, objects: received.objects };
}

function readerOf(repository: OpenRepository, received: Received): PushedObjects {
  const context = contextOf(repository, received);
  const treeOf = (commit: string) => readCommit(context, commit).tree;
  return {
    tree: (commit) => openFileTree(context, treeOf(commit)),
    commitInfo: (commit) => readCommit(context, commit),
    diffFiles: (before, after) => diffTrees(context, before === null ? null : treeOf(before), treeOf(after)),
    log({ before, after }, limit) {
      const known =
        before === null ? [...repository.refStore.list()].filter(([ref]) => ref.startsWith('refs/heads/')) : [];
      const not = before === null ? known.map(([, id]) => id) : [before];
      return after === null ? [] : [...walkLog(context, { from: [after], not, limit })];
    },
  };
}

function languageOf<Principal>({ access, principal }: PushExchange<Principal>): Language {
  return access.languageOf?.(principal) ?? 'en';
}
