import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openApiServer, type ApiServer } from '@juanie/apiserver';
import { openInformer, type Informer } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import { openKubeClient, type KubeClient, type LogOptions } from '@juanie/kube-client';
import type { RunConfig } from '@juanie/oci';
import type { SourceImage } from '../image/image-source.ts';
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

const nodeName = 'here';
const admin = { name: 'admin', groups: ['system:masters'] };

export type EventObject = KubeObject & { reason?: string; message?: string; count?: number };

export interface PodToRun extends Partial<PodSpec> {
  containers: Container[];
}

export async function openWorld({ isolation = isolationOff }: { isolation?: Isolation } = {}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-kubelet-'));
  const server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys') });
  const world = new World(dir, server, isolation);
  await world.restart();
  return world;
}

/** A node with its API and nothing else; images are put in by hand. */
export class World {
  readonly client: KubeClient;
  readonly images = new Map<string, SourceImage>();
  readonly dirs: { readonly runtime: string; readonly logs: string; readonly volumes: string };
  private readonly dir: string;
  private readonly server: ApiServer;
  private readonly isolation: Isolation;
  private readonly pods: Informer<Pod>;
  private readonly events: Informer<EventObject>;
  private readonly abort = new AbortController();
  private readonly failures: unknown[] = [];
  private running: Kubelet | undefined;
  /** The kubelet's own timers keep no process alive; waiting tests have to. */
  private readonly awake = setInterval(() => undefined, 60_000);

  constructor(dir: string, server: ApiServer, isolation: Isolation) {
    this.dir = dir;
    this.server = server;
    this.isolation = isolation;
    this.client = openKubeClient(server.transport(admin));
    this.dirs = { runtime: join(dir, 'runtime'), logs: join(dir, 'logs'), volumes: join(dir, 'volumes') };
    this.pods = openInformer<Pod>(this.client, { apiVersion: 'v1', kind: 'Pod' });
    this.events = openInformer<EventObject>(this.client, { apiVersion: 'v1', kind: 'Event' });
  }

  get kubelet(): Kubelet {
    if (this.running === undefined) {
      throw new Error('no kubelet runs');
    }
    return this.running;
  }

  /** Lets go of the pods and starts another kubelet on the same folders. */
  async restart(meanwhile: () => void | Promise<void> = () => undefined): Promise<void> {
    await this.running?.close();
    try {
      await meanwhile();
    } finally {
      this.running = await this.start();
    }
  }

  private start(): Promise<Kubelet> {
    return startKubelet({
      client: this.client,
      nodeName,
      dirs: this.dirs,
      images: { find: async (reference) => this.images.get(reference) },
      isolation: this.isolation,
      onError: (thrown) => void this.failures.push(thrown),
    });
  }

  run(name: string, spec: PodToRun, metadata: Partial<Pod['metadata']> = {}): Promise<Pod> {
    return this.client.create<Pod>({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name, namespace: 'default' },
      spec: { nodeName, terminationGracePeriodSeconds: 5, ...spec },
    });
  }

  /** The pod as soon as its status fits. */
  async until(name: string, fits: (status: PodStatus, pod: Pod) => boolean): Promise<Pod> {
    const found = await this.watchFor(this.pods, () => {
      const pod = this.pods.get('default', name);
      return pod?.status !== undefined && fits(pod.status, pod) ? pod : undefined;
    });
    return found;
  }

  async untilGone(name: string): Promise<void> {
    await this.watchFor(this.pods, () => (this.pods.get('default', name) === undefined ? true : undefined));
  }

  untilEvent(fits: (event: EventObject) => boolean): Promise<EventObject> {
    return this.watchFor(this.events, () => this.events.list().find(fits));
  }

  async delete(name: string, gracePeriodSeconds = 5): Promise<void> {
    await this.client.delete({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name }, { gracePeriodSeconds });
    await this.untilGone(name);
  }

  async logs(name: string, options: LogOptions = {}): Promise<string> {
    const pod = this.pods.get('default', name);
    const parts: Uint8Array[] = [];
    if (pod !== undefined) {
      for await (const part of this.kubelet.node.logs(pod, options, this.abort.signal)) {
        parts.push(part);
      }
    }
    return Buffer.concat(parts).toString('utf8');
  }

  async close(): Promise<void> {
    clearInterval(this.awake);
    this.abort.abort();
    await this.kubelet.drain({ graceMs: 500 });
    this.pods.close();
    this.events.close();
    await this.server.close();
    await rm(this.dir, { recursive: true, force: true });
    if (this.failures.length > 0) {
      throw new AggregateError(this.failures, 'the kubelet had failures');
    }
  }

  private watchFor<T extends KubeObject, Found>(informer: Informer<T>, find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found !== undefined) {
          stop();
          resolve(found);
        }
      };
      const stop = informer.onChange(() => queueMicrotask(look));
      this.abort.signal.addEventListener('abort', () => reject(new Error('the world was closed')));
      queueMicrotask(look);
    });
  }
}

export function isReady(status: PodStatus): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}
