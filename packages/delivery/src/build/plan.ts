import type { Message } from '@juanie/fault';
import type { FileTree } from '@juanie/kube';
import type { BuildPlan, ServiceShape } from '../core/builder.ts';
import { appFileName, parseAppFile, type AppService } from './app-file.ts';
import { planNode } from './plan-node.ts';
import { planStatic } from './plan-static.ts';
import { fault, message } from './messages.ts';
import { join } from './tree.ts';

/** How one service is built and started; everything the runner needs and nothing that it would have to find out. */
export interface ServicePlan {
  readonly name: string;
  readonly preset: 'node' | 'static';
  readonly reason: Message;
  /** The folder of the service; '' is the repository. */
  readonly context: string;
  /** Where dependencies are installed: the context, or a folder above it. */
  readonly root: string;
  /** Absent: there is nothing to install. */
  readonly lockfile?: string;
  readonly scripts: readonly PlannedScript[];
  /** Static: where the files are, in order of looking; from the context. */
  readonly outputs: readonly string[];
  readonly fallback?: string;
  /** Of the image. */
  readonly command: readonly string[];
  readonly shape: ServiceShape;
}

export interface PlannedScript {
  readonly step: 'build' | 'test';
  readonly name: string;
  /** For sh. */
  readonly script: string;
}

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

/** What a service is planned from. */
export interface Planning {
  readonly tree: FileTree;
  readonly name: string;
  readonly service: AppService;
  /** '' is the repository. */
  readonly context: string;
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
  const index = ['index.html', 'public/index.html']
    .map((file) => join(context, file))
    .find((file) => tree.kindOf(file) === 'file');
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
