import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkCsrf, secretOf } from './caller.ts';

describe('secretOf', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  const cases: [header: string, secret: string][] = [
    ['Bearer jut_x', 'jut_x'],
    ['bearer   jut_x ', 'jut_x'],
    [basic('anybody:jut_x'), 'jut_x'],
    [basic('anybody:with:colon'), 'with:colon'],
    [basic('jut_x'), 'jut_x'],
    ['Digest jut_x', ''],
    ['jut_x', ''],
    ['', ''],
  ];
  for (const [header, secret] of cases) {
    it(`${header || 'nothing'}: ${secret || 'nothing'}`, () => {
      assert.equal(secretOf(header), secret);
    });
  }
});

describe('checkCsrf', () => {
  const request = (method: string, value?: string): Request =>
    new Request('http://x/api', { method, ...(value === undefined ? {} : { headers: { 'x-juanie-csrf': value } }) });
  const session = { actor: undefined, csrf: 'known' };

  it('asks browser sessions that change something only', () => {
    checkCsrf(request('POST'), { actor: undefined, csrf: undefined });
    checkCsrf(request('GET'), session);
    checkCsrf(request('HEAD'), session);
    checkCsrf(request('POST', 'known'), session);
  });

  for (const [method, value] of [
    ['POST', undefined],
    ['POST', ''],
    ['POST', 'knowm'],
    ['DELETE', 'known and more'],
  ] as const) {
    it(`refuses ${method} with ${value ?? 'nothing'}`, () => {
      assert.throws(() => checkCsrf(request(method, value), session), { reason: 'CsrfRefused' });
    });
  }
});
