import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Builder, BuildResult } from '../core/builder.ts';
import { installDependencies } from './dependencies.ts';
import { exportTree } from './export-tree.ts';
import { buildServiceImage } from './image.ts';
import { findNpm, networkEnvironment, readNpmSettings } from './npm.ts';
import { planBuild } from './plan.ts';
import { runScript } from './run-script.ts';
import type { ServicePlan } from './service-plan.ts';
import { defaultBuildLimits, markOf, npmCacheOf, type Bench, type BuilderOptions } from './workshop.ts';

/** Builds on this machine: in a sandbox, one folder for each build at work, dependencies kept for the next one. */
export function openBuilder(options: BuilderOptions): Builder {
  const busy = new Set<string>();

  /** The lowest folder of the project that no other build uses: what is installed there is found again. */
  function takeFolder(project: string): string {
    for (let slot = 0; ; slot += 1) {
      const folder = join(options.folders.work, project, String(slot));
      if (!busy.has(folder)) {
        busy.add(folder);
        return folder;
      }
    }
  }

  /** Asked once: npm takes its time to say how it is set up. */
  let asked: Promise<Tools> | undefined;
  const tools = () => (asked ??= readTools(options));

  return {
    plan: ({ tree }) => planBuild(tree),
    async run(job, watcher, signal) {
      const { parts } = planBuild(job.tree);
      const needsDisk = parts.some(({ scripts, lockfile }) => scripts.length > 0 || lockfile !== undefined);
      const folder = takeFolder(job.project);
      const bench: Bench = {
        options,
        job,
        watcher,
        signal,
        folder,
        mark: markOf(job),
        limits: options.limits ?? defaultBuildLimits,
        ...(needsDisk ? await tools() : { npm: undefined, environment: {} }),
      };
      try {
        if (needsDisk) {
          await mkdir(npmCacheOf(bench), { recursive: true });
          await exportTree(job.tree, folder);
        }
        return await runSteps(bench, parts);
      } finally {
        busy.delete(folder);
      }
    },
    async sweep(job) {
      options.sandbox.kill(markOf(job));
    },
  };
}

type Tools = Pick<Bench, 'npm' | 'environment'>;

async function readTools({ surroundings, environment }: BuilderOptions): Promise<Tools> {
  const npm = await findNpm(surroundings['PATH'] ?? '');
  const settings = npm === undefined ? {} : await readNpmSettings(npm, surroundings);
  return { npm, environment: { ...networkEnvironment(surroundings), ...settings, ...environment } };
}

async function runSteps(bench: Bench, parts: readonly ServicePlan[]): Promise<BuildResult> {
  const roots = new Set<string>();
  await step(
    bench,
    'install',
    parts,
    ({ root, lockfile }) => lockfile !== undefined && !roots.has(root),
    async (part) => {
      roots.add(part.root);
      await installDependencies(bench, part);
    },
  );
  for (const name of ['build', 'test'] as const) {
    await step(
      bench,
      name,
      parts,
      ({ scripts }) => scripts.some((script) => script.step === name),
      (part) => runScripts(bench, name, part),
    );
  }
  const images: Record<string, string> = {};
  await step(
    bench,
    'image',
    parts,
    () => true,
    async (part) => {
      images[part.name] = await buildServiceImage(bench, part);
    },
  );
  return { images };
}

// Five words that belong together; an options object would only repeat them.
// oxlint-disable-next-line max-params
async function step(
  { watcher, signal }: Bench,
  name: string,
  parts: readonly ServicePlan[],
  concerns: (part: ServicePlan) => boolean,
  run: (part: ServicePlan) => Promise<void>,
): Promise<void> {
  if (!parts.some(concerns)) {
    watcher.step(name, 'skipped');
    return;
  }
  watcher.step(name, 'running');
  for (const part of parts) {
    signal.throwIfAborted();
    if (concerns(part)) {
      await run(part);
    }
  }
  watcher.step(name, 'success');
}

async function runScripts(bench: Bench, step: 'build' | 'test', part: ServicePlan): Promise<void> {
  for (const { name, script } of part.scripts.filter((planned) => planned.step === step)) {
    await runScript(bench, {
      service: part.name,
      step,
      shown: script,
      command: ['/bin/sh', '-c', script],
      folder: part.context,
      environment: {
        npm_lifecycle_event: name,
        npm_execpath: bench.npm?.cli ?? '',
        npm_node_execpath: process.execPath,
      },
    });
  }
}
