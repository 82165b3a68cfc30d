import type { FileTree } from '@juanie/kube';
import { z } from 'zod';
import { fault } from './messages.ts';
import type { PlannedScript, Planning } from './service-plan.ts';
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
