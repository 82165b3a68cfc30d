import type { Message } from '@juanie/fault';
import type { FileTree } from '@juanie/kube';
import { isDevServer } from './dev-server.ts';
import { fault, message } from './messages.ts';
import { planInstall, planScripts, readPackage, type PackageJson } from './package-json.ts';
import { findIndex, planStatic } from './plan-static.ts';
import type { Planning, ServicePlan } from './service-plan.ts';
import { shapeOf } from './shape.ts';
import { join } from './tree.ts';

/** A Node application: what npm would do, and how it is started. */
export function planNode(planning: Planning, declared?: Message): ServicePlan {
  const { tree, name, service, context } = planning;
  const file = join(context, 'package.json');
  const manifest = readPackage(tree, context) ?? {};
  const { scripts } = manifest;
  if (declared === undefined && service.run.command === undefined && service.type === 'web' && isSite(scripts)) {
    return planStatic(planning, message('PlanStaticSite', { file, start: scripts?.['start'] ?? '' }));
  }
  const command = service.run.command ?? startCommand(tree, context, manifest);
  if (command === undefined) {
    const reason = declared === undefined && service.type === 'web' ? staticReason(planning, manifest) : undefined;
    if (reason === undefined) {
      throw fault('BuildStartUnknown', { service: name });
    }
    return planStatic(planning, reason);
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

function isSite(scripts: PackageJson['scripts']): boolean {
  return scripts?.['build'] !== undefined && isDevServer(scripts['start'] ?? '');
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

/** Nothing to start, but something to serve: a site with its tools. */
function staticReason({ tree, context }: Planning, { scripts }: PackageJson): Message | undefined {
  const file = join(context, 'package.json');
  if (scripts?.['build'] !== undefined) {
    return message('PlanStaticBuilt', { file });
  }
  const index = findIndex(tree, context);
  return index === undefined ? undefined : message('PlanStaticFiles', { file: index });
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
