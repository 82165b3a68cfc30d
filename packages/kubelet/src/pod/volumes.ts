import { chmod, mkdir, readlink, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, posix } from 'node:path';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Mount } from '../process/root.ts';
import { isBelow } from '../process/root.ts';
import { fieldValue, resourceValue } from './downward.ts';
import { expand } from './environment.ts';
import type { Container, DownwardFile, KeyToPath, Pod, Volume, VolumeMount, VolumeProjection } from './pod.ts';
import { readConfig } from './references.ts';

/** Why a volume cannot be given to a container. */
export class MountProblem extends Error {
  readonly reason: 'ContainerCreating' | 'CreateContainerError';

  constructor(reason: MountProblem['reason'], text: string) {
    super(text);
    this.reason = reason;
  }

  /** In a kubelet's words, for the events of what may still come. */
  of({ name }: Volume): MountProblem {
    const isWaiting = this.reason === 'ContainerCreating';
    return isWaiting
      ? new MountProblem(this.reason, `MountVolume.SetUp failed for volume "${name}" : ${this.message}`)
      : this;
  }
}

/** The volumes of one pod: made when a container first asks, gone with the pod. */
export interface PodVolumes {
  mountsOf(container: Container, at: MountPlace): Promise<Mount[]>;
  /** Writes the files of ConfigMaps, Secrets and the pod's own fields anew, where they have been made before. */
  refresh(): Promise<void>;
}

export interface MountPlace {
  readonly workingDir: string;
  /** For `subPathExpr`. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface PodVolumesOptions {
  readonly client: KubeClient;
  readonly pod: Pod;
  /** Of this pod. */
  readonly folder: string;
  /** Where persistent volumes may lie. */
  readonly volumesFolder: string;
  /** Absolute paths can be given. */
  readonly canMount: boolean;
  readonly size: { readonly cpu: number; readonly memory: number };
}

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

export function openPodVolumes(options: PodVolumesOptions): PodVolumes {
  const { pod, canMount } = options;

  async function mountOf(mount: VolumeMount, { workingDir, environment }: MountPlace): Promise<Mount | undefined> {
    const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
    if (volume === undefined) {
      throw new MountProblem(
        'CreateContainerError',
        `volume "${mount.name}" of the container is not a volume of the pod`,
      );
    }
    // Nothing here can reach the API with such a token; upstream gives every container one.
    if (posix.normalize(mount.mountPath) === tokenPath) {
      return undefined;
    }
    if (!canMount && !isBelow(mount.mountPath, workingDir)) {
      throw new MountProblem(
        'CreateContainerError',
        `volume "${mount.name}" cannot be mounted at ${mount.mountPath}: without namespaces this machine can give a container volumes only below its working directory ${workingDir}`,
      );
    }
    const folder = await ensureVolume(options, volume).catch((thrown: unknown) => {
      throw thrown instanceof MountProblem ? thrown.of(volume) : thrown;
    });
    const subPath =
      mount.subPath ?? (mount.subPathExpr === undefined ? undefined : expand(mount.subPathExpr, environment));
    const source = subPath === undefined || subPath === '' ? folder : await subFolder(folder, subPath, volume);
    return { source, target: posix.normalize(mount.mountPath), readOnly: mount.readOnly === true };
  }

  return {
    async mountsOf(container, place) {
      const mounts: Mount[] = [];
      for (const mount of container.volumeMounts ?? []) {
        const made = await mountOf(mount, place);
        if (made !== undefined) {
          mounts.push(made);
        }
      }
      // What lies higher is mounted first, or it would hide the rest.
      return mounts.sort((a, b) => a.target.length - b.target.length);
    },
    async refresh() {
      for (const volume of (pod.spec.volumes ?? []).filter(isConfiguration)) {
        const made = await stat(join(options.folder, volume.name)).catch(() => undefined);
        await (made === undefined ? undefined : ensureVolume(options, volume));
      }
    },
  };
}

function isConfiguration(volume: Volume): boolean {
  return volume.configMap !== undefined || volume.secret !== undefined || volume.projected !== undefined;
}

async function subFolder(folder: string, subPath: string, volume: Volume): Promise<string> {
  if (posix.isAbsolute(subPath) || subPath.split('/').includes('..')) {
    throw new MountProblem('CreateContainerError', `subPath "${subPath}" must stay in the volume "${volume.name}"`);
  }
  const path = join(folder, subPath);
  if (isWritable(volume)) {
    await mkdir(path, { recursive: true });
  }
  // Who writes to the volume may have put a link there that leads out of it.
  const [inside, real] = await Promise.all([realpath(folder), realpath(path).catch(() => '')]);
  if (!`${real}/`.startsWith(`${inside}/`)) {
    throw new MountProblem('CreateContainerError', `subPath "${subPath}" must stay in the volume "${volume.name}"`);
  }
  return real;
}

function isWritable(volume: Volume): boolean {
  return volume.emptyDir !== undefined || volume.persistentVolumeClaim !== undefined;
}

