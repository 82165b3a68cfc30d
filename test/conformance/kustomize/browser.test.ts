/** The package as a browser gets it: one bundle without Node, run in a bare realm and, where there is one, in Chromium. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { noBrowser, openBrowser } from '../../e2e/browser.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const testdata = join(root, 'packages/kustomize/testdata');

/** What every browser has and the bare language lacks. */
const platform = { TextEncoder, TextDecoder, URLSearchParams, atob, btoa };

type Render = (files: Record<string, string>) => string;

async function bundle(): Promise<string> {
  const entry = `import { build } from '@juanie/kustomize';
globalThis.render = (files) => {
  const encoder = new TextEncoder();
  const kindOf = (path) => (path in files ? 'file' : path === '' ? 'directory' : undefined);
  return build({ kindOf, read: (path) => (path in files ? encoder.encode(files[path]) : undefined), list: () => undefined }, '').text();
};`;
  const build = await rolldown({
    input: 'entry',
    cwd: join(root, 'packages/kustomize'),
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? join(root, 'packages/kustomize/entry.js') : undefined),
        load: (id) =>
          id.endsWith('kustomize/entry.js') ? entry.replace('@juanie/kustomize', './src/index.ts') : undefined,
      },
    ],
  });
  const { output } = await build.generate({ format: 'iife' });
  return output[0].code;
}

const cases = [
  ['hash-changes-with-prefix-and-labels', ['kustomization.yaml', 'd.yaml', 's.yaml', 'c.yaml']],
  ['yaml-anchors', ['kustomization.yaml', 'r.yaml']],
  ['patch-ports-two-protocols', ['kustomization.yaml', 'r.yaml']],
] as const;

async function rendersAll(render: (files: Record<string, string>) => string | Promise<string>): Promise<void> {
  for (const [name, files] of cases) {
    const given = Object.fromEntries(files.map((file) => [file, readFileSync(join(testdata, name, file), 'utf8')]));
    assert.equal(await render(given), readFileSync(join(testdata, name, 'want.yaml'), 'utf8'), name);
  }
}

describe('kustomize in a browser', () => {
  it('gives the same bytes without anything of Node, the slow YAML path included', async () => {
    const realm = createContext({ ...platform }) as { render: Render };
    runInContext(await bundle(), realm);

    await rendersAll(realm.render);
  });

  it('gives the same bytes in Chromium', { skip: noBrowser ?? false }, async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.evaluate(await bundle());

      await rendersAll((files) =>
        page.evaluate((given) => (globalThis as unknown as { render: Render }).render(given), files),
      );
    } finally {
      await browser.close();
    }
  });
});
