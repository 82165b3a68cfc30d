import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a real tool: JUANIE_PEER_<NAME> or the first of that name on PATH; undefined when absent. */
export function findTool(name: string): string | undefined {
  const given = process.env[`JUANIE_PEER_${name.toUpperCase().replaceAll('-', '_')}`];
  const places = (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, name));
  return [...(given === undefined ? [] : [given]), ...places].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Answer {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

export function runTool(path: string, args: readonly string[]): Answer {
  const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 28 });
  return { ok: status === 0, out: stdout, err: stderr };
}
