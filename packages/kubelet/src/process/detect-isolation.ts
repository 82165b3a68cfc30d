import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { message } from '../faults.ts';
import { dropArguments, unshareArguments, type Isolation, type IsolationTools } from './isolation.ts';
import { layRoot } from './root.ts';
import { ensureScripts } from './supervisor.ts';

const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** Tries once what every container will need: namespaces, mounts, a new root. */
export async function detectIsolation(): Promise<Isolation> {
  const tools: Record<string, string> = {};
  for (const tool of ['unshare', 'mount', 'umount', 'pivot_root', 'setpriv', 'nsenter']) {
    const path = await findTool(tool);
    if (path === undefined) {
      return { kind: 'none', why: message('IsolationToolMissing', { tool }) };
    }
    tools[tool] = path;
  }
  const { unshare = '', mount = '', umount = '', setpriv = '', nsenter = '' } = tools;
  const pivotRoot = tools['pivot_root'] ?? '';
  const found: IsolationTools = {
    unshare,
    mount,
    umount,
    pivotRoot,
    setpriv,
    nsenter,
    isRoot: process.getuid?.() === 0,
  };
  const why = await tryOut(found);
  return why === undefined
    ? { kind: 'namespaces', why: message('IsolationNamespaces'), tools: found }
    : { kind: 'none', why: message('IsolationUnavailable', { why }) };
}

async function findTool(name: string): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) {
      return path;
    }
  }
  return undefined;
}

async function tryOut(tools: IsolationTools): Promise<string | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-isolation-'));
  try {
    const root = join(dir, 'root');
    const isolation: Isolation = { kind: 'namespaces', why: message('IsolationNamespaces'), tools };
    const mounts = await layRoot({ root, layers: [], mounts: [], isolation, visible: [process.execPath] });
    await writeFile(join(dir, 'mounts'), mounts);
    await writeFile(join(dir, 'environment'), '');
    const { inside } = await ensureScripts(dir);
    const paths = [dir, root, '/', tools.mount, tools.pivotRoot, tools.umount];
    const command = [...dropArguments(tools), process.execPath, '--version'];
    return await run(tools.unshare, [...unshareArguments(tools), '/bin/sh', inside, ...paths, ...command]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function run(file: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: 5000, killSignal: 'SIGKILL', env: { PATH: folders.join(':') } } as const;
    execFile(file, args, options, (error, _stdout, stderr) => {
      resolve(error === null ? undefined : stderr.trim().split('\n')[0]?.slice(0, 200) || error.message.slice(0, 200));
    });
  });
}
