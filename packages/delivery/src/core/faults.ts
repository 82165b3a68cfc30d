import { defineFaults } from '@juanie/fault';

/** What delivery refuses, and why. */
export const fault = defineFaults({
  ProjectNameInvalid: {
    kind: 'Invalid',
    message: {
      en: 'The project name "{name}" cannot be used: 1 to 40 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen.',
      'zh-CN': '项目名“{name}”不可用：请使用 1 到 40 个小写字母、数字或连字符，以字母开头，且不能以连字符结尾。',
    },
  },
  EnvironmentNameInvalid: {
    kind: 'Invalid',
    message: {
      en: 'The environment name "{name}" cannot be used: 1 to 20 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen.',
      'zh-CN': '环境名“{name}”不可用：请使用 1 到 20 个小写字母、数字或连字符，以字母开头，且不能以连字符结尾。',
    },
  },
  NameReserved: {
    kind: 'Invalid',
    message: {
      en: 'The name "{name}" is reserved for Juanie itself.',
      'zh-CN': '名称“{name}”为 Juanie 保留，不能使用。',
    },
    next: [{ en: 'Choose another name.', 'zh-CN': '请换一个名称。' }],
  },
  NameTaken: {
    kind: 'Conflict',
    message: { en: 'The name "{name}" is taken by {owner}.', 'zh-CN': '名称“{name}”已被{owner}使用。' },
    next: [{ en: 'Choose another name.', 'zh-CN': '请换一个名称。' }],
  },
  HostInvalid: {
    kind: 'Invalid',
    message: { en: '"{host}" is not a host name.', 'zh-CN': '“{host}”不是有效的主机名。' },
  },
  HostTaken: {
    kind: 'Conflict',
    message: {
      en: 'The host {host} belongs to {project}/{environment}.',
      'zh-CN': '主机名 {host} 已属于 {project}/{environment}。',
    },
    next: [{ en: 'Choose another host.', 'zh-CN': '请换一个主机名。' }],
  },
  VariableNameInvalid: {
    kind: 'Invalid',
    message: {
      en: 'The variable name "{name}" cannot be used: letters, digits and underscores, not starting with a digit.',
      'zh-CN': '变量名“{name}”不可用：只能包含字母、数字和下划线，且不能以数字开头。',
    },
  },
  VariableReserved: {
    kind: 'Invalid',
    message: { en: 'Juanie sets {name} itself, for each pod.', 'zh-CN': '{name} 由 Juanie 为每个 Pod 设置。' },
    next: [{ en: 'Let the application listen on the port in PORT.', 'zh-CN': '请让应用监听 PORT 指定的端口。' }],
  },
  VariableTooLong: {
    kind: 'Invalid',
    message: { en: 'The value of {name} is longer than {limit} bytes.', 'zh-CN': '{name} 的值超过了 {limit} 字节。' },
  },
  InputInvalid: {
    kind: 'Invalid',
    message: { en: '{field} is not valid: {detail}.', 'zh-CN': '{field} 无效：{detail}。' },
  },
  ConfirmationWrong: {
    kind: 'Invalid',
    message: {
      en: 'To confirm, give the name exactly: {name}.',
      'zh-CN': '请准确输入名称以确认：{name}。',
    },
  },
  ProjectNotFound: {
    kind: 'NotFound',
    message: {
      en: 'There is no project {name}, or you may not see it.',
      'zh-CN': '没有名为 {name} 的项目，或者你无权查看。',
    },
  },
  EnvironmentNotFound: {
    kind: 'NotFound',
    message: {
      en: '{project} has no environment {environment}.',
      'zh-CN': '{project} 没有名为 {environment} 的环境。',
    },
  },
  ReleaseNotFound: {
    kind: 'NotFound',
    message: { en: '{project} has no release {release}.', 'zh-CN': '{project} 没有版本 {release}。' },
  },
  NoRelease: {
    kind: 'Conflict',
    message: {
      en: '{project} has no release yet that may go to {environment}.',
      'zh-CN': '{project} 还没有可以部署到 {environment} 的版本。',
    },
    next: [{ en: 'Push a commit, or wait for the running build.', 'zh-CN': '请推送一个提交，或等待正在进行的构建。' }],
  },
  BuildNotFound: {
    kind: 'NotFound',
    message: { en: '{project} has no build #{number}.', 'zh-CN': '{project} 没有构建 #{number}。' },
  },
  DeploymentNotFound: {
    kind: 'NotFound',
    message: { en: '{project} has no deployment #{number}.', 'zh-CN': '{project} 没有部署 #{number}。' },
  },
  CommitNotFound: {
    kind: 'NotFound',
    message: { en: '{repository} has no commit {commit}.', 'zh-CN': '{repository} 中没有提交 {commit}。' },
  },
  TemplateNotFound: {
    kind: 'NotFound',
    message: {
      en: 'There is no template {name}. Known: {known}.',
      'zh-CN': '没有名为 {name} 的模板。可用的有：{known}。',
    },
  },
  TemplateUnusable: {
    kind: 'Invalid',
    message: { en: 'The template {name} cannot be used: {detail}.', 'zh-CN': '模板 {name} 无法使用：{detail}。' },
  },
  MemberNotFound: {
    kind: 'NotFound',
    message: { en: 'There is no such member.', 'zh-CN': '没有这个成员。' },
  },
  TokenNotFound: { kind: 'NotFound', message: { en: 'There is no such token.', 'zh-CN': '没有这个令牌。' } },
  SignInLinkInvalid: {
    kind: 'Unauthenticated',
    message: {
      en: 'This sign-in link is unknown, was used already or has expired.',
      'zh-CN': '这个登录链接不存在、已被使用或已过期。',
    },
    next: [
      {
        en: 'Run `juanie sign-in` on the server, or ask for a new link.',
        'zh-CN': '请在服务器上运行 `juanie sign-in`，或索取新的链接。',
      },
    ],
  },
  NotAllowed: {
    kind: 'Forbidden',
    message: {
      en: '{name} may not do this here ({action}): it needs the role {needed}, and the role here is {role}.',
      'zh-CN': '{name} 在这里没有权限执行此操作（{action}）：需要角色“{needed}”，当前角色为“{role}”。',
    },
    next: [{ en: 'Ask an owner or maintainer of the project.', 'zh-CN': '请联系项目的所有者或维护者。' }],
  },
  TokenScopeTooSmall: {
    kind: 'Forbidden',
    message: {
      en: 'The token allows {access} only; {action} needs {needed}.',
      'zh-CN': '该令牌仅允许 {access}；{action} 需要 {needed}。',
    },
    next: [{ en: 'Create a token with a wider scope.', 'zh-CN': '请创建范围更大的令牌。' }],
  },
  StateForbids: {
    kind: 'Conflict',
    message: {
      en: '{target} is {state}; {action} is not possible now.',
      'zh-CN': '{target} 当前状态为 {state}，无法执行 {action}。',
    },
  },
  ProjectNotActive: {
    kind: 'Conflict',
    message: { en: 'The project {name} is {state}.', 'zh-CN': '项目 {name} 当前状态为 {state}。' },
    next: [{ en: 'Make it active first.', 'zh-CN': '请先将其恢复为正常状态。' }],
  },
  ApprovalVoid: {
    kind: 'Conflict',
    message: {
      en: 'What deployment #{number} would change is not what was shown: the approval does not hold for it.',
      'zh-CN': '部署 #{number} 将要变更的内容与展示时不同，审批已失效。',
    },
    next: [{ en: 'Look at the change again, then approve it.', 'zh-CN': '请重新查看变更，再进行审批。' }],
  },
  ApprovalOwn: {
    kind: 'Forbidden',
    message: {
      en: 'Deployment #{number} was asked for by you; somebody else has to approve it.',
      'zh-CN': '部署 #{number} 由你发起，需要其他人审批。',
    },
  },
  ApprovalNotWaiting: {
    kind: 'Conflict',
    message: { en: 'Deployment #{number} does not wait for an approval.', 'zh-CN': '部署 #{number} 不在等待审批。' },
  },
  ApprovalGiven: {
    kind: 'Conflict',
    message: { en: 'You have approved deployment #{number} already.', 'zh-CN': '你已经批准过部署 #{number}。' },
  },
  SheetOutdated: {
    kind: 'Conflict',
    message: {
      en: '{environment} has changed since this was shown.',
      'zh-CN': '在你查看之后，{environment} 已经发生变化。',
    },
    next: [{ en: 'Look at the change again.', 'zh-CN': '请重新查看变更内容。' }],
  },
  PromotionImpossible: {
    kind: 'Conflict',
    message: { en: 'Nothing can be promoted to {environment}.', 'zh-CN': '没有可以晋级到 {environment} 的版本。' },
    next: [{ en: 'Deploy a release to the environment before it first.', 'zh-CN': '请先将版本部署到它之前的环境。' }],
  },
  PromotionSame: {
    kind: 'Conflict',
    message: { en: '{environment} runs {release} already.', 'zh-CN': '{environment} 已在运行 {release}。' },
    next: [{ en: 'To run it anew, deploy it again.', 'zh-CN': '如需重新运行，请重新部署该版本。' }],
  },
  NothingToRollBackTo: {
    kind: 'Conflict',
    message: {
      en: '{environment} has run no other release that worked.',
      'zh-CN': '{environment} 没有其他成功运行过的版本可以回滚。',
    },
  },
  HoldMissing: {
    kind: 'Conflict',
    message: { en: '{environment} is not held.', 'zh-CN': '{environment} 当前没有锁定。' },
  },
  LastOwner: {
    kind: 'Conflict',
    message: { en: 'The organisation needs at least one owner.', 'zh-CN': '组织至少需要一位所有者。' },
  },
  IdempotencyKeyReused: {
    kind: 'Conflict',
    message: {
      en: 'The idempotency key was used for another call ({method}).',
      'zh-CN': '该幂等键已用于另一个调用（{method}）。',
    },
  },
  MirrorAddressPrivate: {
    kind: 'Invalid',
    message: {
      en: 'The address {address} is private; mirrors of private addresses are turned off.',
      'zh-CN': '地址 {address} 是内网地址；当前未允许镜像内网仓库。',
    },
    next: [
      {
        en: 'An owner can allow it in the configuration (allowPrivateMirrors).',
        'zh-CN': '所有者可以在配置中允许（allowPrivateMirrors）。',
      },
    ],
  },
  MirrorAddressInvalid: {
    kind: 'Invalid',
    message: {
      en: '"{address}" is not the address of a Git repository: https:// or http:// is expected.',
      'zh-CN': '“{address}”不是 Git 仓库地址：应以 https:// 或 http:// 开头。',
    },
  },
  RepositoryNotMirror: {
    kind: 'Conflict',
    message: { en: '{repository} is not a mirror.', 'zh-CN': '{repository} 不是镜像仓库。' },
  },
  RuleEnvironmentUnknown: {
    kind: 'Invalid',
    message: {
      en: 'A rule names the environment {environment}, which does not exist.',
      'zh-CN': '规则引用了不存在的环境 {environment}。',
    },
  },
  OverlayBroken: {
    kind: 'Conflict',
    message: {
      en: '{file} in the fleet repository cannot be read: {detail}.',
      'zh-CN': '无法读取集群仓库中的 {file}：{detail}。',
    },
    next: [{ en: 'Repair the file and push it to the fleet.', 'zh-CN': '请修复该文件并推送到集群仓库。' }],
  },
  RenderFailed: {
    kind: 'Conflict',
    message: { en: '{dir} cannot be rendered: {detail}.', 'zh-CN': '无法渲染 {dir}：{detail}。' },
  },
  Fenced: {
    kind: 'Conflict',
    message: { en: 'Somebody else took over {environment}.', 'zh-CN': '{environment} 已由其他任务接管。' },
  },
  BuildInterrupted: {
    kind: 'Unavailable',
    message: { en: 'The server stopped while the build ran.', 'zh-CN': '构建过程中服务器停止运行。' },
    next: [{ en: 'Retry the build.', 'zh-CN': '请重试构建。' }],
  },
  BuildFailed: {
    kind: 'Conflict',
    message: { en: 'The build failed: {detail}.', 'zh-CN': '构建失败：{detail}。' },
  },
  BuildIncomplete: {
    kind: 'Invalid',
    message: {
      en: 'The build gave no image by digest for {service}.',
      'zh-CN': '构建没有给出服务 {service} 的镜像摘要。',
    },
  },
  LogNotFound: {
    kind: 'NotFound',
    message: { en: 'No pod of {environment} matches.', 'zh-CN': '{environment} 中没有匹配的 Pod。' },
  },
});
