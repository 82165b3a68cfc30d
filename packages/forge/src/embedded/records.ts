import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { fault } from '../faults.ts';

/** A JSON file beside a repository's objects; git does not look at it. Replaced whole, durably. */
export async function readRecord<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  const read = schema.safeParse(parseJson(text));
  if (!read.success) {
    throw fault('ForgeReplyUnexpected', { source: file, path: read.error.issues[0]?.path.join('.') ?? '' });
  }
  return read.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function writeRecord(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, undefined, 1)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const queues = new Map<string, Promise<unknown>>();

/** One change of a record at a time, in the order of asking. */
export function inTurn<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
  const done = (queues.get(file) ?? Promise.resolve()).then(work, work);
  const settled = done
    .catch(() => undefined)
    .then(() => {
      if (queues.get(file) === settled) {
        queues.delete(file);
      }
    });
  queues.set(file, settled);
  return done;
}
