import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fault } from '../faults.ts';
import { startGit } from '../git-process.ts';
import type { OpenRepository } from '../open-repository.ts';
import { listRefs, type LsRefs } from './advertise.ts';
import { BadRequest, ByteReader } from './byte-reader.ts';
import { flush, packet } from './pkt-line.ts';

/** Most bytes of a request to fetch: names of commits, 50 bytes each. */
export const maxFetchRequest = 64 * 1024 * 1024;
/** A request to list refs is small; anything longer is for git. */
const smallRequest = 64 * 1024;

export interface UploadExchange {
  readonly repository: OpenRepository;
  readonly response: ServerResponse;
  /** `version=2` and the like, checked. */
  readonly protocol: string | undefined;
  /** What git could not do: a damaged object, for one. */
  readonly onError: (error: unknown) => void;
}

/** info/refs of protocols 0 and 1: by git, whose capabilities these are. */
export async function advertiseUpload(exchange: UploadExchange): Promise<void> {
  const head = Buffer.concat([packet('# service=git-upload-pack\n'), flush]);
  await serveGit(exchange, ['--http-backend-info-refs'], { head, input: Readable.from([]), type: 'advertisement' });
}

export async function serveUpload(exchange: UploadExchange, body: ByteReader): Promise<void> {
  if (exchange.protocol?.includes('version=2') === true) {
    const small = await body.readUpTo(smallRequest);
    if (small === undefined) {
      return serveGit(exchange, [], { input: Readable.from(body.rest()), type: 'result' });
    }
    const query = await parseLsRefs(small);
    if (query !== undefined) {
      return answer(exchange.response, listRefs(exchange.repository, query));
    }
    return serveGit(exchange, [], { input: Readable.from([small]), type: 'result' });
  }
  return serveGit(exchange, [], { input: Readable.from(body.rest()), type: 'result' });
}

function answer(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, {
    'content-type': 'application/x-git-upload-pack-result',
    'cache-control': 'no-cache',
    'content-length': body.length,
  });
  response.end(body);
}

/** Undefined where the request is another command. */
async function parseLsRefs(bytes: Buffer): Promise<LsRefs | undefined> {
  if (!bytes.subarray(4).toString('latin1', 0, 15).startsWith('command=ls-refs')) {
    return undefined;
  }
  const reader = new ByteReader(Readable.from([bytes]));
  const args: string[] = [];
  let inArguments = false;
  for (
    let next = await reader.readPacket();
    next !== undefined && next.kind !== 'flush';
    next = await reader.readPacket()
  ) {
    if (next.kind === 'delimiter') {
      inArguments = true;
    } else if (next.kind === 'data' && inArguments) {
      args.push(next.data.toString('utf8').trimEnd());
    } else if (
      next.kind === 'data' &&
      next.data.toString('latin1').startsWith('object-format=') &&
      !next.data.includes('sha1')
    ) {
      throw new BadRequest(400, 'only sha1 repositories are kept here');
    }
  }
  const prefixes = args.filter((arg) => arg.startsWith('ref-prefix ')).map((arg) => arg.slice('ref-prefix '.length));
  return { peel: args.includes('peel'), symrefs: args.includes('symrefs'), unborn: args.includes('unborn'), prefixes };
}

interface GitService {
  readonly head?: Buffer;
  readonly input: Readable;
  readonly type: 'advertisement' | 'result';
}

const settings = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'uploadpack.allowFilter',
  GIT_CONFIG_VALUE_0: 'true',
  GIT_CONFIG_KEY_1: 'uploadpack.allowAnySHA1InWant',
  GIT_CONFIG_VALUE_1: 'true',
};

/** Streams both ways through `git upload-pack`; a client that goes away ends it. */
function serveGit(exchange: UploadExchange, args: readonly string[], service: GitService): Promise<void> {
  return exchange.repository.options.caches.processes.run(async () => {
    // A client that went away while it waited for its turn.
    if (!exchange.response.destroyed) {
      await streamGit(exchange, args, service);
    }
  });
}

async function streamGit(exchange: UploadExchange, args: readonly string[], service: GitService): Promise<void> {
  const { repository, response, protocol } = exchange;
  const environment = { ...settings, ...(protocol === undefined ? {} : { GIT_PROTOCOL: protocol }) };
  const command = ['upload-pack', '--stateless-rpc', '--strict', '--timeout=600', ...args, '.'];
  const child = startGit(command, { dir: repository.dir, environment });
  const ended = new Promise((resolve) => child.once('error', resolve).once('close', resolve));
  response.once('close', () => child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const type = `application/x-git-upload-pack-${service.type}`;
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  response.write(service.head ?? '');
  // git may stop reading before the end of the request: what counts is what it answers.
  const feeding = pipeline(service.input, child.stdin).catch(() => undefined);
  try {
    await pipeline(child.stdout, response);
    await feeding;
    await ended;
  } finally {
    child.kill('SIGKILL');
  }
  reportTrouble(exchange, said);
}

/** A client that has all it wants just goes; git calls that hanging up. */
function reportTrouble({ repository, onError }: UploadExchange, said: string): void {
  const lines = said
    .split('\n')
    .filter((line) => /^(error|fatal):/.test(line) && !/hung up|expected .*(flush|packet)/.test(line));
  if (lines.length > 0) {
    onError(fault('GitCommandFailed', { command: `upload-pack (${repository.name})`, detail: lines.join('; ') }));
  }
}
