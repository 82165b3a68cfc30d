import { defineFaults } from '@juanie/fault';

export const fault = defineFaults({
  GitMissing: {
    kind: 'Unavailable',
    message: {
      en: 'There is no git command on the PATH of the server.',
      'zh-CN': '服务器的 PATH 中没有 git 命令。',
    },
    next: [{ en: 'Install git 2.34 or newer and start again.', 'zh-CN': '安装 git 2.34 或更新的版本，然后重新启动。' }],
  },
  GitTooOld: {
    kind: 'Unavailable',
    message: {
      en: 'git {found} is too old: {needed} or newer is needed.',
      'zh-CN': 'git {found} 版本太旧，需要 {needed} 或更新的版本。',
    },
    next: [{ en: 'Install a newer git and start again.', 'zh-CN': '安装更新的 git，然后重新启动。' }],
  },
  GitRepositoryNameInvalid: {
    kind: 'Invalid',
    message: {
      en: '{name} cannot be the name of a repository.',
      'zh-CN': '{name} 不能用作仓库名。',
    },
    next: [
      {
        en: 'Use owner/name with letters, digits, ".", "-" and "_", each part beginning with a letter or digit.',
        'zh-CN': '请使用 owner/name 的形式：只含字母、数字、“.”、“-”和“_”，每一部分以字母或数字开头。',
      },
    ],
  },
  GitRepositoryExists: {
    kind: 'Conflict',
    message: { en: 'The repository {name} exists already.', 'zh-CN': '仓库 {name} 已经存在。' },
  },
  GitRepositoryNotFound: {
    kind: 'NotFound',
    message: { en: 'There is no repository {name}.', 'zh-CN': '没有名为 {name} 的仓库。' },
  },
  GitRevisionNotFound: {
    kind: 'NotFound',
    message: { en: '{repository} has no revision {revision}.', 'zh-CN': '{repository} 中没有版本 {revision}。' },
  },
  GitRefInvalid: {
    kind: 'Invalid',
    message: { en: '{ref} cannot be the name of a branch or tag.', 'zh-CN': '{ref} 不能用作分支名或标签名。' },
  },
  GitRefNested: {
    kind: 'Conflict',
    message: {
      en: '{ref} cannot exist beside {other}: one name is the beginning of the other.',
      'zh-CN': '{ref} 不能与 {other} 同时存在：其中一个名字是另一个的前缀。',
    },
  },
  GitRefMoved: {
    kind: 'Conflict',
    message: {
      en: '{ref} has moved to {actual} while a change on top of {expected} was made.',
      'zh-CN': '在基于 {expected} 修改期间，{ref} 已移动到 {actual}。',
    },
    next: [{ en: 'Look at what changed there, then try again.', 'zh-CN': '先查看那里的改动，再重试。' }],
  },
  GitRefLocked: {
    kind: 'Unavailable',
    message: {
      en: '{ref} is locked by another git process ({lock}).',
      'zh-CN': '{ref} 被另一个 git 进程锁住（{lock}）。',
    },
    next: [{ en: 'Wait for it to end, then try again.', 'zh-CN': '等它结束后再重试。' }],
  },
  GitPathInvalid: {
    kind: 'Invalid',
    message: { en: 'A commit cannot hold the path {path}.', 'zh-CN': '提交中不能包含路径 {path}。' },
  },
  GitObjectDamaged: {
    kind: 'Internal',
    message: {
      en: 'The object {id} of the repository {repository} is damaged on disk.',
      'zh-CN': '仓库 {repository} 中的对象 {id} 在磁盘上已损坏。',
    },
    next: [
      {
        en: 'Restore the repository from a backup, or push the commit again from a clone that has it.',
        'zh-CN': '从备份恢复该仓库，或从仍有该提交的克隆重新推送。',
      },
    ],
  },
  GitObjectMissing: {
    kind: 'Internal',
    message: {
      en: 'The repository {repository} refers to the object {id}, which it does not have.',
      'zh-CN': '仓库 {repository} 引用了对象 {id}，但其中没有这个对象。',
    },
  },
  GitObjectTooLarge: {
    kind: 'Invalid',
    message: {
      en: 'The object {id} has more than {limit} bytes.',
      'zh-CN': '对象 {id} 超过 {limit} 字节。',
    },
  },
  GitCommandFailed: {
    kind: 'Internal',
    message: { en: 'git {command} failed: {detail}', 'zh-CN': 'git {command} 执行失败：{detail}' },
  },
  GitUrlInvalid: {
    kind: 'Invalid',
    message: {
      en: '{url} is not an address that can be mirrored: it must begin with https:// or http://.',
      'zh-CN': '{url} 不能作为镜像来源：地址必须以 https:// 或 http:// 开头。',
    },
  },
  GitHostUnknown: {
    kind: 'Unavailable',
    message: { en: 'The host {host} was not found.', 'zh-CN': '找不到主机 {host}。' },
    next: [{ en: 'Look at the spelling of the address.', 'zh-CN': '检查地址的拼写。' }],
  },
  GitHostPrivate: {
    kind: 'Forbidden',
    message: {
      en: '{host} is {address}, an address inside this network, from which mirroring is not allowed.',
      'zh-CN': '{host} 的地址是 {address}，属于内部网络，不允许从这里镜像。',
    },
    next: [
      {
        en: 'An operator can allow private addresses in the settings of the server.',
        'zh-CN': '运维人员可以在服务器设置中允许内网地址。',
      },
    ],
  },
  GitMirrorFailed: {
    kind: 'Unavailable',
    message: { en: '{url} could not be fetched: {detail}', 'zh-CN': '无法从 {url} 获取内容：{detail}' },
  },
  GitMirrorTimeout: {
    kind: 'Unavailable',
    message: {
      en: '{url} was not fetched within {seconds} seconds.',
      'zh-CN': '在 {seconds} 秒内未能从 {url} 获取完内容。',
    },
  },
});
