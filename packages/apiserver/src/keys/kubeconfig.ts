import { writeYaml } from '@juanie/kube';
import type { Keys } from './keys.ts';

const name = 'juanie';

/** What kubectl needs to speak to this server as its owner. */
export function renderKubeconfig(server: string, keys: Keys): string {
  const encode = (pem: string): string => Buffer.from(pem).toString('base64');
  return writeYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': encode(keys.authority.cert) } }],
    users: [
      {
        name,
        user: {
          'client-certificate-data': encode(keys.admin.cert),
          'client-key-data': encode(keys.admin.key),
          token: keys.adminToken,
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
    preferences: {},
  });
}