async function ensureVolume(options: PodVolumesOptions, volume: Volume): Promise<string> {
  const { pod } = options;
  const folder = join(options.folder, volume.name);
  const { configMap, secret, downwardAPI, projected, persistentVolumeClaim } = volume;
  if (persistentVolumeClaim !== undefined) {
    return claimedFolder(options, persistentVolumeClaim.claimName);
  }
  if (configMap !== undefined) {
    await writeFiles(folder, await gather(options, { configMap }), configMap.defaultMode);
  } else if (secret !== undefined) {
    const { secretName, ...rest } = secret;
    const named = secretName === undefined ? rest : { ...rest, name: secretName };
    await writeFiles(folder, await gather(options, { secret: named }), secret.defaultMode);
  } else if (downwardAPI !== undefined) {
    await writeFiles(folder, await gather(options, { downwardAPI }), downwardAPI.defaultMode);
  } else if (projected !== undefined) {
    const parts: File[] = [];
    for (const source of projected.sources ?? []) {
      parts.push(...(await gather(options, source)));
    }
    await writeFiles(folder, parts, projected.defaultMode);
  } else if (volume.emptyDir !== undefined || Object.keys(volume).length === 1) {
    await mkdir(folder, { recursive: true, mode: 0o777 });
  } else {
    const kind = Object.keys(volume).find((key) => key !== 'name') ?? '';
    throw new MountProblem(
      'CreateContainerError',
      `volume "${volume.name}" of pod ${pod.metadata.name} is of the kind ${kind}, which this runtime does not have`,
    );
  }
  return folder;
}

interface File {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode?: number;
}

async function gather(options: PodVolumesOptions, source: VolumeProjection): Promise<File[]> {
  const { pod, size } = options;
  if (source.configMap !== undefined) {
    return keysOf(options, 'ConfigMap', source.configMap);
  }
  if (source.secret !== undefined) {
    return keysOf(options, 'Secret', source.secret);
  }
  return (source.downwardAPI?.items ?? []).map((item) => downwardFile(pod, item, size));
}

function downwardFile(pod: Pod, item: DownwardFile, node: PodVolumesOptions['size']): File {
  const container = pod.spec.containers[0];
  const text =
    item.fieldRef !== undefined
      ? fieldValue(pod, item.fieldRef.fieldPath)
      : item.resourceFieldRef === undefined || container === undefined
        ? ''
        : resourceValue(pod, container, { ...item.resourceFieldRef, node });
  return { path: item.path, content: Buffer.from(text), ...(item.mode === undefined ? {} : { mode: item.mode }) };
}

interface KeySelection {
  readonly name?: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

async function keysOf(options: PodVolumesOptions, kind: 'ConfigMap' | 'Secret', from: KeySelection): Promise<File[]> {
  const { namespace = '' } = options.pod.metadata;
  const { name = '', items, optional } = from;
  const found = await readConfig(options.client, { kind, namespace, name });
  if (found === undefined && optional !== true) {
    // Upstream keeps the pod in ContainerCreating and says why in an event.
    throw new MountProblem('ContainerCreating', `${kind.toLowerCase()} "${name}" not found`);
  }
  const keys = found ?? new Map<string, Buffer>();
  if (items === undefined) {
    return [...keys].map(([path, content]) => ({ path, content }));
  }
  return items.flatMap(({ key, path, mode }) => {
    const content = keys.get(key);
    if (content === undefined && optional !== true) {
      throw new MountProblem('ContainerCreating', `references non-existent ${kind.toLowerCase()} key: ${key}`);
    }
    return content === undefined ? [] : [{ path, content, ...(mode === undefined ? {} : { mode }) }];
  });
}

/** atomic_writer.go: files in a dated folder, `..data` points at it and is exchanged by rename. */
async function writeFiles(folder: string, files: readonly File[], defaultMode = 0o644): Promise<void> {
  const name = `..${new Date().toISOString().replaceAll(/[:-]/g, '_')}.${randomUUID().slice(0, 8)}`;
  const dated = join(folder, name);
  await mkdir(dated, { recursive: true });
  for (const { path, content, mode } of files) {
    if (posix.isAbsolute(path) || path.split('/').includes('..')) {
      throw new MountProblem('CreateContainerError', `the path ${path} must stay in its volume`);
    }
    const full = join(dated, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content);
    await chmod(full, mode ?? defaultMode);
  }
  const before = await readlink(join(folder, '..data')).catch(() => undefined);
  const half = join(folder, '..data_tmp');
  await rm(half, { force: true });
  await symlink(name, half);
  await rename(half, join(folder, '..data'));
  await (before === undefined ? undefined : rm(join(folder, before), { recursive: true, force: true }));
  for (const top of new Set(files.map(({ path }) => path.split('/')[0] ?? ''))) {
    await symlink(`..data/${top}`, join(folder, top)).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') {
        throw thrown;
      }
    });
  }
}

interface Claim extends KubeObject {
  spec?: { volumeName?: string };
}

interface PersistentVolume extends KubeObject {
  spec?: { hostPath?: { path?: string }; local?: { path?: string } };
}

/** The folder that the claim's volume names, which must be one of ours. */
async function claimedFolder({ client, pod, volumesFolder }: PodVolumesOptions, name: string): Promise<string> {
  const { namespace = '' } = pod.metadata;
  const claim = await client.find<Claim>({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name });
  const volumeName = claim?.spec?.volumeName;
  if (claim === undefined || volumeName === undefined) {
    const why =
      claim === undefined
        ? `persistentvolumeclaim "${name}" not found`
        : `persistentvolumeclaim "${name}" is not bound yet`;
    throw new MountProblem('ContainerCreating', why);
  }
  const volume = await client.find<PersistentVolume>({ apiVersion: 'v1', kind: 'PersistentVolume', name: volumeName });
  const path = volume?.spec?.hostPath?.path ?? volume?.spec?.local?.path;
  if (path === undefined || !`${posix.normalize(path)}/`.startsWith(`${posix.normalize(volumesFolder)}/`)) {
    throw new MountProblem(
      'CreateContainerError',
      `persistentvolume "${volumeName}" is not a folder below ${volumesFolder}`,
    );
  }
  await mkdir(path, { recursive: true });
  return path;
}
