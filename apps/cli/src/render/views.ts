import type { Told } from '@juanie/api';
import type { BuildView, DeploymentView, EnvironmentView, ProjectView, ReleaseView } from '@juanie/delivery';
import type { Terminal } from '../terminal.ts';
import { renderAge, renderDuration } from './age.ts';
import { stateMark } from './states.ts';
import { renderTable } from './table.ts';

export function renderStatus(environments: readonly Told<EnvironmentView>[], t: Terminal, now: number): string {
  const head = [
    t.t('ENVIRONMENT', '环境'),
    t.t('RELEASE', '版本'),
    t.t('DEPLOYMENT', '部署'),
    t.t('HEALTH', '健康'),
    t.t('SYNC', '同步'),
    t.t('SINCE', '时长'),
    'URL',
  ];
  const rows = environments.map((environment) => [
    environment.name,
    environment.release === null ? '-' : `${environment.release.name} ${environment.release.subject}`.slice(0, 48),
    environment.deployment === null
      ? '-'
      : `${stateMark(environment.deployment.state)} #${environment.deployment.number} ${environment.deployment.state}${environment.hold === null ? '' : ' ⚑'}`,
    `${stateMark(environment.health)} ${environment.health} ${environment.ready.ready}/${environment.ready.desired}`,
    `${stateMark(environment.sync)} ${environment.sync}`,
    renderAge(environment.releaseSince, now),
    environment.url,
  ]);
  const notes = environments.flatMap((environment) => notesOf(environment, t));
  return [renderTable(head, rows), ...notes].join('\n');
}

function notesOf(environment: Told<EnvironmentView>, t: Terminal): string[] {
  const { hold, healthReason, syncReason, deployment } = environment;
  return [
    hold === null ? undefined : `⚑ ${environment.name}: ${t.t('held by', '已被暂停：')} ${hold.by}: ${hold.reason}`,
    deployment?.message === undefined || deployment.message === null || deployment.state === 'success'
      ? undefined
      : `${stateMark(deployment.state)} #${deployment.number} ${deployment.message.text}`,
    healthReason === null ? undefined : `${environment.name}: ${healthReason.text}`,
    syncReason === null ? undefined : `${environment.name}: ${syncReason.text}`,
  ].filter((note) => note !== undefined);
}

export function renderProjects(projects: readonly Told<ProjectView>[], t: Terminal): string {
  const head = [
    t.t('PROJECT', '项目'),
    t.t('STATE', '状态'),
    t.t('ENVIRONMENTS', '环境'),
    t.t('REPOSITORY', '代码仓库'),
  ];
  const rows = projects.map((project) => [
    project.name,
    `${stateMark(project.state)} ${project.state}`,
    project.environments.map((environment) => `${environment.name} ${environment.release?.name ?? '-'}`).join(', '),
    project.repository.cloneUrl,
  ]);
  return renderTable(head, rows);
}

export function renderReleases(releases: readonly Told<ReleaseView>[], t: Terminal, now: number): string {
  const head = [
    t.t('RELEASE', '版本'),
    t.t('COMMIT', '提交'),
    t.t('SUBJECT', '说明'),
    t.t('AUTHOR', '作者'),
    t.t('AGE', '时间'),
    t.t('WHERE', '所在环境'),
  ];
  const rows = releases.map((release) => [
    release.name,
    release.commit.slice(0, 7),
    release.subject.slice(0, 60),
    release.author,
    renderAge(release.createdAt, now),
    release.environments.map(({ name, state }) => `${name} ${state}`).join(', '),
  ]);
  return renderTable(head, rows);
}

export function renderBuilds(builds: readonly Told<BuildView>[], t: Terminal, now: number): string {
  const head = [
    t.t('BUILD', '构建'),
    t.t('STATE', '状态'),
    t.t('COMMIT', '提交'),
    t.t('BRANCH', '分支'),
    t.t('RELEASE', '版本'),
    t.t('AGE', '时间'),
    '',
  ];
  const rows = builds.map((build) => [
    `#${build.number}`,
    `${stateMark(build.state)} ${build.state}`,
    build.commit.slice(0, 7),
    build.branch,
    build.release ?? '-',
    renderAge(build.createdAt, now),
    build.message?.text ?? build.subject,
  ]);
  return renderTable(head, rows);
}

export function renderDeployments(deployments: readonly Told<DeploymentView>[], t: Terminal, now: number): string {
  const head = [
    '#',
    t.t('ENVIRONMENT', '环境'),
    t.t('RELEASE', '版本'),
    t.t('KIND', '类型'),
    t.t('STATE', '状态'),
    t.t('BY', '发起人'),
    t.t('AGE', '时间'),
    '',
  ];
  const rows = deployments.map((deployment) => [
    `#${deployment.number}`,
    deployment.environment,
    deployment.release ?? '-',
    deployment.kind,
    `${stateMark(deployment.state)} ${deployment.state}${deployment.waitingFor === null ? '' : ` (${deployment.waitingFor})`}`,
    deployment.requestedBy,
    renderAge(deployment.createdAt, now),
    deployment.rolledBackBy === null
      ? (deployment.message?.text ?? '')
      : t.t(`rolled back by #${deployment.rolledBackBy}`, `已由 #${deployment.rolledBackBy} 回滚`),
  ]);
  return renderTable(head, rows);
}

/** One line: what moved where, and how it ended. */
export function renderOutcome(deployment: Told<DeploymentView>): string {
  return `#${deployment.number}  ${deployment.release ?? '-'} → ${deployment.environment}  ${stateMark(deployment.state)} ${deployment.state}`;
}

/** One deployment with its steps; on failure the cause and the last lines of the application come last. */
export function renderDeployment(deployment: Told<DeploymentView>, t: Terminal): string {
  const steps = deployment.steps.map((step) => {
    const took =
      step.startedAt === null || step.finishedAt === null
        ? ''
        : renderDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt));
    return `  ${stateMark(step.state)} ${step.name.padEnd(10)} ${took.padEnd(8)} ${step.message?.text ?? ''}`.trimEnd();
  });
  const logs = (deployment.evidence?.logs ?? []).flatMap(({ pod, container, lines }) => [
    `  ${pod}/${container}`,
    ...lines.slice(-30).map((line) => `    ${line}`),
  ]);
  const cause = deployment.message === null ? [] : ['', `${t.t('Why', '原因')}   ${deployment.message.text}`];
  const still = deployment.stillTrue.map((message) => `${t.t('Still', '仍然')} ${message.text}`);
  return [
    renderOutcome(deployment),
    `${deployment.requestedBy} · ${deployment.kind}${deployment.note === '' ? '' : ` · ${deployment.note}`}`,
    ...steps,
    ...logs,
    ...cause,
    ...still,
  ].join('\n');
}
