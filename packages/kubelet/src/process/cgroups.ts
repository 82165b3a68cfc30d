import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Limits that the kernel keeps: control groups of version 2, where this user may make some. A run that could not be
 * moved into its group goes on without; memory is looked at in any case.
 */
export interface Cgroups {
  /** A group for a run, with its limits; undefined when it could not be made. */
  ensure(name: string, limits: CgroupLimits): Promise<string | undefined>;
  /** Whether the kernel ended something in the group for its memory. */
  ranOutOfMemory(group: string): Promise<boolean>;
  remove(group: string): Promise<void>;
}

export interface CgroupLimits {
  readonly memoryBytes?: number;
  /** In processors: 0.5 is half of one. */
  readonly cpu?: number;
}

const periodMicroseconds = 100_000;

/**
 * Finds out whether groups can be made beside this server's own one: a group that hands controllers down may have no
 * processes of its own, and nobody's processes are moved. Undefined: there is no version 2 here, or it belongs to
 * somebody else.
 */
export async function openCgroups(mount = '/sys/fs/cgroup', self = '/proc/self/cgroup'): Promise<Cgroups | undefined> {
  try {
    const own = /^0::(.*)$/m.exec(await readFile(self, 'utf8'))?.[1] ?? '/';
    const parent = join(mount, dirname(own));
    const handedDown = await readFile(join(parent, 'cgroup.subtree_control'), 'utf8');
    if (!handedDown.split(/\s/).includes('memory')) {
      return undefined;
    }
    const folder = join(parent, 'juanie-pods');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'cgroup.subtree_control'), '+memory');
    await writeFile(join(folder, 'cgroup.subtree_control'), '+cpu').catch(() => undefined);
    return groupsBelow(folder);
  } catch {
    return undefined;
  }
}

function groupsBelow(folder: string): Cgroups {
  return {
    async ensure(name, { memoryBytes, cpu }) {
      const group = join(folder, name.replaceAll('/', '_'));
      try {
        await mkdir(group, { recursive: true });
        if (memoryBytes !== undefined) {
          await writeFile(join(group, 'memory.max'), String(Math.floor(memoryBytes)));
          await writeFile(join(group, 'memory.swap.max'), '0').catch(() => undefined);
          // As kubelet since 1.28: one process over the limit ends the container.
          await writeFile(join(group, 'memory.oom.group'), '1').catch(() => undefined);
        }
        if (cpu !== undefined) {
          const quota = Math.max(1000, Math.round(cpu * periodMicroseconds));
          await writeFile(join(group, 'cpu.max'), `${quota} ${periodMicroseconds}`).catch(() => undefined);
        }
        return group;
      } catch {
        return undefined;
      }
    },
    async ranOutOfMemory(group) {
      const events = await readFile(join(group, 'memory.events'), 'utf8').catch(() => '');
      return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0) > 0;
    },
    async remove(group) {
      for (const inner of await readdir(group, { withFileTypes: true }).catch(() => [])) {
        if (inner.isDirectory()) {
          await rmdir(join(group, inner.name)).catch(() => undefined);
        }
      }
      await rmdir(group).catch(() => undefined);
    },
  };
}
