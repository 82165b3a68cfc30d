import type { Clock } from '@juanie/controller';
import { isFault } from '@juanie/fault';
import type { Condition, KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { isoSeconds } from '../pod/status.ts';
import { buildNode, buildNodeStatus, type NodeFacts } from './node-object.ts';

export interface Registration {
  /** The node takes no pods any more. */
  setReady(ready: boolean): Promise<void>;
  close(): void;
}

export interface RegistrationOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly facts: NodeFacts;
  readonly onError: (thrown: unknown) => void;
}

/** One small write; nobody here needs to notice a lost node faster. */
const heartbeatMs = 20_000;
const leaseSeconds = 40;

/** Makes the Node known and keeps its Lease fresh. */
export async function registerNode({ client, clock, facts, onError }: RegistrationOptions): Promise<Registration> {
  let cancel: () => void = () => undefined;
  let closed = false;
  const ref = { apiVersion: 'v1', kind: 'Node', name: facts.name };

  async function setReady(ready: boolean): Promise<void> {
    const found = await client.find<KubeObject & { status?: { conditions?: Condition[] } }>(ref);
    const before = found?.status?.conditions ?? [];
    const status = buildNodeStatus({ facts, ready, now: isoSeconds(clock.now()), before });
    const body = { status };
    await client.patch(ref, { type: 'merge', body }, { subresource: 'status', fieldManager: 'kubelet' });
  }

  async function beat(): Promise<void> {
    await renewLease(client, facts.name, clock.now()).catch(onError);
    if (!closed) {
      cancel = clock.after(heartbeatMs, () => void beat());
    }
  }

  await ensure(client, buildNode(facts));
  await setReady(true);
  void beat();
  return {
    setReady,
    close() {
      closed = true;
      cancel();
    },
  };
}

async function ensure(client: KubeClient, object: KubeObject): Promise<void> {
  try {
    await client.create(object, { fieldManager: 'kubelet' });
  } catch (thrown) {
    if (!isFault(thrown) || thrown.reason !== 'KubeAlreadyExists') {
      throw thrown;
    }
    const { apiVersion, kind, metadata } = object;
    const body = { metadata: { labels: metadata.labels } };
    await client.patch({ apiVersion, kind, name: metadata.name }, { type: 'merge', body }, { fieldManager: 'kubelet' });
  }
}

async function renewLease(client: KubeClient, name: string, now: number): Promise<void> {
  const kind = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
  const ref = { ...kind, namespace: 'kube-node-lease', name };
  const renewTime = new Date(now).toISOString().replace('Z', '000Z');
  const spec = { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime };
  try {
    await client.patch(ref, { type: 'merge', body: { spec } }, { fieldManager: 'kubelet' });
  } catch (thrown) {
    if (!isFault(thrown) || thrown.kind !== 'NotFound') {
      throw thrown;
    }
    await ensureNamespace(client, ref.namespace);
    await client.create({ ...kind, metadata: { namespace: ref.namespace, name }, spec }, { fieldManager: 'kubelet' });
  }
}

async function ensureNamespace(client: KubeClient, name: string): Promise<void> {
  if ((await client.find({ apiVersion: 'v1', kind: 'Namespace', name })) === undefined) {
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
}
