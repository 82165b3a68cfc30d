/** The gateway alone before a cluster of one route. Prints its port. `ours.ts POD_PORT`. */
import { systemClock } from '@juanie/controller';
import { memoryClient } from '@juanie/controller/memory-client';
import { startGateway } from '@juanie/gateway';

const client = memoryClient(systemClock);
const api = 'gateway.networking.k8s.io/v1';
const listener = { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } };
const objects = [
  {
    apiVersion: api,
    kind: 'GatewayClass',
    metadata: { name: 'juanie' },
    spec: { controllerName: 'juanie.art/gateway-controller' },
  },
  {
    apiVersion: api,
    kind: 'Gateway',
    metadata: { name: 'g', namespace: 'app' },
    spec: { gatewayClassName: 'juanie', listeners: [listener] },
  },
  {
    apiVersion: api,
    kind: 'HTTPRoute',
    metadata: { name: 'web', namespace: 'app' },
    spec: {
      parentRefs: [{ name: 'g' }],
      hostnames: ['bench.localhost'],
      rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'app' },
    spec: { ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace: 'app', labels: { 'kubernetes.io/service-name': 'web' } },
    ports: [{ name: '', port: Number(process.argv[2]) }],
    endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
  },
];
for (const object of objects) {
  await client.create(object);
}
const gateway = await startGateway({ client, host: '127.0.0.1', port: 0 });
console.log(gateway.address.port);
