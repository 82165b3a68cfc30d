import type { ByteReader } from '../http/byte-reader.ts';
import { joinSources, type ObjectSource } from '../object.ts';
import type { OpenRepository } from '../open-repository.ts';
import { buildPack, storePack, type ObjectToPack } from '../pack-write.ts';
import { provePush } from './connected.ts';
import { isConnected, PackRefused, receiveWithGit, type Received } from './quarantine.ts';
import { parseSmallPack, smallPackBytes } from './small-pack.ts';

export interface PackToReceive {
  readonly body: ByteReader;
  /** New values of refs. */
  readonly tips: readonly string[];
  readonly maxBytes: number;
  readonly maxObjects: number;
}

/** More objects than a push may have. */
export class TooManyObjects extends Error {
  readonly count: number;

  constructor(count: number) {
    super(`${count} objects`);
    this.count = count;
  }
}

/** Takes the pack of a push: a small and ordinary one here, any other one by git. */
export async function receivePack(repository: OpenRepository, request: PackToReceive): Promise<Received> {
  const { body, tips, maxBytes, maxObjects } = request;
  const head = await body.peek(12);
  if (head.length < 12 || head.toString('latin1', 0, 4) !== 'PACK') {
    throw new PackRefused('no pack');
  }
  const count = head.readUInt32BE(8);
  if (count > maxObjects) {
    throw new TooManyObjects(count);
  }
  const small = await body.readUpTo(smallPackBytes);
  if (small === undefined) {
    return receiveWithGit(repository, body.rest(), { maxBytes });
  }
  const pushed = count === 0 ? new Map<string, ObjectToPack>() : parseSmallPack(small, repository.objects);
  const trusted = new Set(repository.refStore.list().values());
  const proven = pushed && provePush({ tips, trusted, pushed, stored: repository.objects });
  if (proven !== undefined) {
    return receivedHere(repository, proven);
  }
  return count === 0 ? receivedNothing(repository) : receiveWithGit(repository, single(small), { maxBytes });
}

/** A push of refs to what is here already. */
export function receivedNothing(repository: OpenRepository): Received {
  return {
    objects: repository.objects,
    isConnected: (ids) => isConnected(repository, ids),
    accept: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}

function receivedHere(repository: OpenRepository, proven: readonly ObjectToPack[]): Received {
  const byId = new Map(proven.map((object) => [object.id, object]));
  const pushed: ObjectSource = { find: (id) => byId.get(id), has: (id) => byId.has(id) };
  return {
    objects: joinSources(pushed, repository.objects),
    isConnected: () => Promise.resolve(true),
    async accept() {
      if (proven.length > 0) {
        await storePack(repository.options, await buildPack(proven));
        proven.forEach((object) => repository.objects.keep(object.id, { type: object.type, data: object.data }));
        repository.packAdded();
      }
    },
    discard: () => Promise.resolve(),
  };
}

async function* single(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
