import { defineFaults } from '@juanie/fault';

export const cliFault = defineFaults({
  UsageWrong: {
    kind: 'Invalid',
    message: { en: '{detail}', 'zh-CN': '用法有误：{detail}' },
    next: [{ en: 'See `juanie help`.', 'zh-CN': '请查看 `juanie help`。' }],
  },
  ServerUnreachable: {
    kind: 'Unavailable',
    message: { en: 'No Juanie answers at {server}: {why}', 'zh-CN': '无法连接 {server} 上的 Juanie：{why}' },
    next: [
      {
        en: 'Start it with `npm start`, or name another one with --server or `juanie context use`.',
        'zh-CN': '请用 `npm start` 启动，或用 --server、`juanie context use` 指定其他服务器。',
      },
    ],
  },
  ServerUnknown: {
    kind: 'Invalid',
    message: {
      en: 'No server is known: {data} holds no running instance and no context is set.',
      'zh-CN': '未找到服务器：{data} 中没有运行中的实例，也未设置上下文。',
    },
    next: [
      {
        en: 'Start one with `npm start`, or run `juanie login --server URL`.',
        'zh-CN': '请用 `npm start` 启动，或运行 `juanie login --server URL`。',
      },
    ],
  },
  ProjectNeeded: {
    kind: 'Invalid',
    message: { en: 'Which project? Several exist: {names}.', 'zh-CN': '未指定项目。现有项目：{names}。' },
    next: [{ en: 'Add `-p NAME`, or set JUANIE_PROJECT.', 'zh-CN': '请加上 `-p 名称`，或设置 JUANIE_PROJECT。' }],
  },
  DeploymentFailed: {
    kind: 'Exhausted',
    message: {
      en: '#{number} of {project} ended as {state}. {why}',
      'zh-CN': '{project} 的 #{number} 以 {state} 结束。{why}',
    },
    next: [
      {
        en: 'See what happened: `juanie deployment show {number} -p {project}`',
        'zh-CN': '查看经过：`juanie deployment show {number} -p {project}`',
      },
      {
        en: 'Read the log: `juanie logs -p {project} -e {environment}`',
        'zh-CN': '查看日志：`juanie logs -p {project} -e {environment}`',
      },
    ],
  },
  WaitTimedOut: {
    kind: 'Exhausted',
    message: {
      en: 'Still not done after {seconds} s; it goes on in the server.',
      'zh-CN': '{seconds} 秒后仍未结束；操作会在服务器上继续。',
    },
    next: [{ en: 'Watch it again: `{command}`', 'zh-CN': '继续查看：`{command}`' }],
  },
  ConfirmNeeded: {
    kind: 'Invalid',
    message: {
      en: 'Deleting {name} cannot be undone and was not confirmed.',
      'zh-CN': '删除 {name} 不可撤销，尚未确认。',
    },
    next: [{ en: 'Add `--confirm {name}`.', 'zh-CN': '请加上 `--confirm {name}`。' }],
  },
  CommandUnknown: {
    kind: 'Invalid',
    message: { en: 'There is no command `{command}`.', 'zh-CN': '没有命令 `{command}`。' },
    next: [{ en: 'See `juanie help`.', 'zh-CN': '请查看 `juanie help`。' }],
  },
});
