import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Build } from './side-by-side.ts';

/** One build that kustomize's own krusty tests do. */
export interface KrustyCase extends Build {
  readonly name: string;
}

/** The api module that belongs to kustomize 5.8.1. */
const apiVersion = 'v0.21.1';
const cache = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'juanie',
  'conformance',
  `krusty-${apiVersion}`,
);

/**
 * The builds of upstream's suite, taken while it runs: its tests write their files in memory, so a copy
 * of the module is made outside of the repository, told to leave every build's files behind, and run
 * once. Kept between runs. Undefined without Go or without the module's source.
 */
export function krustyCases(): KrustyCase[] | undefined {
  const dump = join(cache, 'dump');
  if (!existsSync(join(cache, 'done')) && !prepare(dump)) {
    return undefined;
  }
  return readdirSync(dump)
    .filter((name) => existsSync(join(dump, name, 'files')))
    .map((name) => {
      const meta = JSON.parse(readFileSync(join(dump, name, 'case.json'), 'utf8')) as Record<string, string | boolean>;
      const flags = [
        ...(String(meta.restrictions).includes('None') ? ['--load-restrictor=LoadRestrictionsNone'] : []),
        ...(meta.reorder === 'legacy' ? [] : ['--reorder=none']),
        ...(meta.managedBy === true ? ['--enable-managedby-label'] : []),
      ];
      return { name, root: join(dump, name, 'files'), dir: String(meta.dir), flags };
    });
}

/** `JUANIE_KUSTOMIZE_SOURCE` (a checkout's `api` folder), or what `go install` has left in the module cache. */
function findSource(): string | undefined {
  const given = process.env.JUANIE_KUSTOMIZE_SOURCE;
  const modules = spawnSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' });
  const cached = join((modules.stdout ?? '').trim(), 'sigs.k8s.io', 'kustomize', `api@${apiVersion}`);
  return [given, cached].find((path) => path !== undefined && existsSync(join(path, 'krusty')));
}

function prepare(dump: string): boolean {
  const source = findSource();
  if (source === undefined) {
    return false;
  }
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const copy = join(cache, 'api');
  cpSync(source, copy, { recursive: true });
  makeWritable(copy);
  writeFileSync(join(copy, 'krusty', 'dump.go'), readFileSync(join(import.meta.dirname, 'krusty-dump.go.txt')));
  const file = join(copy, 'krusty', 'kustomizer.go');
  const mark = '\tresmapFactory := resmap.NewFactory(';
  writeFileSync(file, readFileSync(file, 'utf8').replace(mark, `\tdumpCase(fSys, path, b.options)\n${mark}`));
  // Tests that need plugins or the network fail; their builds are taken all the same.
  const env = { ...process.env, KRUSTY_DUMP: dump };
  spawnSync('go', ['test', './krusty'], { cwd: copy, env, timeout: 600_000, encoding: 'utf8' });
  const isDone = existsSync(dump) && readdirSync(dump).length > 100;
  if (isDone) {
    writeFileSync(join(cache, 'done'), '');
  }
  return isDone;
}

/** Files of the module cache may not be written to. */
function makeWritable(dir: string): void {
  chmodSync(dir, 0o755);
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      makeWritable(path);
    } else {
      chmodSync(path, 0o644);
    }
  }
}
