import { isFault } from '@juanie/fault';
import type { Reconciler } from '@juanie/controller';
import { refOf, type KubeObject } from '@juanie/kube';
import type { Ownership } from '../garbage/ownership.ts';
import { settle } from '../settle.ts';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import { conclude, decide, finalizer, withTimes, type Action, type Namespace, type Says, type Seen } from './decide.ts';

export interface NamespaceOptions {
  readonly ownership: Ownership;
  /** PEM of the CA that pods verify the API with; absent: no `kube-root-ca.crt` is kept. */
  readonly rootCertificate?: string;
}

export function namespaceReconciler(
  world: World,
  { ownership, rootCertificate }: NamespaceOptions,
): Reconciler<Seen, Action, boolean, Says> {
  return {
    decide,
    conclude,
    async observe(key) {
      const namespace = world.namespaces.at(key) as Namespace | undefined;
      if (namespace === undefined) {
        return undefined;
      }
      const content = ownership.inNamespace(key);
      const here = new Set(content.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
      const missing = furniture(key, rootCertificate).filter(
        ({ kind, metadata }) => !here.has(`${kind} ${metadata.name}`),
      );
      return { namespace, content, missing };
    },
    act: async ({ namespace }, action) => act({ world, ownership }, namespace, action),
    async publish({ namespace }, { conditions }, now) {
      if (conditions !== undefined) {
        const held = namespace.status?.conditions ?? [];
        const status = { phase: 'Terminating', conditions: withTimes(held, conditions, now) };
        await writeStatus(world.client, world.namespaces, { object: namespace, status });
      }
    },
  };
}

/** What clients expect in every namespace: pods run as `default` and find the CA in `kube-root-ca.crt`. */
function furniture(namespace: string, rootCertificate: string | undefined): KubeObject[] {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
  if (rootCertificate === undefined) {
    return [account];
  }
  const annotations = {
    'kubernetes.io/description':
      'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the ' +
      'internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of ' +
      'Kubernetes clusters.',
  };
  const metadata = { name: 'kube-root-ca.crt', namespace, annotations };
  return [account, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': rootCertificate } }];
}

/** True when it is done; false when more came to light. */
async function act(
  { world, ownership }: { world: World; ownership: Ownership },
  namespace: Namespace,
  action: Action,
): Promise<boolean> {
  const { client } = world;
  switch (action.do) {
    case 'furnish':
      await settle(action.objects.map((object) => ensure(world, object)));
      return true;
    case 'empty':
      await settle(
        action.objects.map((object) =>
          client.delete(refOf(object), { uid: object.metadata.uid ?? '', propagation: 'Background' }),
        ),
      );
      return true;
    case 'finalize': {
      if (await hasContent({ world, ownership }, namespace.metadata.name)) {
        return false;
      }
      const current = (world.namespaces.at(namespace.metadata.name) ?? namespace) as Namespace;
      const finalizers = (current.spec?.finalizers ?? []).filter((name) => name !== finalizer);
      await client.update({ ...current, spec: { ...current.spec, finalizers } }, { subresource: 'finalize' });
      return true;
    }
  }
}

async function ensure({ client }: World, object: KubeObject): Promise<void> {
  try {
    await client.create(object);
  } catch (thrown) {
    if (!isFault(thrown) || thrown.reason !== 'KubeAlreadyExists') {
      throw thrown;
    }
  }
}

/** Asks the API itself: an object created just before the deletion may not have reached the cache. */
async function hasContent({ world, ownership }: { world: World; ownership: Ownership }, namespace: string) {
  const lists = await Promise.all(
    ownership
      .kinds()
      .filter(({ namespaced }) => namespaced)
      .map((kind) => world.client.list(kind, { namespace })),
  );
  return lists.some(({ items }) => items.length > 0);
}
