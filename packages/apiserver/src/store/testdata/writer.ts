/** Writes as fast as it can, several at once, and says what is durable; ended by SIGKILL. */
import { writeSync } from 'node:fs';
import { openStore } from '../store.ts';

const store = await openStore({ dir: process.argv[2] ?? '', compactAfterBytes: 4096 });

async function writeForever(key: string): Promise<void> {
  for (let value = Number(store.collection('pods').get(key)?.bytes.toString() ?? 0) + 1; ; value += 1) {
    store.put('pods', key, () => Buffer.from(String(value)));
    await store.durable();
    writeSync(1, `${key} ${value}\n`);
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map(writeForever));
