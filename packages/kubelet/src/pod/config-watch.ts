import { openInformer, type Informer } from '@juanie/controller';
import type { KubeClient } from '@juanie/kube-client';
import type { Container, Pod } from './pod.ts';

/** A ConfigMap or Secret of the pod's own namespace. */
export interface ConfigRef {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim';
  readonly name: string;
}

/** Tells when something that a pod is configured by comes, changes or goes. */
export interface ConfigWatch {
  /** Watches exactly these; those watched before and not named here are let go. */
  follow(refs: readonly ConfigRef[]): void;
  close(): void;
}

export function openConfigWatch(
  client: KubeClient,
  namespace: string,
  onChange: (ref: ConfigRef) => void,
): ConfigWatch {
  const held = new Map<string, Informer>();

  function open(ref: ConfigRef): Informer {
    const selection = { namespace, fieldSelector: `metadata.name=${ref.name}` };
    const informer = openInformer(client, { apiVersion: 'v1', kind: ref.kind }, selection);
    // What is there at first has been read already.
    void informer.synced.then(() => informer.onChange(onceKnown(informer.list().length, () => onChange(ref))));
    return informer;
  }

  return {
    follow(refs) {
      const wanted = new Map(refs.map((ref) => [`${ref.kind}/${ref.name}`, ref]));
      for (const [key, informer] of held) {
        if (!wanted.has(key)) {
          informer.close();
          held.delete(key);
        }
      }
      for (const [key, ref] of wanted) {
        if (!held.has(key)) {
          held.set(key, open(ref));
        }
      }
    },
    close() {
      held.forEach((informer) => informer.close());
      held.clear();
    },
  };
}

/** Leaves out what a new listener is told at once. */
function onceKnown(known: number, tell: () => void): () => void {
  let left = known;
  return () => {
    left -= 1;
    if (left < 0) {
      tell();
    }
  };
}

/** What the environment of a container is made from. */
export function environmentRefs(container: Container): ConfigRef[] {
  const sources = container.envFrom ?? [];
  const values = (container.env ?? []).map(({ valueFrom }) => valueFrom);
  return [
    ...named('ConfigMap', [
      ...sources.map((source) => source.configMapRef),
      ...values.map((from) => from?.configMapKeyRef),
    ]),
    ...named('Secret', [...sources.map((source) => source.secretRef), ...values.map((from) => from?.secretKeyRef)]),
  ];
}

/** What the volumes of a pod are filled from. */
export function volumeRefs({ spec }: Pod): ConfigRef[] {
  return (spec.volumes ?? []).flatMap(({ configMap, secret, projected, persistentVolumeClaim }) => [
    ...named('ConfigMap', [configMap, ...(projected?.sources ?? []).map((source) => source.configMap)]),
    ...named('Secret', [{ name: secret?.secretName }, ...(projected?.sources ?? []).map((source) => source.secret)]),
    ...named('PersistentVolumeClaim', [{ name: persistentVolumeClaim?.claimName }]),
  ]);
}

function named(kind: ConfigRef['kind'], refs: readonly ({ name?: string | undefined } | undefined)[]): ConfigRef[] {
  return refs.flatMap((ref) => (ref?.name === undefined ? [] : [{ kind, name: ref.name }]));
}
