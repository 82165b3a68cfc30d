import { spawnSync } from 'node:child_process';
import { findTool, runTool } from '../../test/goldens/tool.ts';

const tool = findTool('kustomize');

export const kustomize =
  tool === undefined ? undefined : { path: tool, version: runTool(tool, ['version']).out.trim() };

/** What the command prints for a folder. */
export function peerText(path: string, dir: string): string {
  const { ok, out, err } = runTool(path, ['build', dir]);
  if (!ok) {
    throw new Error(err);
  }
  return out;
}

/** CPU milliseconds (user and system) of one run of the command. */
export function peerCpu(path: string, dir: string): number {
  const script = 'TIMEFORMAT="%U %S"; time "$0" build "$1" > /dev/null';
  const { stderr } = spawnSync('bash', ['-c', script, path, dir], { encoding: 'utf8', timeout: 900_000 });
  const [user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return (user + system) * 1000;
}

/** CPU milliseconds of something in this process. */
export function ownCpu(action: () => unknown): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
