import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import { manualClock } from './clock.ts';
import { memoryClient } from './memory-client.ts';
import { openRecorder } from './recorder.ts';

const pod: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1', namespace: 'n', uid: 'u' } };

function open() {
  const clock = manualClock(Date.parse('2026-01-01T00:00:00Z'));
  const client = memoryClient(clock);
  const recorder = openRecorder({ client, component: 'test', clock });
  const events = async () => (await client.list({ apiVersion: 'v1', kind: 'Event' })).items;
  return { clock, client, recorder, events };
}

describe('a recorder', () => {
  it('writes what is said about an object', async () => {
    const { recorder, events } = open();

    recorder.record(pod, { type: 'Warning', reason: 'Failed', message: 'it failed' });
    await recorder.flush();

    const [event] = await events();
    const { reason, message, type, count, source, involvedObject } = event ?? pod;
    assert.deepEqual(
      { reason, message, type, count, source, involvedObject },
      {
        reason: 'Failed',
        message: 'it failed',
        type: 'Warning',
        count: 1,
        source: { component: 'test' },
        involvedObject: { kind: 'Pod', namespace: 'n', name: 'web-1', uid: 'u', apiVersion: 'v1' },
      },
    );
  });

  it('counts what it says again', async () => {
    const { recorder, events, clock } = open();

    recorder.record(pod, { reason: 'Pulled', message: 'pulled' });
    await recorder.flush();
    clock.advance(60_000);
    recorder.record(pod, { reason: 'Pulled', message: 'pulled' });
    await recorder.flush();

    const all = await events();
    assert.deepEqual(
      all.map(({ count, firstTimestamp, lastTimestamp }) => ({ count, firstTimestamp, lastTimestamp })),
      [{ count: 2, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:01:00Z' }],
    );
  });

  it('says anew what it counted when the event has gone', async () => {
    const { recorder, events, client } = open();
    recorder.record(pod, { reason: 'Pulled', message: 'pulled' });
    await recorder.flush();
    const [first] = await events();
    await client.delete({ apiVersion: 'v1', kind: 'Event', namespace: 'n', name: first?.metadata.name ?? '' });

    recorder.record(pod, { reason: 'Pulled', message: 'pulled' });
    await recorder.flush();

    assert.deepEqual(
      (await events()).map(({ count }) => count),
      [1],
    );
  });

  it('joins many different messages of one reason', async () => {
    const { recorder, events } = open();

    for (let at = 0; at < 12; at += 1) {
      recorder.record(pod, { reason: 'Unhealthy', message: `probe ${at}` });
    }
    await recorder.flush();

    const combined = (await events()).filter(({ message }) => String(message).startsWith('(combined from similar'));
    assert.deepEqual(
      combined.map(({ message, count }) => [message, count]),
      [['(combined from similar events): probe 11', 2]],
    );
  });

  it('lets one object cause only so many', async () => {
    const { recorder, events } = open();

    for (let at = 0; at < 40; at += 1) {
      recorder.record(pod, { reason: `Reason${at}`, message: 'x' });
    }
    await recorder.flush();

    assert.equal((await events()).length, 25);
  });
});
