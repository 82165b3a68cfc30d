import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';

/*
 * The two programs that stand between this server and an application. They are POSIX sh, fixed, and get everything
 * as arguments and files. They outlive the server: what happened is in the run's directory when it comes back.
 *
 *   claim        made first, exclusively: a run that another server has given up does not start late
 *   supervisor   /proc/self/stat of the supervisor: its pid and start time
 *   started      the same of the application
 *   environment  assignments for the application alone, read after everything else is set up
 *   exit         the exit status, renamed into place
 */

/** Arguments: directory of the run, log, working directory, cgroup or '', then the command. */
const supervisor = `
dir=$1 log=$2 cwd=$3 cgroup=$4
shift 4
umask 022
set -C
: >"$dir/claim" || exit 125
set +C
read -r self </proc/self/stat && printf '%s\\n' "$self" >"$dir/supervisor"
trap '' HUP INT TERM
(
  trap - HUP INT TERM
  [ -z "$cgroup" ] || { echo 0 >"$cgroup/cgroup.procs"; } 2>/dev/null
  if [ -e "$dir/inside" ]; then
    exec "$@"
  fi
  exec 9<"$dir/environment"
  read -r self </proc/self/stat && printf '%s\\n' "$self" >"$dir/started"
  cd -- "$cwd" || exit 126
  . /proc/self/fd/9
  exec 9<&-
  exec "$@"
  exit 126
) </dev/null >>"$log" 2>&1
code=$?
printf '%s\\n' "$code" >"$dir/exit.new"
mv -f "$dir/exit.new" "$dir/exit"
`;

/**
 * Process 1 of a container's own namespaces: mounts, changes the root, starts the application and waits.
 * Arguments: directory of the run, root, working directory, mount, pivot_root, umount, then the command.
 */
const inside = `
dir=$1 root=$2 cwd=$3 mount=$4 pivot=$5 umount=$6
shift 6
umask 022
trap '' HUP INT TERM
(
  trap - HUP INT TERM
  exec 9<"$dir/environment"
  read -r self </proc/self/stat && printf '%s\\n' "$self" >"$dir/started"
  "$mount" -a -T "$dir/mounts" && cd -- "$root" && "$pivot" . .juanie-old || { : >"$dir/unmounted"; exit 125; }
  "$umount" -l /.juanie-old && cd -- "$cwd" || exit 125
  . /proc/self/fd/9
  exec 9<&-
  exec "$@"
  exit 126
)
exit $?
`;

export interface Scripts {
  readonly supervisor: string;
  readonly inside: string;
}

/** Writes the programs under names that hold their content, so that a running one is never changed. */
export async function ensureScripts(folder: string): Promise<Scripts> {
  await mkdir(folder, { recursive: true });
  return {
    supervisor: await ensureScript(folder, 'supervisor', supervisor),
    inside: await ensureScript(folder, 'inside', inside),
  };
}

async function ensureScript(folder: string, name: string, text: string): Promise<string> {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const path = join(folder, `${name}-${hash}.sh`);
  const half = `${path}.${randomUUID()}`;
  await writeFile(half, text, { mode: 0o644 });
  await rename(half, path);
  return path;
}

/** Shells keep these to themselves; an assignment would end them. */
const ofTheShell = new Set(['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'PPID', 'SHELLOPTS', 'UID', 'IFS']);
const shellName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name that the supervisor can hand on. */
export function isEnvironmentName(name: string): boolean {
  return shellName.test(name) && !ofTheShell.has(name);
}

/** Assignments for sh: nothing in a value is read by the shell. */
export function environmentScript(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .filter(([name, value]) => isEnvironmentName(name) && !value.includes('\0'))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
}
