import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { baseLabel, hostBase } from '@juanie/kubelet';
import { tarLayer, type ImageToPush, type LayerEntry, type LayerToPush } from '@juanie/oci';
import { dependencyEntries, dependencyKey, layerMemory } from './dependencies.ts';
import { entriesOfFolder, entriesOfTree, folderInside } from './entries.ts';
import { fault } from './messages.ts';
import { fileServerName } from './plan-static.ts';
import type { ServicePlan } from './service-plan.ts';
import { contentTypeOf, staticServer } from './static-server.ts';
import { join as joinPath } from './tree.ts';
import type { Bench } from './workshop.ts';

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Makes and stores the image of one service; the answer is its name by digest. */
export async function buildServiceImage(bench: Bench, part: ServicePlan): Promise<string> {
  const { options, job, watcher } = bench;
  const repository = `${job.project}/${part.name}`;
  const layers = part.preset === 'static' ? await staticLayers(bench, part) : await nodeLayers(bench, part);
  const digest = await push(bench, { repository, tag: `sha-${job.commit}`, layers, config: configOf(bench, part) });
  const image = `${options.registryHost ?? 'registry.juanie.internal'}/${repository}@${digest}`;
  watcher.line('image', image);
  return image;
}

interface BuiltLayers {
  readonly dependencies?: {
    readonly key: string;
    readonly content: () => Promise<readonly LayerEntry[]>;
    readonly stable: boolean;
  };
  readonly entries: readonly (readonly LayerEntry[])[];
}

/** An unchanged layer of dependencies is named, not read again; when the registry has lost it, it is made again. */
async function push(
  { options, job }: Bench,
  image: Omit<ImageToPush, 'layers'> & { readonly layers: BuiltLayers },
): Promise<string> {
  const { dependencies, entries } = image.layers;
  const memory = layerMemory(join(options.folders.cache, 'layers', job.project));
  const own = () => entries.map((list): LayerToPush => ({ content: tarLayer(list) }));
  const known = dependencies?.stable === true ? await memory.find(dependencies.key) : undefined;
  if (dependencies !== undefined && known !== undefined) {
    try {
      return (await options.registry.pushImage({ ...image, layers: [{ content: known }, ...own()] })).digest;
    } catch {
      await memory.forget(dependencies.key);
    }
  }
  const first = dependencies === undefined ? [] : [{ content: tarLayer(await dependencies.content()) }];
  const pushed = await options.registry.pushImage({ ...image, layers: [...first, ...own()] });
  const layer = pushed.layers[0];
  if (dependencies?.stable === true && layer !== undefined) {
    await memory.keep(dependencies.key, { digest: layer.digest, diffId: layer.diffId });
  }
  return pushed.digest;
}

function configOf({ options, job }: Bench, part: ServicePlan): ImageToPush['config'] {
  const created = job.commitTime.toISOString();
  const inside = posix.relative(part.root, part.context);
  return {
    created,
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config: {
      Env: ['NODE_ENV=production'],
      Cmd: [...part.command],
      WorkingDir: part.preset === 'static' ? '/app' : posix.join('/app', inside),
      Labels: {
        [baseLabel]: hostBase,
        'org.opencontainers.image.source': `${options.gitUrl ?? 'http://git.juanie.internal'}/${job.repository.name}.git`,
        'org.opencontainers.image.revision': job.commit,
        'org.opencontainers.image.created': created,
      },
    },
  };
}

/** Dependencies below, shared by many releases; the application above. */
async function nodeLayers(bench: Bench, part: ServicePlan): Promise<BuiltLayers> {
  const fromTree = part.scripts.length === 0 && part.lockfile === undefined;
  const application = fromTree
    ? entriesOfTree(bench.job.tree, part.root, 'app')
    : await entriesOfFolder((await folderInside(bench.folder, part.root)) ?? bench.folder, 'app');
  if (part.lockfile === undefined) {
    return { entries: [application] };
  }
  const found = await dependencyEntries(bench, part);
  return {
    entries: [application],
    ...(found.entries.length === 0
      ? {}
      : {
          dependencies: { key: dependencyKey(bench, part), content: async () => found.entries, stable: found.isStable },
        }),
  };
}

/** The files below, shared; above them the file server and what it knows of them. */
async function staticLayers(bench: Bench, part: ServicePlan): Promise<BuiltLayers> {
  const site = await siteEntries(bench, part);
  const files: Record<string, readonly [number, string, string]> = {};
  for (const entry of site.filter(({ kind }) => kind === 'file')) {
    const path = entry.path.slice('app/site'.length);
    const isHidden = path.split('/').some((name) => name.startsWith('.') && name !== '.well-known');
    if (entry.kind === 'file' && !isHidden) {
      files[path] = [await sizeOf(entry), `"${await hashOf(entry)}"`, contentTypeOf(path)];
    }
  }
  const fallback = part.fallback === undefined ? null : `/${part.fallback.replace(/^\.?\//, '')}`;
  if (fallback !== null && files[fallback] === undefined) {
    throw fault('BuildOutputMissing', { service: part.name, looked: fallback });
  }
  const server: LayerEntry[] = [
    { path: `app/${fileServerName}`, kind: 'file', content: Buffer.from(staticServer) },
    { path: 'app/site.json', kind: 'file', content: Buffer.from(JSON.stringify({ fallback, files })) },
  ];
  return { entries: [site, server] };
}

async function siteEntries(bench: Bench, part: ServicePlan): Promise<LayerEntry[]> {
  const { tree } = bench.job;
  const isBuilt = part.scripts.length > 0;
  for (const output of part.outputs) {
    const folder = joinPath(part.context, output);
    if (!isBuilt && tree.kindOf(folder) === 'directory') {
      return entriesOfTree(tree, folder, 'app/site');
    }
    const made = isBuilt ? await folderInside(bench.folder, folder) : undefined;
    if (made !== undefined && existsSync(join(made, 'index.html'))) {
      return entriesOfFolder(made, 'app/site');
    }
  }
  throw fault('BuildOutputMissing', { service: part.name, looked: part.outputs.join(', ') });
}

type FileEntry = Extract<LayerEntry, { kind: 'file' }>;

async function sizeOf({ content }: FileEntry): Promise<number> {
  return content instanceof Uint8Array ? content.length : content.size;
}

async function hashOf({ content }: FileEntry): Promise<string> {
  const hash = createHash('sha256');
  if (content instanceof Uint8Array) {
    hash.update(content);
  } else {
    for await (const part of createReadStream(content.file)) {
      hash.update(part as Buffer);
    }
  }
  return hash.digest('base64url').slice(0, 22);
}
