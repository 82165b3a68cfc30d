/**
 * Writes what the real tools answer to our own cases: `npm run goldens [-- kustomize …]`. The tools are
 * found on PATH, or by JUANIE_PEER_<TOOL>; one that is absent is named and its goldens stay as they are.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const asked = process.argv.slice(2);
const writers = readdirSync(here)
  .filter((name) => name.endsWith('.goldens.ts'))
  .map((name) => name.slice(0, -'.goldens.ts'.length))
  .filter((name) => asked.length === 0 || asked.includes(name));

for (const name of writers) {
  const writer = (await import(`./${name}.goldens.ts`)) as { write: () => string | Promise<string> };
  console.log(`${name}: ${await writer.write()}`);
}
