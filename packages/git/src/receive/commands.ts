import { BadRequest, type ByteReader } from '../http/byte-reader.ts';
import { isObjectId, zeroId } from '../object.ts';

export interface PushCommand {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface PushRequest {
  readonly commands: readonly PushCommand[];
  readonly capabilities: ReadonlySet<string>;
  readonly options: readonly string[];
}

const maxOptions = 100;

/** What a push asks for, up to where its pack begins. Undefined: nothing at all (git asks so before a large push). */
export async function readPushRequest(body: ByteReader, maxRefs: number): Promise<PushRequest | undefined> {
  const commands: PushCommand[] = [];
  let capabilities = new Set<string>();
  for (let next = await body.readPacket(); next?.kind === 'data'; next = await body.readPacket()) {
    const [line = '', words] = next.data.toString('utf8').split('\0');
    if (words !== undefined) {
      capabilities = new Set(words.trim().split(' '));
    }
    // A shallow clone tells where its history ends; what it pushes has to be connected here all the same.
    if (!line.startsWith('shallow ')) {
      commands.push(parseCommand(line.trimEnd()));
    }
    if (commands.length > maxRefs) {
      throw new BadRequest(413, `more than ${maxRefs} refs in one push`);
    }
  }
  const options = capabilities.has('push-options') ? await readOptions(body) : [];
  return commands.length === 0 ? undefined : { commands, capabilities, options };
}

function parseCommand(line: string): PushCommand {
  const [before = '', after = ''] = [line.slice(0, 40), line.slice(41, 81)];
  const ref = line.slice(82);
  if (!isObjectId(before) || !isObjectId(after) || ref === '') {
    throw new BadRequest(400, 'a line of the push is not understood');
  }
  return { ref, before: before === zeroId ? null : before, after: after === zeroId ? null : after };
}

async function readOptions(body: ByteReader): Promise<string[]> {
  const options: string[] = [];
  for (let next = await body.readPacket(); next?.kind === 'data'; next = await body.readPacket()) {
    options.push(next.data.toString('utf8').trimEnd());
    if (options.length > maxOptions) {
      throw new BadRequest(413, `more than ${maxOptions} push options`);
    }
  }
  return options;
}
