import type { Text } from '@juanie/fault';

type Texts = Readonly<Record<string, Text>>;
const both = (en: string, zh: string): Text => ({ en, 'zh-CN': zh });

/** What each command is for, by its words. */
export const commandTexts: Texts = {
  '': both(
    'From git push to a running, observed, reversible application',
    '从 git push 到运行中、可观测、可回滚的应用',
  ),
  project: both(
    'projects: create, list, show, resume, rules, pushes, delete',
    '项目：创建、列出、查看、继续、规则、推送记录、删除',
  ),
  'project create': both(
    'make a project: repository, environments, first build, first deployment',
    '创建项目：代码仓库、环境、首次构建与部署',
  ),
  'project list': both('all projects', '列出全部项目'),
  'project show': both('one project', '查看一个项目'),
  'project resume': both('go on where creation failed', '从创建失败处继续'),
  'project delete': both(
    'delete it: lists what goes, proves that it is gone',
    '删除项目：先列出将被删除的内容，再确认已清除',
  ),
  'project rules': both(
    'show or set the branch rules: default, trunk or gitflow',
    '查看或设置分支规则：default、trunk 或 gitflow',
  ),
  'project pushes': both('why pushes did or did not deploy', '查看推送为何部署或没有部署'),
  status: both('what runs where', '各环境正在运行什么'),
  deploy: both('deploy by hand', '手动部署'),
  promote: both(
    'promote [FROM] TO: move a release to the next environment',
    'promote [来源] 目标：将版本晋级到下一个环境',
  ),
  approve: both('approve a deployment', '批准一次部署'),
  reject: both('reject a deployment, with the reason', '驳回一次部署，并说明原因'),
  cancel: both('cancel a deployment', '取消一次部署'),
  rollback: both('go back to an older release, or end the hold of one', '回滚到较早的版本，或结束其暂停'),
  deployment: both('deployments: list, show, watch', '部署：列出、查看、跟踪'),
  'deployment list': both('the newest deployments', '列出最近的部署'),
  'deployment show': both('one deployment with its steps and evidence', '查看一次部署的步骤与证据'),
  'deployment watch': both('follow a deployment to its end', '跟踪部署直到结束'),
  watch: both('follow a deployment to its end', '跟踪部署直到结束'),
  build: both('builds: list, show, log, cancel, retry', '构建：列出、查看、日志、取消、重试'),
  'build list': both('the newest builds', '列出最近的构建'),
  'build show': both('one build with its last lines', '查看一次构建及其最后几行日志'),
  'build log': both('the log of a build', '查看构建日志'),
  'build cancel': both('cancel a build', '取消构建'),
  'build retry': both('build the same commit again', '重新构建同一提交'),
  release: both('releases: list', '版本：列出'),
  'release list': both('the newest releases and where they run', '列出最近的版本及其所在环境'),
  env: both(
    'environments: list, create, delete, hold, resume, scale, restart',
    '环境：列出、创建、删除、暂停、恢复、伸缩、重启',
  ),
  'env list': both('the environments of a project', '列出项目的环境'),
  'env create': both('add an environment', '添加环境'),
  'env delete': both(
    'delete it: lists what goes, proves that it is gone',
    '删除环境：先列出将被删除的内容，再确认已清除',
  ),
  'env hold': both('pause automation', '暂停自动部署'),
  'env resume': both('end a hold', '结束暂停'),
  'env scale': both('set the number of pods', '设置 Pod 数量'),
  'env restart': both('replace every pod, one after another', '逐个替换所有 Pod'),
  var: both('variables of an environment: list, set, unset', '环境变量：列出、设置、移除'),
  'var list': both('the variables of an environment', '列出环境的变量'),
  'var set': both('NAME=VALUE …: one change for all of them', '名称=值 …：合并为一次变更'),
  'var unset': both('remove variables: one change for all of them', '移除变量：合并为一次变更'),
  logs: both('the log of an application', '查看应用日志'),
  diff: both('what a release would change in the rendered objects', '查看版本会给渲染结果带来的变化'),
  login: both(
    'keep a server and a token (read from stdin) as a context',
    '将服务器与令牌（从标准输入读取）保存为上下文',
  ),
  logout: both('forget a context', '移除上下文'),
  context: both('which Juanie: show, list, use', '连接哪个 Juanie：查看、列出、切换'),
  'context show': both('the server that commands go to', '查看命令发往的服务器'),
  'context list': both('all contexts', '列出全部上下文'),
  'context use': both('make a context the current one', '切换当前上下文'),
  member: both('members: list, invite, role, remove', '成员：列出、邀请、角色、移除'),
  'member list': both('members of the organisation, or with -p of a project', '列出组织成员；加 -p 则为项目成员'),
  'member invite': both('invite somebody: prints a one-time link', '邀请成员：输出一次性链接'),
  'member role': both('owner, maintainer, developer or viewer', '设置角色：owner、maintainer、developer 或 viewer'),
  'member remove': both('take all rights of somebody', '移除成员'),
  token: both('API tokens: create, list, revoke', 'API 令牌：创建、列出、吊销'),
  'token create': both('make a token: it is shown once', '创建令牌：仅显示一次'),
  'token list': both('your tokens', '列出你的令牌'),
  'token revoke': both('end a token at once', '立即吊销令牌'),
  clone: both('clone with a credential helper: pushing asks nothing', '克隆并配置凭据：推送时无需输入密码'),
  open: both('print the address of the pages', '输出页面地址'),
  kustomize: both('kustomize build DIR', 'kustomize build 目录'),
  'kustomize build': both('the bytes that kustomize prints', '输出与 kustomize 相同的内容'),
  up: both('start everything in the foreground', '在前台启动全部组件'),
  'sign-in': both('a new one-time link for the local owner', '为本机所有者生成新的一次性登录链接'),
  doctor: both('check this machine and the running instance', '检查本机与运行中的实例'),
  completion: both('for bash, zsh or fish', '生成 bash、zsh 或 fish 的补全脚本'),
  version: both('of Juanie and Node', '显示 Juanie 与 Node 的版本'),
};

