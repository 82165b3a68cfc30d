import { execFile } from 'node:child_process';
import { access, constants, statfs } from 'node:fs/promises';
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Cli } from '../cli.ts';

const run = promisify(execFile);

/** One line of the doctor's answer; `why` and `next` are there when something is wrong. */
export interface Finding {
  readonly group: string;
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly value: string;
  readonly why?: string;
  readonly next?: string;
}

export type Check = (cli: Cli) => Promise<Finding>;

/** Checks of this machine: they need no running instance. */
export const machineChecks: readonly Check[] = [
  host,
  node,
  gitVersion,
  disk,
  dataDirectory,
  isolation,
  names,
  npm,
  proxy,
];

/** Checks of the running instance. */
export const instanceChecks: readonly Check[] = [pages, engine];

async function host(): Promise<Finding> {
  const memory = Math.round(totalmem() / 1_048_576);
  const value = `${process.platform} ${process.arch}, ${availableParallelism()} CPU, ${memory} MB`;
  return process.platform === 'linux' && memory >= 900
    ? { group: 'host', name: 'machine', state: 'ok', value }
    : {
        group: 'host',
        name: 'machine',
        state: 'warning',
        value,
        why: 'Linux with at least 1 GB is what Juanie is made for.',
      };
}

async function node(): Promise<Finding> {
  return { group: 'host', name: 'Node', state: 'ok', value: process.version };
}

async function gitVersion({ terminal: { t } }: Cli): Promise<Finding> {
  const head = { group: 'git', name: 'git' };
  try {
    const { stdout } = await run('git', ['--version'], { timeout: 5000 });
    const found = /(\d+)\.(\d+)/.exec(stdout);
    const [major, minor] = [Number(found?.[1]), Number(found?.[2])];
    if (major > 2 || (major === 2 && minor >= 34)) {
      return { ...head, state: 'ok', value: stdout.trim() };
    }
    const next = t('Install git 2.34 or newer.', '请安装 git 2.34 或更新版本。');
    return { ...head, state: 'failed', value: stdout.trim(), why: t('It is too old.', '版本过旧。'), next };
  } catch (thrown) {
    const next = t('Install git: apt-get install git', '请安装 git：apt-get install git');
    return { ...head, state: 'failed', value: '-', why: String(thrown), next };
  }
}

async function disk({ at, terminal: { t } }: Cli): Promise<Finding> {
  const { bavail, bsize } = await statfs(await existing(at.dataDir));
  const free = Math.floor((bavail * bsize) / 1_048_576);
  const head = { group: 'host', name: t('disk', '磁盘'), value: t(`${free} MB free`, `剩余 ${free} MB`) };
  return free >= 1024
    ? { ...head, state: 'ok' }
    : {
        ...head,
        state: free >= 100 ? 'warning' : 'failed',
        why: t('Images and logs need room.', '镜像与日志需要空间。'),
        next: t('Free some space.', '请清理空间。'),
      };
}

async function dataDirectory({ at, terminal: { t } }: Cli): Promise<Finding> {
  const head = { group: 'data', name: t('data directory', '数据目录'), value: at.dataDir };
  try {
    await access(await existing(at.dataDir), constants.W_OK);
    return { ...head, state: 'ok' };
  } catch (thrown) {
    return {
      ...head,
      state: 'failed',
      why: String(thrown),
      next: t('Choose another one with --data.', '请用 --data 指定其他目录。'),
    };
  }
}

/** The folder itself, or the nearest one above it that is there. */
async function existing(path: string): Promise<string> {
  try {
    await access(path);
    return path;
  } catch {
    return path === dirname(path) ? path : existing(dirname(path));
  }
}

async function isolation({ terminal: { t } }: Cli): Promise<Finding> {
  const head = { group: 'host', name: t('isolation', '隔离') };
  try {
    await run('unshare', ['-Urmpf', '--mount-proc', 'true'], { timeout: 5000 });
    return { ...head, state: 'ok', value: t('user namespaces work', '用户命名空间可用') };
  } catch {
    const why = t('Applications will run as the user who starts Juanie.', '应用将以启动 Juanie 的用户身份运行。');
    return { ...head, state: 'warning', value: t('no user namespaces', '用户命名空间不可用'), why };
  }
}

async function names({ terminal: { t } }: Cli): Promise<Finding> {
  const head = { group: 'network', name: '*.localhost' };
  try {
    const { address } = await lookup('hello-development.localhost');
    return { ...head, state: 'ok', value: address };
  } catch {
    const why = t(
      'Browsers know these names all the same; curl needs a Host header.',
      '浏览器仍可访问；curl 需加 Host 请求头。',
    );
    return { ...head, state: 'warning', value: t('does not resolve', '无法解析'), why };
  }
}

async function npm({ terminal: { t } }: Cli): Promise<Finding> {
  const head = { group: 'network', name: t('npm registry', 'npm 源') };
  try {
    const { stdout } = await run('npm', ['config', 'get', 'registry'], { timeout: 15_000 });
    const url = new URL(stdout.trim());
    await reach(url.hostname, Number(url.port || (url.protocol === 'https:' ? 443 : 80)));
    return { ...head, state: 'ok', value: url.host };
  } catch (thrown) {
    const why = t(
      'Builds with dependencies need it; everything else works offline.',
      '含依赖的构建需要它；其余功能可离线使用。',
    );
    return {
      ...head,
      state: 'warning',
      value: thrown instanceof Error ? thrown.message : '-',
      why,
      next: 'npm config set registry URL',
    };
  }
}

function reach(hostname: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port, timeout: 5000 });
    const end = (error?: Error): void => {
      socket.destroy();
      if (error === undefined) {
        resolve();
      } else {
        reject(error);
      }
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(new Error(`${hostname}:${port} does not answer`)));
    socket.once('error', end);
  });
}

async function proxy({ at, terminal: { t } }: Cli): Promise<Finding> {
  const set = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((name) => at.env[name] !== undefined);
  const value = set === undefined ? t('none', '未设置') : `${set} ${t('is set', '已设置')}`;
  return { group: 'network', name: t('proxy', '代理'), state: set === undefined ? 'skipped' : 'ok', value };
}

async function pages(cli: Cli): Promise<Finding> {
  const { t } = cli.terminal;
  const head = { group: 'instance', name: t('pages and API', '页面与 API') };
  try {
    const { server } = cli.target();
    const reply = await fetch(`${server}/healthz`, { signal: AbortSignal.timeout(5000) });
    return { ...head, state: reply.ok ? 'ok' : 'failed', value: server };
  } catch (thrown) {
    const next = t('Start it with `npm start`.', '请用 `npm start` 启动。');
    return {
      ...head,
      state: 'failed',
      value: '-',
      why: thrown instanceof Error ? thrown.message : String(thrown),
      next,
    };
  }
}

async function engine(cli: Cli): Promise<Finding> {
  const { t } = cli.terminal;
  const head = { group: 'instance', name: t('projects', '项目') };
  const projects = await cli.api().projects.list.query();
  const sick = projects.flatMap(({ name, environments }) =>
    environments
      .filter(({ health, sync }) => health === 'degraded' || sync === 'failed')
      .map((environment) => `${name}/${environment.name}`),
  );
  return sick.length === 0
    ? { ...head, state: 'ok', value: String(projects.length) }
    : {
        ...head,
        state: 'warning',
        value: String(projects.length),
        why: sick.join(', '),
        next: 'juanie status -p NAME',
      };
}
