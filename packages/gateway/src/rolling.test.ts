import assert from 'node:assert/strict';
import { Agent, request as httpRequest, type Server } from 'node:http';
import { describe, it } from 'node:test';
import { openStage, type Stage } from './testing.ts';

const toWeb = { backendRefs: [{ name: 'web', port: 80 }] };

interface Load {
  readonly failures: string[];
  readonly served: Map<string, number>;
  /** Ends after the requests under way. */
  stop(): Promise<void>;
}

/** Clients that ask one request after the other over kept connections, every third one with a body. */
function startLoad({ gateway }: Stage, clients: number, methods = ['POST', 'GET', 'GET']): Load {
  const agent = new Agent({ keepAlive: true });
  const failures: string[] = [];
  const served = new Map<string, number>();
  let running = true;

  async function client(): Promise<void> {
    for (let turn = 0; running; turn += 1) {
      const answer = await once(methods[turn % methods.length] ?? 'GET').catch(
        (error: Error) => `failed ${error.message}`,
      );
      if (!answer.startsWith('200 ')) {
        failures.push(answer);
      }
      served.set(answer, (served.get(answer) ?? 0) + 1);
    }
  }

  function once(method: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { port: gateway.address.port, method, agent, headers: { host: 'shop.localhost' } };
      const request = httpRequest(options, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('error', reject);
        response.on('end', () => resolve(`${response.statusCode} ${text}`));
      });
      request.on('error', reject);
      request.end(method === 'POST' ? 'body' : undefined);
    });
  }

  const all = Promise.all(Array.from({ length: clients }, client));
  return {
    failures,
    served,
    async stop() {
      running = false;
      await all;
      agent.destroy();
    },
  };
}

/** Enough turns for the clients to have sent requests in the meantime. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function startVersion(stage: Stage, version: string): Promise<Server> {
  return stage.startPod((request, response) => {
    request.resume().on('end', () => setImmediate(() => response.end(version)));
  });
}

describe('under load', () => {
  it('a rolling update fails no request', async () => {
    await using stage = await openStage();
    let old = [await startVersion(stage, 'v0'), await startVersion(stage, 'v0')];
    await stage.serve('web', old);
    await stage.route('web', [toWeb]);
    await stage.settle();
    const load = startLoad(stage, 8);
    await turns(200);

    for (let version = 1; version <= 4; version += 1) {
      const fresh = [await startVersion(stage, `v${version}`), await startVersion(stage, `v${version}`)];
      for (const at of [0, 1]) {
        old = old.with(at, fresh[at] ?? (fresh[0] as Server));
        await stage.serve('web', old);
        await stage.settle();
      }
      await turns(100);
    }
    await load.stop();

    assert.deepEqual(load.failures, []);
    assert.deepEqual([...load.served.keys()].sort(), ['200 v0', '200 v1', '200 v2', '200 v3', '200 v4']);
  });

  it('pods that close as soon as they are out of service fail no request', async () => {
    await using stage = await openStage();
    let pod = await startVersion(stage, 'v0');
    await stage.serve('web', [pod]);
    await stage.route('web', [toWeb]);
    await stage.settle();
    const load = startLoad(stage, 8);

    for (let version = 1; version <= 5; version += 1) {
      const next = await startVersion(stage, `v${version}`);
      await stage.serve('web', [next]);
      await stage.settle();
      pod.close();
      pod = next;
      await turns(100);
    }
    await load.stop();

    assert.deepEqual(load.failures, []);
  });

  it('pods that are killed as soon as they are out of service fail nothing that can be repeated', async () => {
    await using stage = await openStage();
    let pod = await startVersion(stage, 'v0');
    await stage.serve('web', [pod]);
    await stage.route('web', [toWeb]);
    await stage.settle();
    const load = startLoad(stage, 8, ['GET']);

    for (let version = 1; version <= 5; version += 1) {
      const next = await startVersion(stage, `v${version}`);
      await stage.serve('web', [next]);
      pod.closeAllConnections();
      pod.close();
      pod = next;
      await turns(100);
    }
    await load.stop();

    assert.deepEqual(load.failures, []);
  });

  it('a changed route fails no request', async () => {
    await using stage = await openStage();
    await stage.serve('web', [await startVersion(stage, 'a')]);
    await stage.serve('other', [await startVersion(stage, 'b')]);
    await stage.route('web', [toWeb]);
    await stage.settle();
    const load = startLoad(stage, 8);

    for (let change = 0; change < 10; change += 1) {
      const name = change % 2 === 0 ? 'other' : 'web';
      await stage.route('web', [{ backendRefs: [{ name, port: 80 }] }]);
      await turns(50);
    }
    await load.stop();

    assert.deepEqual(load.failures, []);
    assert.deepEqual([...load.served.keys()].sort(), ['200 a', '200 b']);
  });
});
