import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openApiServer, type ApiServer } from '@juanie/apiserver';
import { openInformer, type Informer } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import { openKubeClient, type KubeClient } from '@juanie/kube-client';
import type { RunConfig } from '@juanie/oci';
import type { ImageSource, SourceImage } from '../image/image-source.ts';
import { baseLabel, hostBase } from '../image/puller.ts';
import { startKubelet, type Kubelet } from '../kubelet.ts';
import type { Container, Pod, PodSpec, PodStatus } from '../pod/pod.ts';
import { isolationOff, type Isolation } from '../process/isolation.ts';

/** Files of a layer: path -> content; `null` is a directory, `{ link }` a symlink. */
export type Files = Readonly<Record<string, string | null | { link: string }>>;

/** The plainest tar that can be. */
export function tarOf(files: Files): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => tarEntry(name, content));
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function tarEntry(name: string, content: string | null | { link: string }): Buffer[] {
  const isLink = typeof content === 'object' && content !== null;
  const body = Buffer.from(isLink ? '' : (content ?? ''));
  return [
    tarHeader({
      name,
      type: isLink ? '2' : content === null ? '5' : '0',
      size: body.length,
      target: isLink ? content.link : '',
    }),
    body,
    Buffer.alloc((512 - (body.length % 512)) % 512),
  ];
}

export function tarHeader({
  name,
  type,
  size,
  target,
}: {
  name: string;
  type: string;
  size: number;
  target: string;
}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000755\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${'0'.repeat(11)}\0`, 136);
  header.write(type, 156);
  header.write(target, 157, 100);
  header.write('ustar\x0000', 257);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function imageOf(layers: readonly Files[], config: RunConfig = {}): SourceImage {
  const labels = { [baseLabel]: hostBase, ...config.Labels };
  return {
    config: {
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: { WorkingDir: '/app', ...config, Labels: labels },
      rootfs: { type: 'layers', diff_ids: [] },
    },
    layers: layers.map((files) => {
      const bytes = tarOf(files);
      return {
        digest: digestOf(bytes),
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        open: () => Readable.from([bytes]),
      };
    }),
  };
}

/** A node with its API and nothing else; images are put in by hand. */
export interface World {
  readonly client: KubeClient;
  readonly images: Map<string, SourceImage>;
  readonly kubelet: Kubelet;
  readonly dirs: { runtime: string; logs: string; volumes: string };
  /** Lets go of the pods and starts another kubelet on the same folders. */
  restart(): Promise<void>;
  run(
    name: string,
    spec: Partial<PodSpec> & { containers: Container[] },
    annotations?: Record<string, string>,
  ): Promise<Pod>;
  /** The pod as soon as its status fits. */
  until(name: string, fits: (status: PodStatus, pod: Pod) => boolean): Promise<Pod>;
  untilGone(name: string): Promise<void>;
  untilEvent(
    fits: (event: KubeObject & { reason?: string; message?: string }) => boolean,
  ): Promise<KubeObject & { message?: string }>;
  logs(name: string, options?: Parameters<Kubelet['node']['logs']>[1]): Promise<string>;
  close(): Promise<void>;
}

const nodeName = 'here';
const admin = { name: 'admin', groups: ['system:masters'] };

export async function openWorld({ isolation = isolationOff }: { isolation?: Isolation } = {}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-kubelet-'));
  const server: ApiServer = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys') });
  const client = openKubeClient(server.transport(admin));
  const images = new Map<string, SourceImage>();
  const dirs = { runtime: join(dir, 'runtime'), logs: join(dir, 'logs'), volumes: join(dir, 'volumes') };
  const source: ImageSource = { find: async (reference) => images.get(reference) };
  const failures: unknown[] = [];
  const start = () =>
    startKubelet({
      client,
      nodeName,
      dirs,
      images: source,
      isolation,
      onError: (thrown) => void failures.push(thrown),
    });
  let kubelet = await start();
  const pods = openInformer<Pod>(client, { apiVersion: 'v1', kind: 'Pod' });
  const events = openInformer(client, { apiVersion: 'v1', kind: 'Event' });
  const waiting = new AbortController();

  function watchFor<T extends KubeObject>(
    informer: Informer<T>,
    find: () => T | undefined | 'gone',
  ): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found !== undefined) {
          stop();
          resolve(found === 'gone' ? undefined : found);
        }
      };
      const stop = informer.onChange(() => queueMicrotask(look));
      waiting.signal.addEventListener('abort', () => reject(new Error('the world was closed')));
      look();
    });
  }

  return {
    ...{ client, images, dirs },
    get kubelet() {
      return kubelet;
    },
    async restart() {
      await kubelet.close();
      kubelet = await start();
    },
    run: (name, spec, annotations = {}) =>
      client.create<Pod>({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', annotations },
        spec: { nodeName, terminationGracePeriodSeconds: 5, ...spec },
      }),
    async until(name, fits) {
      const found = await watchFor(pods, () => {
        const pod = pods.get('default', name);
        return pod?.status !== undefined && fits(pod.status, pod) ? pod : undefined;
      });
      if (found === undefined) {
        throw new Error('unreachable');
      }
      return found;
    },
    async untilGone(name) {
      await watchFor(pods, () => (pods.get('default', name) === undefined ? 'gone' : undefined));
    },
    async untilEvent(fits) {
      const found = await watchFor(events, () => events.list().find(fits));
      if (found === undefined) {
        throw new Error('unreachable');
      }
      return found;
    },
    async logs(name, options = {}) {
      const pod = pods.get('default', name);
      const parts: Uint8Array[] = [];
      if (pod !== undefined) {
        for await (const part of kubelet.node.logs(pod, options, waiting.signal)) {
          parts.push(part);
        }
      }
      return Buffer.concat(parts).toString('utf8');
    },
    async close() {
      waiting.abort();
      await kubelet.drain({ graceMs: 500 });
      pods.close();
      events.close();
      await server.close();
      await rm(dir, { recursive: true, force: true });
      if (failures.length > 0) {
        throw new AggregateError(failures, 'the kubelet had failures');
      }
    },
  };
}

export function isReady(status: PodStatus): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}