/** At the end of the first page of help: scripts may rely on these. */
export const exitCodeText = both(
  `
Exit codes:
  0  done, or nothing to do            6  conflict: changed meanwhile, or locked
  1  it ran and failed; diff: differs  7  timed out waiting; it goes on in the server
  2  wrong usage or input              8  still waits, for example for an approval
  3  not found                         9  cancelled by somebody else
  4  sign-in needed or expired        10  server or network unavailable
  5  not allowed, or blocked by a rule`,
  `
退出码：
  0  已完成，或无需操作        6  冲突：期间已变化或被锁定
  1  执行失败；diff：有差异    7  等待超时，操作在服务器上继续
  2  用法或输入有误            8  仍在等待，例如等待审批
  3  不存在                    9  已被他人取消
  4  需要登录或登录已过期     10  服务器或网络不可用
  5  无权限，或被规则阻止`,
);

/** What each option means, by its long name; with the command before it where it means something else there. */
export const optionTexts: Texts = {
  '--version': both('show the version', '显示版本'),
  '--project': both(
    'which project; default: that of this clone, or the only one',
    '项目；默认为当前克隆所属的项目，或唯一的项目',
  ),
  '--server': both('address of Juanie', 'Juanie 的地址'),
  '--context': both('a saved context', '已保存的上下文'),
  '--json': both('one JSON document on stdout', '在标准输出上输出一个 JSON 文档'),
  '--output': both('table or json', 'table 或 json'),
  '--quiet': both('no progress', '不显示进度'),
  '--yes': both('never ask', '不询问'),
  '--timeout': both('of waiting: 90s, 10m, 1h', '等待时限：90s、10m、1h'),
  '--lang': both('en or zh-CN', 'en 或 zh-CN'),
  '--env': both('which environment', '环境'),
  '--release': both('which release, such as r12', '版本，例如 r12'),
  '--commit': both('which commit', '提交'),
  '--reason': both('kept in the history', '原因，记入历史'),
  '--no-wait': both('answer at once', '立即返回，不等待结束'),
  '--to': both('which environment', '目标环境'),
  'rollback --to': both('which release; default: the last one that worked', '目标版本；默认为上一个正常运行的版本'),
  '--ask': both('ask for an approval where it is optional', '在审批可选的环境请求审批'),
  '--vars': both('variables as they were then or as they are now', '使用当时（then）或现在（now）的变量'),
  '--end-hold': both('let automation go on', '结束暂停，恢复自动部署'),
  '--limit': both('at most', '最多条数'),
  '--no-follow': both('stop at what is there', '输出已有内容后停止'),
  '--follow': both('stay and print what comes', '持续输出新内容'),
  '--tail': both('last lines', '最后若干行'),
  '--previous': both('of the container before the last restart', '上次重启之前的容器'),
  '--pod': both('which pod', 'Pod'),
  '--tier': both('development, staging or production', 'development、staging 或 production'),
  '--replicas': both('number of pods', 'Pod 数量'),
  '--size': both('small, medium or large', 'small、medium 或 large'),
  '--approval': both('automatic, optional or required', 'automatic（自动）、optional（可选）或 required（必需）'),
  '--confirm': both('the name again', '再次输入名称以确认'),
  '--until': both('ISO 8601', '截止时间，ISO 8601 格式'),
  '--template': both('start from a template', '使用模板'),
  '--repo': both('mirror an existing repository', '镜像已有的仓库'),
  '--rules': both('branch rules: default, trunk or gitflow', '分支规则：default、trunk 或 gitflow'),
  '--description': both('what it is', '说明'),
  '--name': both('of the context', '上下文名称'),
  '--why': both('say where it comes from', '说明来源'),
  '--role': both('owner, maintainer, developer or viewer', 'owner、maintainer、developer 或 viewer'),
  '--access': both('read, write or admin', 'read、write 或 admin'),
  '--projects': both('only these, separated by commas', '仅限这些项目，以逗号分隔'),
  '--days': both('expires after', '有效天数'),
  '--pre': both('only what a first start needs', '仅检查首次启动所需的条件'),
  '--data': both('everything that Juanie keeps (JUANIE_DATA)', 'Juanie 的数据目录（JUANIE_DATA）'),
  '--listen': both(
    'pages, API, Git, registry (JUANIE_LISTEN), default 127.0.0.1:7400',
    '页面、接口、Git、镜像仓库（JUANIE_LISTEN），默认 127.0.0.1:7400',
  ),
  '--kube': both(
    'embedded Kubernetes API (JUANIE_KUBE), default 127.0.0.1:7443',
    '内置 Kubernetes 接口（JUANIE_KUBE），默认 127.0.0.1:7443',
  ),
  '--gateway': both(
    'entrance of the applications (JUANIE_GATEWAY), default 127.0.0.1:7480',
    '应用入口（JUANIE_GATEWAY），默认 127.0.0.1:7480',
  ),
  '--domain': both(
    'default host of environments (JUANIE_DOMAIN), default localhost',
    '环境的默认域名（JUANIE_DOMAIN），默认 localhost',
  ),
  '--no-sample': both('do not deploy the sample project at the first start', '首次启动时不部署示例项目'),
  '--ready-file': both('written when everything serves', '全部就绪后写入的文件'),
  '--config': both('juanie-server.yaml (JUANIE_CONFIG)', '配置文件 juanie-server.yaml（JUANIE_CONFIG）'),
};
