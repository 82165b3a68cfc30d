import type { KubeObject } from '@juanie/kube';
import type { Transport } from '@juanie/kube-client';

/** What is in every cluster from the first moment. */
const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const rbac = 'rbac.authorization.k8s.io/v1';
const everything = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const readVerbs = ['get', 'list', 'watch'];
const writeVerbs = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const applicationGroups = [
  '',
  'apps',
  'batch',
  'autoscaling',
  'networking.k8s.io',
  'policy',
  'gateway.networking.k8s.io',
];

/** The roles that charts and Flux bind to. They are kept; what they allow is not asked yet. */
const clusterRoles = {
  'cluster-admin': [everything, { nonResourceURLs: ['*'], verbs: ['*'] }],
  admin: [
    { apiGroups: applicationGroups, resources: ['*'], verbs: [...readVerbs, ...writeVerbs] },
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['roles', 'rolebindings'],
      verbs: [...readVerbs, ...writeVerbs],
    },
  ],
  edit: [{ apiGroups: applicationGroups, resources: ['*'], verbs: [...readVerbs, ...writeVerbs] }],
  view: [{ apiGroups: applicationGroups, resources: ['*'], verbs: readVerbs }],
} as const;

/** Makes what every client expects to find; what is there stays as it is. */
export async function ensureBasics(transport: Transport): Promise<void> {
  const ensure = (path: string, object: KubeObject): Promise<void> => createQuietly(transport, path, object);
  await Promise.all([
    ...namespaces.map((name) =>
      ensure('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    ),
    ...Object.entries(clusterRoles).map(([name, rules]) =>
      ensure(`/apis/${rbac}/clusterroles`, { apiVersion: rbac, kind: 'ClusterRole', metadata: { name }, rules }),
    ),
    ensure(`/apis/${rbac}/clusterrolebindings`, {
      apiVersion: rbac,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'cluster-admin' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'Group', name: 'system:masters' }],
    }),
  ]);
}

async function createQuietly(transport: Transport, path: string, object: KubeObject): Promise<void> {
  const found = await transport.send({ method: 'GET', path: `${path}/${object.metadata.name}`, headers: {} });
  if (found.status === 200) {
    return;
  }
  await transport.send({
    method: 'POST',
    path: `${path}?fieldManager=kube-apiserver`,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(object)),
  });
}
