import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ExistingLayer, LayerEntry } from '@juanie/oci';
import { z } from 'zod';
import { entriesOfFolder, folderInside, refuseEscape } from './entries.ts';
import { fault } from './messages.ts';
import { readPackage } from './package-json.ts';
import type { ServicePlan } from './service-plan.ts';
import { runScript } from './run-script.ts';
import type { Bench } from './workshop.ts';

const keyFile = '.juanie-key';

/** What the installed dependencies of a folder depend on: lockfile, platform, Node. */
export function dependencyKey(
  { job, environment }: Pick<Bench, 'job' | 'environment'>,
  { root, lockfile }: ServicePlan,
): string {
  const hash = createHash('sha256');
  const hooks = installHooks(readPackage(job.tree, root)?.scripts);
  const parts = ['2', process.platform, process.arch, process.versions.node, environment['npm_config_registry'] ?? ''];
  hash.update(JSON.stringify([...parts, hooks]));
  for (const file of [lockfile ?? '', join(root, 'package.json'), join(root, '.npmrc')]) {
    hash.update(job.tree.read(file) ?? '').update('\0');
  }
  if (hooks.length > 0) {
    // The application's own hooks may read anything that it has.
    hash.update(job.tree.idOf?.(root) ?? job.commit);
  }
  return hash.digest('hex').slice(0, 32);
}

function installHooks(scripts: Readonly<Record<string, string>> = {}): string[] {
  return ['preinstall', 'install', 'postinstall'].flatMap((name) => scripts[name] ?? []);
}

/** Installs what the lockfile says, unless exactly that is installed already. */
export async function installDependencies(bench: Bench, part: ServicePlan): Promise<void> {
  const { watcher, npm } = bench;
  const folder = join(bench.folder, part.root);
  const key = dependencyKey(bench, part);
  const marker = join(folder, 'node_modules', keyFile);
  if ((await readFile(marker, 'utf8').catch(() => '')) === key) {
    watcher.line('install', `${part.lockfile} has not changed: nothing to install`);
    return;
  }
  if (npm === undefined) {
    throw fault('BuildNpmMissing', { service: part.name });
  }
  await rm(join(folder, 'node_modules'), { recursive: true, force: true });
  const command = [process.execPath, npm.cli, 'ci', '--no-progress', '--prefer-offline', '--include=dev'];
  await runScript(bench, { service: part.name, step: 'install', shown: 'npm ci', command, folder: part.root });
  await mkdir(dirname(marker), { recursive: true });
  await writeFile(marker, key);
}

const HiddenLockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
      resolved: z.string().optional(),
    }),
  ),
});

/** What tools leave in `node_modules` for themselves. */
const caches = new Set(['.bin', '.cache', '.vite', '.vite-temp', '.package-lock.json', keyFile]);

export interface DependencyLayer {
  readonly entries: readonly LayerEntry[];
  /** The same for every build with the same key. */
  readonly isStable: boolean;
}

/** Installed packages without those that only development needs: what `npm prune --omit=dev` would leave. */
export async function dependencyEntries(bench: Bench, part: ServicePlan): Promise<DependencyLayer> {
  const folder = (await folderInside(bench.folder, part.root)) ?? bench.folder;
  const text = await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8').catch(() => '{"packages":{}}');
  const { packages } = HiddenLockfile.parse(JSON.parse(text));
  const kept = Object.entries(packages).filter(([path, { dev }]) => dev !== true && path.includes('node_modules/'));
  const entries: LayerEntry[] = [];
  for (const [path, { link, resolved }] of kept) {
    if (link === true) {
      const target = relative(dirname(path), resolved ?? '');
      refuseEscape(path, target);
      entries.push({ path: `app/${path}`, kind: 'symlink', target });
      continue;
    }
    const installed = await folderInside(folder, path);
    if (installed !== undefined) {
      const without = new Set(['node_modules']);
      entries.push(...(await entriesOfFolder(installed, `app/${path}`, { without, hold: 0 })));
    }
  }
  const made = await generatedEntries(folder);
  const programs = await programEntries(folder, new Set(kept.map(([path]) => path)));
  return { entries: [...entries, ...made, ...programs], isStable: made.length === 0 };
}

/** Hidden folders that packages generate for the application, as a database client does. */
async function generatedEntries(folder: string): Promise<LayerEntry[]> {
  const modules = join(folder, 'node_modules');
  const names = await readdir(modules, { withFileTypes: true }).catch(() => []);
  const found = names.filter((entry) => entry.name.startsWith('.') && entry.isDirectory() && !caches.has(entry.name));
  const lists = await Promise.all(
    found.map(({ name }) =>
      entriesOfFolder(join(modules, name), `app/node_modules/${name}`, { without: new Set(), hold: 0 }),
    ),
  );
  return lists.flat();
}

/** Links to the programs of packages that are kept. */
async function programEntries(folder: string, kept: ReadonlySet<string>): Promise<LayerEntry[]> {
  const bin = join(folder, 'node_modules/.bin');
  const entries: LayerEntry[] = [];
  const base = await realpath(folder);
  for (const { name } of await readdir(bin, { withFileTypes: true }).catch(() => [])) {
    const target = await realpath(join(bin, name)).catch(() => undefined);
    const owner = target === undefined ? undefined : ownerOf(relative(base, target).split(sep).join('/'));
    if (owner !== undefined && kept.has(owner)) {
      entries.push({ path: `app/node_modules/.bin/${name}`, kind: 'symlink', target: await readlink(join(bin, name)) });
    }
  }
  return entries;
}

/** `node_modules/@a/b/cli.js` -> `node_modules/@a/b` */
function ownerOf(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

/** Which stored layer belongs to a key. */
export interface LayerMemory {
  find(key: string): Promise<ExistingLayer | undefined>;
  keep(key: string, layer: ExistingLayer): Promise<void>;
  forget(key: string): Promise<void>;
}

const Stored = z.object({ digest: z.string(), diffId: z.string() });

export function layerMemory(folder: string): LayerMemory {
  const fileOf = (key: string) => join(folder, `${key}.json`);
  return {
    async find(key) {
      const text = await readFile(fileOf(key), 'utf8').catch(() => undefined);
      const read = text === undefined ? undefined : Stored.safeParse(JSON.parse(text));
      return read?.success === true ? read.data : undefined;
    },
    async keep(key, { digest, diffId }) {
      await mkdir(folder, { recursive: true });
      await writeFile(`${fileOf(key)}.new`, JSON.stringify({ digest, diffId }));
      await rename(`${fileOf(key)}.new`, fileOf(key));
    },
    forget: (key) => rm(fileOf(key), { force: true }),
  };
}
