/**
 * Makes `src/generated/gateway-api.json`, the CustomResourceDefinitions of Gateway API's standard channel, from the
 * upstream module. Needs Go and its module proxy: node packages/apiserver/scripts/generate-gateway-api.ts
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifests } from '@juanie/kube';

const module = 'sigs.k8s.io/gateway-api@v1.4.1';
const out = join(import.meta.dirname, '../src/generated/gateway-api.json');

const { Dir: dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' })) as {
  Dir: string;
};
const folder = join(dir, 'config/crd/standard');
const definitions = readdirSync(folder)
  .filter((name) => name.startsWith('gateway.networking.k8s.io_'))
  .toSorted()
  .flatMap((name) => parseManifests(readFileSync(join(folder, name), 'utf8')).objects)
  .map((object) => ({ ...object, metadata: { name: object.metadata.name, annotations: object.metadata.annotations } }));

/** Only the first paragraph of each description: the whole text is four times the schema. */
function shorten(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(shorten);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'description' && typeof item === 'string' ? firstParagraph(item) : shorten(item),
    ]),
  );
}

function firstParagraph(text: string): string {
  return (text.split(/\n\s*\n/)[0] ?? '').replaceAll(/\s+/g, ' ');
}

writeFileSync(out, `[\n${definitions.map((one) => JSON.stringify(shorten(one))).join(',\n')}\n]\n`);
