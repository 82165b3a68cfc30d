import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { References } from './environment.ts';
import type { Container, Pod } from './pod.ts';

interface ConfigObject extends KubeObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

type Kind = 'ConfigMap' | 'Secret';

/** Reads the ConfigMaps and Secrets that a container's environment names, each once. */
export async function readReferences(client: KubeClient, pod: Pod, container: Container): Promise<References> {
  const sources = container.envFrom ?? [];
  const variables = (container.env ?? []).map(({ valueFrom }) => valueFrom);
  const configMaps = [
    ...sources.map((source) => source.configMapRef),
    ...variables.map((from) => from?.configMapKeyRef),
  ];
  const secrets = [...sources.map((source) => source.secretRef), ...variables.map((from) => from?.secretKeyRef)];
  const namespace = pod.metadata.namespace ?? '';
  const [maps, hidden] = await Promise.all([
    readAll(client, { kind: 'ConfigMap', namespace, names: namesOf(configMaps) }),
    readAll(client, { kind: 'Secret', namespace, names: namesOf(secrets) }),
  ]);
  return { configMap: (name) => textsOf(maps.get(name)), secret: (name) => textsOf(hidden.get(name)) };
}

function namesOf(refs: readonly ({ name?: string } | undefined)[]): Set<string> {
  return new Set(refs.flatMap((ref) => (ref?.name === undefined ? [] : [ref.name])));
}

async function readAll(client: KubeClient, want: { kind: Kind; namespace: string; names: Set<string> }) {
  const found = await Promise.all(
    [...want.names].map(async (name) => [name, await readConfig(client, { ...want, name })] as const),
  );
  return new Map(found);
}

/** The bytes of each key; undefined: there is no such object. */
export async function readConfig(
  client: KubeClient,
  { kind, namespace, name }: { kind: Kind; namespace: string; name: string },
): Promise<Map<string, Buffer> | undefined> {
  const object = await client.find<ConfigObject>({ apiVersion: 'v1', kind, namespace, name });
  if (object === undefined) {
    return undefined;
  }
  const { data = {}, binaryData = {} } = object;
  const encoding = kind === 'Secret' ? 'base64' : 'utf8';
  return new Map([
    ...Object.entries(data).map(([key, value]) => [key, Buffer.from(value, encoding)] as const),
    ...Object.entries(binaryData).map(([key, value]) => [key, Buffer.from(value, 'base64')] as const),
  ]);
}

function textsOf(found: Map<string, Buffer> | undefined): Record<string, string> | undefined {
  return found === undefined
    ? undefined
    : Object.fromEntries([...found].map(([key, value]) => [key, value.toString('utf8')]));
}
