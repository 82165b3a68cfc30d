import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import type { ReceiverType } from '@juanie/flux-api';
import { isAccepted } from './check.ts';

const token = 'secret';
const body = Buffer.from('{"ref":"refs/heads/main"}');
const sign = (algorithm: string, key = token) => createHmac(algorithm, key).update(body).digest('hex');

describe('isAccepted', () => {
  for (const { when, type, headers = {}, events = [], so } of [
    { when: 'only the path is secret', type: 'generic', so: true },
    {
      when: 'the HMAC is right',
      type: 'generic-hmac',
      headers: { 'x-signature': `sha512=${sign('sha512')}` },
      so: true,
    },
    {
      when: 'the HMAC is of another key',
      type: 'generic-hmac',
      headers: { 'x-signature': `sha256=${sign('sha256', 'x')}` },
      so: false,
    },
    {
      when: 'the HMAC is by another algorithm',
      type: 'generic-hmac',
      headers: { 'x-signature': `md5=${sign('md5')}` },
      so: false,
    },
    { when: 'there is no HMAC', type: 'generic-hmac', so: false },
    {
      when: 'GitHub has signed',
      type: 'github',
      headers: { 'x-hub-signature-256': `sha256=${sign('sha256')}` },
      so: true,
    },
    {
      when: 'GitHub tells a wanted event',
      type: 'github',
      headers: { 'x-hub-signature-256': `sha256=${sign('sha256')}`, 'x-github-event': 'Push' },
      events: ['ping', 'push'],
      so: true,
    },
    {
      when: 'GitHub tells another event',
      type: 'github',
      headers: { 'x-hub-signature-256': `sha256=${sign('sha256')}`, 'x-github-event': 'ping' },
      events: ['push'],
      so: false,
    },
    { when: 'GitLab knows the token', type: 'gitlab', headers: { 'x-gitlab-token': token }, so: true },
    { when: 'GitLab does not', type: 'gitlab', headers: { 'x-gitlab-token': 'secre' }, so: false },
    { when: 'Harbor knows the token', type: 'harbor', headers: { authorization: token }, so: true },
    { when: 'Nexus has signed', type: 'nexus', headers: { 'x-nexus-webhook-signature': sign('sha1') }, so: true },
  ] as { when: string; type: ReceiverType; headers?: Record<string, string>; events?: string[]; so: boolean }[]) {
    it(`${type}: ${when}`, () => {
      assert.equal(isAccepted({ type, events }, token, { headers, body }), so);
    });
  }
});
