import { defineFaults, defineMessages } from '@juanie/fault';

export const serverFault = defineFaults({
  SettingsInvalid: {
    kind: 'Invalid',
    message: { en: '{count} setting(s) cannot be used.', 'zh-CN': '有 {count} 项设置无法使用。' },
    next: [{ en: 'See `juanie up --help`.', 'zh-CN': '请查看 `juanie up --help`。' }],
  },
  ConfigUnreadable: {
    kind: 'Invalid',
    message: { en: 'The configuration {file} cannot be read: {why}', 'zh-CN': '无法读取配置文件 {file}：{why}' },
  },
  PortTaken: {
    kind: 'Conflict',
    message: { en: '{flag} {address} is in use by another program.', 'zh-CN': '{flag} {address} 已被其他程序占用。' },
    next: [
      {
        en: 'Stop that program, or give {flag} another port (0 takes any free one).',
        'zh-CN': '请停止该程序，或为 {flag} 换一个端口（0 表示任意空闲端口）。',
      },
    ],
  },
  AddressRefused: {
    kind: 'Invalid',
    message: { en: '{flag} {address} cannot be listened on: {why}', 'zh-CN': '{flag} {address} 无法监听：{why}' },
    next: [
      {
        en: 'Name an address of this machine, such as 127.0.0.1:7400.',
        'zh-CN': '请指定本机的地址，例如 127.0.0.1:7400。',
      },
    ],
  },
  ListenUnsafe: {
    kind: 'Forbidden',
    message: {
      en: 'Juanie runs as root and cannot keep applications apart here, so it does not listen on {address}, beyond this machine.',
      'zh-CN': 'Juanie 正以 root 运行，且此处无法隔离应用，因此不会在 {address} 上对外监听。',
    },
    next: [
      {
        en: 'Start it as an ordinary user, or listen on 127.0.0.1.',
        'zh-CN': '请以普通用户启动，或仅监听 127.0.0.1。',
      },
    ],
  },
  DataInUse: {
    kind: 'Conflict',
    message: { en: 'Another Juanie (pid {pid}) uses {data}.', 'zh-CN': '另一个 Juanie（pid {pid}）正在使用 {data}。' },
    next: [
      { en: 'Stop it first, or start with another --data folder.', 'zh-CN': '请先停止它，或用 --data 指定其他目录。' },
    ],
  },
  DataNewer: {
    kind: 'Invalid',
    message: {
      en: 'The data in {data} was written by a newer Juanie ({found}); this is {known}.',
      'zh-CN': '{data} 中的数据由更新的 Juanie（{found}）写入，当前版本为 {known}。',
    },
    next: [{ en: 'Start that version, or a newer one.', 'zh-CN': '请使用该版本或更新的版本启动。' }],
  },
  DataUnwritable: {
    kind: 'Unavailable',
    message: { en: 'The data directory {data} cannot be written: {why}', 'zh-CN': '数据目录 {data} 无法写入：{why}' },
    next: [
      {
        en: 'Make it writable for this user, or choose another one with --data.',
        'zh-CN': '请为当前用户授予写权限，或用 --data 指定其他目录。',
      },
    ],
  },
  DiskFull: {
    kind: 'Exhausted',
    message: {
      en: 'The disk that holds {data} is full: {free} MB are free, {needed} MB are needed.',
      'zh-CN': '{data} 所在磁盘已满：剩余 {free} MB，至少需要 {needed} MB。',
    },
    next: [
      { en: 'Free some space, or choose another disk with --data.', 'zh-CN': '请清理空间，或用 --data 指定其他磁盘。' },
    ],
  },
  DataVersionUnknown: {
    kind: 'Invalid',
    message: {
      en: 'The version file of {data} is damaged: it does not hold a number.',
      'zh-CN': '{data} 中的 version 文件已损坏：内容不是数字。',
    },
    next: [
      {
        en: 'Restore the file from a copy, or write {known} into it if this Juanie made the data.',
        'zh-CN': '请从备份恢复该文件；若数据由当前版本写入，也可将其内容改为 {known}。',
      },
    ],
  },
  PlatformUnsupported: {
    kind: 'Invalid',
    message: {
      en: 'This is {platform} on {arch}. Juanie supports Linux with glibc on x64 and arm64.',
      'zh-CN': '当前系统为 {platform}（{arch}）。Juanie 支持 glibc Linux（x64、arm64）。',
    },
  },
  ReadyFileUnwritable: {
    kind: 'Unavailable',
    message: { en: '--ready-file {file} cannot be written: {why}', 'zh-CN': '--ready-file {file} 无法写入：{why}' },
    next: [{ en: 'Name a file in a folder that exists.', 'zh-CN': '请指定一个已存在目录中的文件。' }],
  },
  SampleFailed: {
    kind: 'Unavailable',
    message: { en: 'The sample project did not come up: {why}', 'zh-CN': '示例项目未能启动：{why}' },
    next: [{ en: 'Open the pages and look at its deployment.', 'zh-CN': '请打开页面查看其部署详情。' }],
  },
});

export const serverMessages = defineMessages({
  StepData: { en: 'data in {data}', 'zh-CN': '数据目录 {data}' },
  StepStores: { en: 'database, Git host, registry', 'zh-CN': '数据库、Git 托管、镜像仓库' },
  StepKubernetes: { en: 'Kubernetes API at {address}', 'zh-CN': 'Kubernetes 接口：{address}' },
  StepEngine: { en: 'controllers, pods, gateway at {address}', 'zh-CN': '控制器、Pod 运行时、网关：{address}' },
  StepPages: { en: 'pages and API at {address}', 'zh-CN': '页面与接口：{address}' },
  StepSample: { en: 'sample project {project} answers', 'zh-CN': '示例项目 {project} 已可访问' },
  PortMoved: {
    en: '{flag}: port {wanted} is taken, using {port}',
    'zh-CN': '{flag}：端口 {wanted} 已被占用，改用 {port}',
  },
  BlockSample: { en: 'Sample', 'zh-CN': '示例应用' },
  BlockSampleCurl: { en: 'where *.localhost does not resolve', 'zh-CN': '若 *.localhost 无法解析' },
  BlockSignIn: { en: 'Sign in', 'zh-CN': '登录' },
  BlockOnce: {
    en: 'works once; `npx juanie sign-in` prints another',
    'zh-CN': '仅可使用一次；运行 `npx juanie sign-in` 可获取新链接',
  },
  BlockNext: { en: 'Three things to try', 'zh-CN': '接下来可以试试' },
  NextChange: {
    en: 'npx juanie clone {project}, change a line in {project}/, commit, git -C {project} push',
    'zh-CN': 'npx juanie clone {project}，改 {project}/ 里的一行并提交，git -C {project} push',
  },
  NextPromote: {
    en: 'npx juanie promote development staging -p {project}',
    'zh-CN': 'npx juanie promote development staging -p {project}',
  },
  NextCluster: {
    en: 'kubectl --kubeconfig {kubeconfig} get kustomizations -A -w',
    'zh-CN': 'kubectl --kubeconfig {kubeconfig} get kustomizations -A -w',
  },
  IsolationNone: {
    en: 'Applications run as the user who started Juanie: {why}',
    'zh-CN': '应用以启动 Juanie 的用户身份运行：{why}',
  },
  Stopping: { en: 'Stopping: pods are ended, data is kept.', 'zh-CN': '正在停止：结束 Pod，保留数据。' },
});
