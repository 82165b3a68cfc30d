import type { SheetView } from '@juanie/delivery';
import { deployment, deployments, running, waiting } from './fixtures/deployments.ts';
import { audit, builds, members, pushes, resources, tokens, variables } from './fixtures/others.ts';
import { inMaking, projects } from './fixtures/projects.ts';
import { releases } from './fixtures/releases.ts';
import { environments, project, sheet } from './fixtures/shop.ts';
import { sha, type Speak } from './fixtures/speak.ts';

type Input = Readonly<Record<string, unknown>>;

const text = (input: Input, name: string): string => String(input[name] ?? '');

/** What the example server answers to each query of the API; undefined: it knows nothing of that. */
export function answer(procedure: string, input: Input, say: Speak): unknown {
  return table[procedure]?.(input, say);
}

const table: Readonly<Record<string, (input: Input, say: Speak) => unknown>> = {
  'projects.list': (_, say) => projects(say),
  'projects.get': (input, say) => {
    const name = text(input, 'name');
    return name === 'returns'
      ? inMaking(say)
      : name === 'broken'
        ? { ...inMaking(say, true), name }
        : name === 'shop'
          ? project(say)
          : projects(say).find((one) => one.name === name);
  },
  'projects.templates': () => [
    {
      name: 'hello',
      title: { en: 'Node server', 'zh-CN': 'Node 服务' },
      description: { en: 'A server without dependencies', 'zh-CN': '没有依赖的服务' },
    },
    {
      name: 'static',
      title: { en: 'Static site', 'zh-CN': '静态网站' },
      description: { en: 'Files as they are', 'zh-CN': '直接提供文件' },
    },
  ],
  'projects.deletionPlan': (_, say) => [
    {
      kind: 'Environment',
      name: 'development',
      detail: say('namespace shop-development, 14 objects', '命名空间 shop-development，14 个对象'),
    },
    {
      kind: 'Environment',
      name: 'production',
      detail: say('namespace shop-production, 14 objects', '命名空间 shop-production，14 个对象'),
    },
    { kind: 'Repository', name: 'juanie/shop', detail: say('3 branches, 812 commits', '3 个分支，812 次提交') },
  ],
  'projects.repository': (_, say) => ({
    repository: project(say).repository,
    branches: [
      { name: 'main', commit: sha('b1e30ad'), subject: 'fix: cart rounding at half cents' },
      { name: 'docs/readme', commit: sha('4410fe2'), subject: 'docs: how to run it' },
    ],
  }),
  'projects.pushes': (_, say) => pushes(say),
  'projects.explainBranch': (_, say) =>
    say('A push there is built and deployed to staging.', '推送到此分支会构建并部署到 staging。'),
  'environments.get': (input, say) => environments(say).find(({ name }) => name === text(input, 'environment')),
  'environments.variables': () => variables,
  'environments.resources': () => resources,
  'environments.events': () => [
    {
      time: new Date().toISOString(),
      object: 'pod/api-7c9d5-q8m2f',
      reason: 'Unhealthy',
      message: 'Readiness probe failed: HTTP 503',
      type: 'Warning',
    },
    {
      time: new Date().toISOString(),
      object: 'deployment/api',
      reason: 'ScalingReplicaSet',
      message: 'Scaled up replica set api-7c9d5 to 3',
      type: 'Normal',
    },
  ],
  'releases.list': () => releases,
  'builds.list': (_, say) => builds(say),
  'builds.get': (input, say) => builds(say).find(({ number }) => number === input['number']),
  'deployments.list': (input, say) =>
    deployments(say).filter(
      ({ environment }) => input['environment'] === undefined || environment === input['environment'],
    ),
  'deployments.get': (input, say) => deployments(say).find(({ number }) => number === input['number']),
  'deployments.approvals': (_, say) => ({
    waiting: [waiting(say)],
    requested: [{ ...running(say), waitingFor: 'approval', state: 'pending', number: 131 }],
    decided: [deployment({ number: 126, environment: 'staging', release: 'r140' })],
  }),
  'deployments.sheet': (input, say) => sheet(say, text(input, 'kind') as SheetView['kind'], text(input, 'environment')),
  'people.members': () => members,
  'people.tokens': () => tokens,
  'people.createToken': () => ({ token: tokens[1], secret: 'jut_example_7f3kq0w8e5r2t6y1' }),
  'people.invite': () => ({ member: members[2], link: '/welcome?token=jul_example' }),
  'settings.get': () => ({
    retention: { releasesDays: 90, buildLogsDays: 30, podLogsMegabytes: 50, eventsHours: 24, evidenceDays: 90 },
    privateMirrors: false,
    domain: 'localhost',
  }),
  'settings.audit': () => audit,
  // Changes answer with the thing changed; the example itself never changes.
  'projects.create': (_, say) => inMaking(say),
  'projects.resume': (_, say) => inMaking(say),
  'deployments.promote': (_, say) => running(say),
  'deployments.deploy': (_, say) => running(say),
  'deployments.rollback': (_, say) => running(say),
  'deployments.approve': (_, say) => running(say),
  'environments.endHold': (_, say) => environments(say)[2],
};
