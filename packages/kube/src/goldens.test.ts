import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isFault } from '@juanie/fault';
import { builtInSchemas } from './schema/built-in.ts';
import { formatDuration, humanDuration, parseDuration } from './duration.ts';
import { computeStatus } from './health/compute-status.ts';
import type { JsonObject } from './json.ts';
import {
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelValueProblems,
  qualifiedNameProblems,
} from './names.ts';
import type { KubeObject } from './object.ts';
import { applyJsonPatch } from './patch/json-patch.ts';
import { applyStrategicPatch } from './patch/strategic-merge.ts';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  milliUnits,
  parseQuantity,
  subtractQuantities,
  wholeUnits,
} from './quantity.ts';
import { parseLabelSelector } from './selector/label-selector.ts';

/** What Kubernetes' own libraries answered (scripts/generate-goldens.ts). */
function goldens<Given, Want>(name: string): { given: Given; want: Want }[] {
  return JSON.parse(readFileSync(new URL(`../testdata/${name}.json`, import.meta.url), 'utf8')) as never;
}

function messageOf(work: () => unknown): string {
  try {
    work();
    return 'nothing was thrown';
  } catch (thrown) {
    assert.ok(isFault(thrown), String(thrown));
    return thrown.message;
  }
}

describe('strategic merge patch, as apimachinery does it', () => {
  type Given = { kind: string; live: JsonObject; patch: JsonObject };
  for (const { given, want } of goldens<Given, { object?: unknown; error?: string }>('strategic')) {
    const { kind, live, patch } = given;
    const schema = builtInSchemas.schemaOf({ group: kind === 'Deployment' ? 'apps' : '', version: 'v1', kind });
    it(JSON.stringify(patch).slice(0, 100), () => {
      const before = structuredClone(live);
      if (want.error === undefined) {
        assert.deepEqual(applyStrategicPatch(live, patch, schema), want.object);
      } else {
        assert.notEqual(
          messageOf(() => applyStrategicPatch(live, patch, schema)),
          'nothing was thrown',
        );
      }
      assert.deepEqual(live, before);
    });
  }
});

describe('JSON patch, as the API server does it', () => {
  type Given = { document: unknown; patch: unknown };
  for (const { given, want } of goldens<Given, { document?: unknown; error?: string }>('jsonPatch')) {
    it(JSON.stringify(given.patch), () => {
      if (want.error === undefined) {
        assert.deepEqual(applyJsonPatch(given.document, given.patch), want.document);
      } else {
        assert.equal(
          messageOf(() => applyJsonPatch(given.document, given.patch)),
          want.error,
        );
      }
    });
  }
});

/** A count as text; beyond what a number holds, and below zero where upstream loses the sign, the recorded one. */
function exactOr(count: number, recorded: string | number | undefined): string | number | undefined {
  return count < 0 || count > 2 ** 50 ? recorded : String(count);
}

describe('quantities, as apimachinery has them', () => {
  for (const { given, want } of goldens<[string, string], Record<string, string | number>>('quantity')) {
    it(given.join(' and '), () => {
      if (want.error !== undefined) {
        assert.notEqual(
          messageOf(() => given.map(parseQuantity)),
          'nothing was thrown',
        );
        return;
      }
      const [left, right] = [parseQuantity(given[0]), parseQuantity(given[1])];
      assert.deepEqual(
        {
          canonical: formatQuantity(left),
          compared: compareQuantities(left, right),
          sum: formatQuantity(addQuantities(left, right)),
          difference: formatQuantity(subtractQuantities(left, right)),
          value: exactOr(wholeUnits(left), want.value),
          milli: exactOr(milliUnits(left), want.milli),
        },
        want,
      );
    });
  }
});

describe('label selectors, as kubectl writes them', () => {
  type Given = { selector: string; labels: Record<string, string>[] };
  for (const { given, want } of goldens<Given, { text?: string; matches?: boolean[]; error?: string }>('selector')) {
    it(JSON.stringify(given.selector).slice(0, 80), () => {
      if (want.error !== undefined) {
        assert.equal(
          messageOf(() => parseLabelSelector(given.selector)),
          want.error,
        );
        return;
      }
      const selector = parseLabelSelector(given.selector);
      const matches = given.labels.map((labels) => selector.matches(labels));
      assert.deepEqual({ text: selector.toString(), matches }, want);
    });
  }
});

describe('durations, as Go has them', () => {
  for (const { given, want } of goldens<string, { text?: string; human?: string; error?: true }>('duration')) {
    it(JSON.stringify(given), () => {
      if (want.error === true) {
        assert.equal(
          messageOf(() => parseDuration(given)),
          `time: invalid duration "${given}"`,
        );
        return;
      }
      const milliseconds = parseDuration(given);
      assert.deepEqual({ text: formatDuration(milliseconds), human: humanDuration(milliseconds) }, want);
    });
  }
});

describe('names, as the API server checks them', () => {
  for (const { given, want } of goldens<string, Record<string, string>>('names')) {
    it(JSON.stringify(given).slice(0, 60), () => {
      assert.deepEqual(
        {
          label: dnsLabelProblems(given).join('|'),
          subdomain: dnsSubdomainProblems(given).join('|'),
          label1035: dns1035LabelProblems(given).join('|'),
          qualified: qualifiedNameProblems(given).join('|'),
          value: labelValueProblems(given).join('|'),
        },
        want,
      );
    });
  }
});

describe('health, as kstatus has it', () => {
  type Want = { status?: string; message?: string; reason?: string };
  for (const { given, want } of goldens<KubeObject, Want>('status')) {
    it(`${given.kind}: ${want.message}`, () => {
      const { status, message, reason = '' } = computeStatus(given, { now: Date.parse('2026-01-01T00:00:00Z') });
      assert.deepEqual({ status, message, reason }, want);
    });
  }
});
