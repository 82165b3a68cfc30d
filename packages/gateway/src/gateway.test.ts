import assert from 'node:assert/strict';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { systemClock } from '@juanie/controller';
import { memoryClient, type MemoryClient } from '@juanie/controller/memory-client';
import { startGateway, type Gateway } from './gateway.ts';

describe('the gateway', () => {
  let client: MemoryClient;
  let gateway: Gateway;
  let pod: Server;

  beforeEach(async () => {
    client = memoryClient(systemClock);
    pod = createServer((request, response) => response.end(`hello from ${request.url}`));
    await new Promise<void>((done) => pod.listen(0, '127.0.0.1', done));
    const { port } = pod.address() as AddressInfo;
    const api = 'gateway.networking.k8s.io/v1';
    await client.create({
      apiVersion: api,
      kind: 'GatewayClass',
      metadata: { name: 'juanie' },
      spec: { controllerName: 'juanie.art/gateway-controller' },
    });
    await client.create({
      apiVersion: api,
      kind: 'Gateway',
      metadata: { name: 'g', namespace: 'infra' },
      spec: {
        gatewayClassName: 'juanie',
        listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }],
      },
    });
    await client.create({
      apiVersion: api,
      kind: 'HTTPRoute',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        parentRefs: [{ name: 'g', namespace: 'infra' }],
        hostnames: ['shop.localhost'],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      },
    });
    await client.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { ports: [{ port: 80 }] },
    });
    await client.create({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
      ports: [{ name: '', port }],
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
    });
    gateway = await startGateway({ client, host: '127.0.0.1', port: 0 });
    await new Promise((r) => setImmediate(r));
  });
  afterEach(async () => {
    await gateway.close();
    pod.close();
  });

  it('sends a host to its pods', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      get(
        {
          host: '127.0.0.1',
          port: gateway.address.port,
          path: '/x?y',
          headers: { host: 'shop.localhost:7480' },
          agent: false,
        },
        (res) => {
          res.setEncoding('utf8');
          let text = '';
          res.on('data', (c: string) => (text += c)).on('end', () => resolve(`${res.statusCode} ${text}`));
        },
      ).on('error', reject);
    });
    assert.equal(body, '200 hello from /x?y');
    console.log(JSON.stringify(gateway.stats()));
  });
});
