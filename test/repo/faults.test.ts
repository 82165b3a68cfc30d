import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { FaultSpec } from '@juanie/fault';
import { catalog, faultTables } from '@juanie/server';

const page = join(import.meta.dirname, '../../docs/faults.md');
const places = (text: string): string[] =>
  [...text.matchAll(/\{([a-zA-Z][a-zA-Z0-9]*)\}/g)].map((found) => found[1] ?? '').toSorted();

describe('failures and remarks', () => {
  it('are all on docs/faults.md (UPDATE_DOCS=1 writes it)', () => {
    const wanted = render();
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(page, wanted);
    }
    assert.equal(readFileSync(page, 'utf8'), wanted);
  });

  it('have sentences in both languages, with the same parameters', () => {
    const uneven = Object.entries(catalog).filter(([, text]) => {
      const [en, zh] = [new Set(places(text.en)), new Set(places(text['zh-CN']))];
      return text.en.trim() === '' || text['zh-CN'].trim() === '' || [...en].join() !== [...zh].join();
    });
    assert.deepEqual(uneven, []);
  });

  it('say in Chinese what they say in English', () => {
    const same = Object.entries(catalog).filter(
      ([, text]) =>
        /[a-z]{3}/i.test(text.en.replace(/\{\w+\}|`[^`]*`|^(npx|kubectl) .*/g, '')) &&
        !/[\u4e00-\u9fff]/.test(text['zh-CN']),
    );
    assert.deepEqual(
      same.map(([code]) => code),
      [],
    );
  });
});

function render(): string {
  const specs = faultTables
    .flatMap((table) => Object.entries(table.table as Readonly<Record<string, FaultSpec>>))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const entries = specs.map(([reason, spec]) => {
    const next = (spec.next ?? []).map((text) => `- ${text.en}\n- ${text['zh-CN']}`);
    return [
      `## ${reason}`,
      '',
      `*${spec.kind}*`,
      '',
      spec.message.en,
      '',
      spec.message['zh-CN'],
      ...(next.length === 0 ? [] : ['', ...next]),
    ].join('\n');
  });
  return `# Failures\n\nEvery permanent reason that Juanie gives, with its sentence in English and Chinese. Generated: \`UPDATE_DOCS=1 npm test\`.\n\n${entries.join('\n\n')}\n`;
}
