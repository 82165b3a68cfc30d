import { existsSync, readFileSync } from 'node:fs';
import { lstat, mkdir, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { composeRoot, type Share } from '../image/compose.ts';
import type { Isolation } from './isolation.ts';

/** A folder or file of this machine that a container sees at a path of its own. */
export interface Mount {
  readonly source: string;
  /** Absolute, in the container. */
  readonly target: string;
  readonly readOnly: boolean;
}

export interface RootOrder {
  readonly root: string;
  readonly layers: readonly string[];
  readonly mounts: readonly Mount[];
  readonly isolation: Isolation;
  /** The program that runs JavaScript, and anything else that has to be visible. */
  readonly visible: readonly string[];
}

/** Lays out the root of a container. The answer: the mount table for the inside, in fstab's words. */
export async function layRoot({ root, layers, mounts, isolation, visible }: RootOrder): Promise<string> {
  const shares = await composeRoot(root, layers);
  await mkdir(join(root, 'tmp'), { recursive: true });
  if (isolation.kind === 'none') {
    await linkShares(root, shares);
    await linkMounts(root, mounts);
    return '';
  }
  const table = [line(root, root, 'rbind')];
  await layHost(root, table);
  await layDevices(root, table);
  await layProc(root, table, isolation.tools.isRoot);
  await mkdir(join(root, '.juanie-old'));
  const shown = visible.map((path) => ({ source: path, target: path, readOnly: true }));
  const shared = shares.map(({ path, source }) => ({ source, target: path, readOnly: true }));
  for (const mount of [...shown, ...shared, ...mounts].filter((one) => !isThereAnyway(one))) {
    await bind(table, { root, ...mount });
  }
  return `${table.join('\n')}\n`;
}

async function linkShares(root: string, shares: readonly Share[]): Promise<void> {
  for (const { path, source } of shares) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(source, join(root, path));
  }
}

async function linkMounts(root: string, mounts: readonly Mount[]): Promise<void> {
  for (const { source, target } of mounts) {
    const place = join(root, target);
    await refuseThroughLinks(root, target);
    await mkdir(dirname(place), { recursive: true });
    await rm(place, { recursive: true, force: true });
    await symlink(source, place);
  }
}

/** What lies behind a link is shared with other containers, or no part of this one. */
async function refuseThroughLinks(root: string, target: string): Promise<void> {
  const parts = target.split('/').filter(Boolean).slice(0, -1);
  for (const length of parts.keys()) {
    const folder = parts.slice(0, length + 1).join('/');
    const found = await lstat(join(root, folder)).catch(() => undefined);
    if (found?.isSymbolicLink() === true) {
      throw new Error(`nothing can be put at ${target}: /${folder} is shared with other containers`);
    }
  }
}

/** Of this machine's own root only what programs need to start: never homes, `/var`, `/mnt` or `/srv`. */
const hostFolders = new Set(['usr', 'etc', 'bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32', 'nix', 'gnu']);

async function layHost(root: string, table: string[]): Promise<void> {
  const entries = await readdir('/', { withFileTypes: true });
  for (const entry of entries.filter(({ name }) => hostFolders.has(name))) {
    if (entry.isSymbolicLink()) {
      await symlink(await readlink(`/${entry.name}`), join(root, entry.name)).catch(ignoreExisting);
    } else {
      await bind(table, { root, source: `/${entry.name}`, target: entry.name, readOnly: true });
    }
  }
  const resolver = '/run/systemd/resolve';
  if ((await stat(resolver).catch(() => undefined)) !== undefined) {
    await bind(table, { root, source: resolver, target: resolver, readOnly: true });
  }
}

function isThereAnyway({ source, target, readOnly }: Mount): boolean {
  return readOnly && source === target && hostFolders.has(source.split('/')[1] ?? '');
}

async function layDevices(root: string, table: string[]): Promise<void> {
  await mkdir(join(root, 'dev/shm'), { recursive: true });
  for (const name of ['null', 'zero', 'full', 'random', 'urandom', 'tty']) {
    await bind(table, { root, source: `/dev/${name}`, target: `dev/${name}`, readOnly: false });
  }
  const links = { fd: '/proc/self/fd', stdin: '/proc/self/fd/0', stdout: '/proc/self/fd/1', stderr: '/proc/self/fd/2' };
  for (const [name, target] of Object.entries(links)) {
    await symlink(target, join(root, 'dev', name)).catch(ignoreExisting);
  }
  table.push(`tmpfs ${escape(join(root, 'dev/shm'))} tmpfs mode=1777,nosuid,nodev,size=64m 0 0`);
}

/** Root inside is root of this machine: it must not set kernel parameters, nor read the passwords of others. */
async function layProc(root: string, table: string[], isRoot: boolean): Promise<void> {
  await mkdir(join(root, 'proc'), { recursive: true });
  table.push(`proc ${escape(join(root, 'proc'))} proc nosuid,nodev,noexec 0 0`);
  if (isRoot) {
    table.push(line(join(root, 'proc/sys'), join(root, 'proc/sys'), 'bind,ro'));
    for (const path of ['proc/sysrq-trigger', 'etc/shadow', 'etc/gshadow'].filter((name) => existsSync(`/${name}`))) {
      table.push(line('/dev/null', join(root, path), 'bind'));
    }
  }
}

interface Binding extends Mount {
  readonly root: string;
}

/** A place to mount on, made where it is missing, and its line. */
async function bind(table: string[], { root, source, target, readOnly }: Binding): Promise<void> {
  const place = join(root, target);
  const found = await stat(source);
  const there = await lstat(place).catch(() => undefined);
  if (there === undefined) {
    await mkdir(found.isDirectory() ? place : dirname(place), { recursive: true });
    if (!found.isDirectory()) {
      await writeFile(place, '');
    }
  }
  table.push(line(source, place, readOnly ? ['rbind,ro', ...lockedFlags(source)].join(',') : 'rbind'));
}

/**
 * What the file system of a path is mounted with and must stay: an ordinary user may not take such a flag away, and
 * mounting again without it would.
 */
function lockedFlags(path: string): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const found = mounts
    .map((text) => text.split(' '))
    .filter((fields) => isAtOrBelow(path, unescape(fields[4] ?? '')))
    .sort((a, b) => (a[4]?.length ?? 0) - (b[4]?.length ?? 0))
    .at(-1);
  return (found?.[5] ?? '').split(',').filter((flag) => ['nosuid', 'nodev', 'noexec'].includes(flag));
}

function isAtOrBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function line(source: string, target: string, options: string): string {
  return `${escape(source)} ${escape(target)} none ${options} 0 0`;
}

/** fstab's escapes: blanks, tabs, line ends, backslashes and `#`. */
function escape(path: string): string {
  return path.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

function ignoreExisting(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== 'EEXIST') {
    throw thrown;
  }
}

/** Whether a path of the container lies in its working directory, where a link does without mounting. */
export function isBelow(path: string, folder: string): boolean {
  const relative = posix.relative(folder, path);
  return relative !== '' && !relative.startsWith('..');
}
