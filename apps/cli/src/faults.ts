import { defineFaults } from '@juanie/fault';

const seeHelp = { en: 'See `juanie help`, or add --help.', 'zh-CN': '请查看 `juanie help`，或加上 --help。' };

export const cliFault = defineFaults({
  UsageWrong: {
    kind: 'Invalid',
    message: { en: '{detail}', 'zh-CN': '用法有误：{detail}' },
    next: [seeHelp],
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
    message: { en: 'Which project? There are {names}.', 'zh-CN': '未指定项目。现有项目：{names}。' },
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
    message: { en: 'There is no command `{name}`.', 'zh-CN': '没有命令 `{name}`。' },
    next: [seeHelp],
  },
  CommandMisspelt: {
    kind: 'Invalid',
    message: {
      en: 'There is no command `{name}`. Did you mean `{near}`?',
      'zh-CN': '没有命令 `{name}`。你是想用 `{near}` 吗？',
    },
    next: [seeHelp],
  },
  OptionUnknown: {
    kind: 'Invalid',
    message: { en: 'There is no option `{name}` here.', 'zh-CN': '此处没有选项 `{name}`。' },
    next: [seeHelp],
  },
  OptionMisspelt: {
    kind: 'Invalid',
    message: {
      en: 'There is no option `{name}` here. Did you mean `{near}`?',
      'zh-CN': '此处没有选项 `{name}`。你是想用 `{near}` 吗？',
    },
    next: [seeHelp],
  },
  OptionNeeded: {
    kind: 'Invalid',
    message: { en: 'The option `{name}` is needed.', 'zh-CN': '缺少必需的选项 `{name}`。' },
    next: [seeHelp],
  },
  OptionEmpty: {
    kind: 'Invalid',
    message: { en: 'The option `{name}` needs a value.', 'zh-CN': '选项 `{name}` 需要一个值。' },
    next: [seeHelp],
  },
  ArgumentMissing: {
    kind: 'Invalid',
    message: { en: '<{name}> is missing.', 'zh-CN': '缺少参数 <{name}>。' },
    next: [seeHelp],
  },
  ArgumentsTooMany: {
    kind: 'Invalid',
    message: { en: 'That is more than this command takes: {name} arguments.', 'zh-CN': '参数过多：给出了 {name} 个。' },
    next: [seeHelp],
  },
  SubcommandNeeded: {
    kind: 'Invalid',
    message: { en: 'Name one of the commands above.', 'zh-CN': '请指定上面列出的子命令之一。' },
  },
  NumberWrong: {
    kind: 'Invalid',
    message: {
      en: '{what}: {text} is not a number from {least} to {most}.',
      'zh-CN': '{what}：{text} 不是 {least} 到 {most} 之间的整数。',
    },
  },
  TimeWrong: {
    kind: 'Invalid',
    message: { en: '--timeout {text}: write 90s, 10m or 1h.', 'zh-CN': '--timeout {text}：请写成 90s、10m 或 1h。' },
  },
  PairWrong: {
    kind: 'Invalid',
    message: { en: '{text}: write NAME=VALUE.', 'zh-CN': '{text}：请写成 名称=值。' },
  },
  LoginServerNeeded: {
    kind: 'Invalid',
    message: { en: '`juanie login` needs --server URL.', 'zh-CN': '`juanie login` 需要 --server URL。' },
  },
  ContextUnknown: {
    kind: 'NotFound',
    message: {
      en: 'There is no context {name}. Known: {names}.',
      'zh-CN': '没有名为 {name} 的上下文。现有：{names}。',
    },
    next: [{ en: 'Add one with `juanie login --server URL`.', 'zh-CN': '用 `juanie login --server URL` 添加。' }],
  },
  ContextReadable: {
    kind: 'Forbidden',
    message: {
      en: '{file} holds tokens and can be read by others, so it is not used.',
      'zh-CN': '{file} 中有令牌，却可被其他用户读取，因此未使用。',
    },
    next: [{ en: 'Run `chmod 600 {file}`.', 'zh-CN': '请运行 `chmod 600 {file}`。' }],
  },
  ContextBroken: {
    kind: 'Invalid',
    message: { en: '{file} is not what `juanie login` writes.', 'zh-CN': '{file} 的内容已损坏。' },
    next: [{ en: 'Mend it, or remove it and sign in again.', 'zh-CN': '请修复该文件，或删除后重新登录。' }],
  },
  ShellUnknown: {
    kind: 'Invalid',
    message: {
      en: 'There is no completion for {shell}: bash, zsh or fish.',
      'zh-CN': '不支持 {shell} 的补全，可选 bash、zsh、fish。',
    },
  },
  NoProject: {
    kind: 'NotFound',
    message: { en: 'There is no project yet.', 'zh-CN': '还没有任何项目。' },
    next: [{ en: 'Make one: `juanie project create NAME`', 'zh-CN': '创建一个：`juanie project create 名称`' }],
  },
  DeletionFailed: {
    kind: 'Exhausted',
    message: { en: '{name} could not be deleted. {why}', 'zh-CN': '未能删除 {name}。{why}' },
    next: [{ en: 'The same command goes on where it stopped.', 'zh-CN': '再次运行同一命令即可继续。' }],
  },
  CreationFailed: {
    kind: 'Exhausted',
    message: { en: '{name} was not made completely. {why}', 'zh-CN': '{name} 未能创建完成。{why}' },
    next: [
      {
        en: 'When the cause is gone, go on with `juanie project resume {name}`.',
        'zh-CN': '排除原因后，运行 `juanie project resume {name}` 继续。',
      },
    ],
  },
});
