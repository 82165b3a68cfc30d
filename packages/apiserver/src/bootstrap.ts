import type { Transport } from '@juanie/kube-client';

/** What is in every cluster from the first moment. */
const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Makes what every client expects to find; what is there stays as it is. */
export async function ensureBasics(transport: Transport): Promise<void> {
  await Promise.all(
    namespaces.map((name) =>
      createQuietly(transport, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    ),
  );
}

async function createQuietly(transport: Transport, path: string, object: object): Promise<void> {
  await transport.send({
    method: 'POST',
    path: `${path}?fieldManager=kube-apiserver`,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(object)),
  });
}
