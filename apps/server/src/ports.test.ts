import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { choosePort } from './ports.ts';

async function withTakenPort(use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe('choosePort', () => {
  it('refuses a port that was asked for and is taken, naming the flag', async () => {
    await withTakenPort(async (port) => {
      const asked = { host: '127.0.0.1', port, asked: true };
      await assert.rejects(choosePort('--gateway', asked, undefined), {
        reason: 'PortTaken',
        message: `--gateway 127.0.0.1:${port} is in use by another program.`,
      });
    });
  });

  it('moves a default that is taken, also a kept one', async () => {
    await withTakenPort(async (port) => {
      const chosen = await choosePort('--listen', { host: '127.0.0.1', port, asked: false }, port);
      assert.notEqual(chosen.port, port);
      assert.equal(chosen.moved, true);
    });
  });

  it('lets 0 be any port and refuses an address of another machine', async () => {
    assert.equal((await choosePort('--kube', { host: '127.0.0.1', port: 0, asked: true }, 7443)).port, 0);
    await assert.rejects(choosePort('--kube', { host: '192.0.2.1', port: 7443, asked: true }, undefined), {
      reason: 'AddressRefused',
    });
  });
});
