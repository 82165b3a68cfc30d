import type { Message } from '@juanie/fault';
import type { FileTree } from '@juanie/kube';
import { z } from 'zod';
import type { Planning, PlannedScript, ServicePlan } from './plan.ts';
import { fault, message } from './messages.ts';
import { planStatic } from './plan-static.ts';
import { shapeOf } from './shape.ts';
import { join } from './tree.ts';

const Names = z.record(z.string(), z.string()).optional().catch(undefined);

/** The fields of a package.json that a plan is made from. */
const PackageJson = z.object({
  name: z.string().optional().catch(undefined),
  version: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  scripts: Names,
  dependencies: Names,
  devDependencies: Names,
  optionalDependencies: Names,
  workspaces: z.unknown().optional(),
});
export type PackageJson = z.infer<typeof PackageJson>;

export function readPackage(tree: FileTree, context: string): PackageJson | undefined {
  const file = join(context, 'package.json');
  const bytes = tree.read(file);
  if (bytes === undefined) {
    return undefined;
  }
  try {
    return PackageJson.parse(
      JSON.parse(
        Buffer.from(bytes)
          .toString('utf8')
          .replace(/^\uFEFF/, ''),
      ),
    );
  } catch (thrown) {
    throw fault('BuildManifestInvalid', { file, why: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

/** A Node application: what npm would do, and how it is started. */
export function planNode(planning: Planning, declared?: Message): ServicePlan {
  const { tree, name, service, context } = planning;
  const file = join(context, 'package.json');
  const manifest = readPackage(tree, context) ?? PackageJson.parse({});
  const command = service.run.command ?? startCommand(tree, context, manifest);
  if (command === undefined) {
    if (declared === undefined && service.type === 'web' && manifest.scripts?.['build'] !== undefined) {
      return planStatic(planning, message('PlanStaticBuilt', { file }));
    }
    throw fault('BuildStartUnknown', { service: name });
  }
  return {
    name,
    preset: 'node',
    reason: declared ?? message('PlanNodePackage', { file }),
    context,
    ...planInstall(tree, context, manifest),
    scripts: planScripts(planning, manifest),
    outputs: [],
    command,
    shape: shapeOf(planning),
  };
}

/** Where and from which lockfile dependencies come. A workspace of a monorepo has its lockfile further up. */
export function planInstall(
  tree: FileTree,
  context: string,
  manifest: PackageJson,
): { root: string; lockfile?: string } {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest;
  const isNeeded = [dependencies, devDependencies, optionalDependencies].some((list) => Object.keys(list).length > 0);
  for (const folder of foldersUp(context)) {
    const lockfile = ['npm-shrinkwrap.json', 'package-lock.json']
      .map((file) => join(folder, file))
      .find((file) => tree.kindOf(file) === 'file');
    const isWorkspace = folder === context || readPackage(tree, folder)?.workspaces !== undefined;
    if (lockfile !== undefined && isWorkspace) {
      return isNeeded || folder !== context ? { root: folder, lockfile } : { root: context };
    }
  }
  if (!isNeeded) {
    return { root: context };
  }
  const other = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock'].find((file) => tree.kindOf(join(context, file)) === 'file');
  throw fault('BuildLockfileMissing', {
    file: join(context, 'package.json'),
    other: other === undefined ? '' : ` (${other})`,
  });
}

function foldersUp(context: string): string[] {
  const parts = context === '' ? [] : context.split('/');
  return [...parts.keys(), parts.length].reverse().map((length) => parts.slice(0, length).join('/'));
}

const noTest = /no test specified/;

export function planScripts({ service }: Planning, { scripts = {} }: PackageJson): PlannedScript[] {
  const { command, test } = service.build;
  const planned: PlannedScript[] =
    command === undefined ? lifecycle(scripts, 'build') : [{ step: 'build', name: 'build', script: command }];
  if (typeof test === 'string') {
    planned.push({ step: 'test', name: 'test', script: test });
  } else if (test !== false && scripts['test'] !== undefined && !noTest.test(scripts['test'])) {
    planned.push(...lifecycle(scripts, 'test'));
  }
  return planned;
}

/** npm runs `pre…` and `post…` around a script. */
function lifecycle(scripts: Readonly<Record<string, string>>, step: 'build' | 'test'): PlannedScript[] {
  if (scripts[step] === undefined) {
    return [];
  }
  return [`pre${step}`, step, `post${step}`].flatMap((name) => {
    const script = scripts[name];
    return script === undefined ? [] : [{ step, name, script }];
  });
}

function startCommand(tree: FileTree, context: string, { scripts, main }: PackageJson): readonly string[] | undefined {
  const start = scripts?.['start'];
  if (start !== undefined) {
    return startWords(start, scripts?.['prestart']);
  }
  const file = [main, 'server.js', 'index.js', 'server.mjs', 'index.mjs', 'src/index.js', 'src/server.js'].find(
    (candidate) => candidate !== undefined && tree.kindOf(join(context, candidate)) === 'file',
  );
  return file === undefined ? undefined : ['node', file];
}

/** Words without anything that a shell would read. */
const plainWords = /^[A-Za-z0-9_@%+=:,./-]+( +[A-Za-z0-9_@%+=:,./-]+)*$/;

/** A plain `node …` is run directly, so that signals reach it; anything else by sh, with the packages' programs on PATH. */
export function startWords(start: string, before?: string): readonly string[] {
  const isPlain = plainWords.test(start.trim()) && !/^[A-Za-z_]\w*=/.test(start.trim());
  const words = start.trim().split(/ +/);
  if (isPlain && words[0] === 'node' && before === undefined) {
    return words;
  }
  const path = 'PATH="$PWD/node_modules/.bin:$PATH"';
  const first = before === undefined ? '' : `${before} && `;
  return ['sh', '-c', `export ${path}; ${first}${isPlain ? 'exec ' : ''}${start.trim()}`];
}
