import type { Message } from '@juanie/fault';
import type { FileTree } from '@juanie/kube';
import { planInstall, planScripts, readPackage } from './package-json.ts';
import type { Planning, ServicePlan } from './service-plan.ts';
import { shapeOf } from './shape.ts';
import { join } from './tree.ts';

/** Where site generators leave what they make, the usual ones first. */
const builtFolders = ['dist', 'build', 'out', '_site', 'public', '.output/public', 'dist/client'];
const sourceFolders = ['public', '.'];

/** The page at the front of plain files. */
export function findIndex(tree: FileTree, context: string): string | undefined {
  return sourceFolders
    .map((folder) => join(context, `${folder}/index.html`))
    .find((file) => tree.kindOf(file) === 'file');
}

/** Files behind a small file server; with a build before, when there is something to build. */
export function planStatic(planning: Planning, reason: Message): ServicePlan {
  const { tree, name, service, context } = planning;
  const manifest = readPackage(tree, context);
  const scripts = manifest === undefined ? declaredScripts(planning) : planScripts(planning, manifest);
  const isBuilt = scripts.some(({ step }) => step === 'build');
  const install =
    manifest === undefined || scripts.length === 0 ? { root: context } : planInstall(tree, context, manifest);
  const { output } = service.build;
  const plain = sourceFolders.filter((folder) => tree.kindOf(join(join(context, folder), 'index.html')) === 'file');
  return {
    name,
    preset: 'static',
    reason,
    context,
    ...install,
    scripts,
    outputs: output !== undefined ? [output] : isBuilt ? builtFolders : plain.length > 0 ? plain : ['.'],
    ...(service.run.fallback === undefined ? {} : { fallback: service.run.fallback }),
    command: ['node', fileServerName],
    shape: shapeOf({ ...planning, service: { ...service, type: 'static' } }),
  };
}

export const fileServerName = 'serve.mjs';

function declaredScripts(planning: Planning) {
  return planScripts(planning, {});
}
