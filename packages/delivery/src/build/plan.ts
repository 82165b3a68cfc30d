import type { FileTree } from '@juanie/kube';
import type { BuildPlan } from '../core/builder.ts';
import { appFileName, parseAppFile, type AppService } from './app-file.ts';
import { planNode } from './plan-node.ts';
import { findIndex, planStatic } from './plan-static.ts';
import { fault, message } from './messages.ts';
import type { Planning, ServicePlan } from './service-plan.ts';
import { join } from './tree.ts';

/** A plan with its inside. */
export interface PlannedBuild extends BuildPlan {
  readonly parts: readonly ServicePlan[];
}

const plainService: AppService = {
  type: 'web',
  context: '.',
  build: {},
  run: {},
  health: {},
  volumes: [],
  variables: {},
};

/** What a build of this tree would do, and why. Pure; throws a Fault that names every problem of `juanie.yaml`. */
export function planBuild(tree: FileTree): PlannedBuild {
  const bytes = tree.read(appFileName);
  const declared = bytes === undefined ? {} : parseAppFile(bytes).services;
  const services = Object.keys(declared).length === 0 ? { web: plainService } : declared;
  const parts = Object.entries(services).map(([name, service]) => planService(tree, name, service));
  return {
    parts,
    services: Object.fromEntries(parts.map(({ name, shape }) => [name, shape])),
    view: parts.map(({ name, preset, reason, ...part }) => ({ service: name, preset, reason, commands: shown(part) })),
  };
}

function planService(tree: FileTree, name: string, service: AppService): ServicePlan {
  const context = join('', service.context);
  if (tree.kindOf(context) !== 'directory') {
    const said = message('AppFilePathMissing', { path: service.context });
    throw fault(
      'AppFileInvalid',
      { count: 1 },
      { problems: [{ path: `services.${name}.context`, file: appFileName, message: said }] },
    );
  }
  const planning: Planning = { tree, name, service, context };
  const hasPackage = tree.kindOf(join(context, 'package.json')) === 'file';
  const wanted = service.build.preset ?? (service.type === 'static' ? 'static' : undefined);
  if (wanted === 'static') {
    return planStatic(planning, message('PlanDeclared'));
  }
  if (wanted === 'node' || hasPackage) {
    return planNode(planning, wanted === 'node' ? message('PlanDeclared') : undefined);
  }
  const index = findIndex(tree, context);
  if (index !== undefined) {
    return planStatic(planning, message('PlanStaticFiles', { file: index }));
  }
  throw fault('BuildUndetected', { context: context === '' ? '/' : context });
}

function shown(part: Pick<ServicePlan, 'lockfile' | 'scripts' | 'command'>) {
  const install = part.lockfile === undefined ? [] : [{ step: 'install', command: 'npm ci' }];
  const scripts = part.scripts.map(({ step, script }) => ({ step, command: script }));
  return [...install, ...scripts, { step: 'run', command: part.command.join(' ') }];
}
