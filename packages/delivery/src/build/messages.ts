import { defineFaults, defineMessages } from '@juanie/fault';

/** What the builder refuses or fails with. */
export const fault = defineFaults({
  AppFileInvalid: {
    kind: 'Invalid',
    message: {
      en: 'juanie.yaml cannot be used: {count} problem(s).',
      'zh-CN': 'juanie.yaml 无法使用：共 {count} 处问题。',
    },
    next: [{ en: 'Correct the places named and push again.', 'zh-CN': '请修改所列位置后重新推送。' }],
  },
  BuildUndetected: {
    kind: 'Invalid',
    message: {
      en: 'Nothing in {context} says how to build it: there is no package.json and no index.html.',
      'zh-CN': '无法判断如何构建 {context}：没有 package.json，也没有 index.html。',
    },
    next: [
      {
        en: 'Add one of them, or say in juanie.yaml where the application is (context) and what it is (build.preset).',
        'zh-CN': '请添加其中之一，或在 juanie.yaml 中说明应用所在目录（context）和类型（build.preset）。',
      },
    ],
  },
  BuildStartUnknown: {
    kind: 'Invalid',
    message: {
      en: 'It is not known how to start {service}: package.json has no start script and there is no server.js or index.js.',
      'zh-CN': '不知道如何启动 {service}：package.json 没有 start 脚本，也没有 server.js 或 index.js。',
    },
    next: [
      {
        en: 'Add a start script, or run.command in juanie.yaml.',
        'zh-CN': '请添加 start 脚本，或在 juanie.yaml 中写明 run.command。',
      },
    ],
  },
  BuildLockfileMissing: {
    kind: 'Invalid',
    message: {
      en: '{file} names dependencies, and there is no package-lock.json that says which versions.{other}',
      'zh-CN': '{file} 声明了依赖，但没有确定版本的 package-lock.json。{other}',
    },
    next: [
      { en: 'Run npm install and commit package-lock.json.', 'zh-CN': '请运行 npm install 并提交 package-lock.json。' },
    ],
  },
  BuildManifestInvalid: {
    kind: 'Invalid',
    message: { en: '{file} cannot be read: {why}.', 'zh-CN': '无法读取 {file}：{why}。' },
  },
  BuildOutputMissing: {
    kind: 'Invalid',
    message: {
      en: 'The build of {service} left nothing to serve: no folder {looked} with an index.html.',
      'zh-CN': '{service} 构建后没有可提供的文件：未找到包含 index.html 的目录 {looked}。',
    },
    next: [
      {
        en: 'Say in juanie.yaml where the files are: build.output.',
        'zh-CN': '请在 juanie.yaml 的 build.output 中写明输出目录。',
      },
    ],
  },
  BuildStepFailed: {
    kind: 'Conflict',
    message: {
      en: 'The step {step} of {service} failed: {command} ended with {code}.',
      'zh-CN': '{service} 的 {step} 步骤失败：{command} 以退出码 {code} 结束。',
    },
    next: [{ en: 'The last lines of the log say why.', 'zh-CN': '原因见日志最后几行。' }],
  },
  BuildLimitExceeded: {
    kind: 'Exhausted',
    message: {
      en: 'The step {step} of {service} was stopped: it used more than {limit} of {what}.',
      'zh-CN': '{service} 的 {step} 步骤已被停止：{what} 超过上限 {limit}。',
    },
    next: [
      {
        en: 'Make the build smaller, or raise the limit in the settings.',
        'zh-CN': '请减小构建规模，或在设置中提高上限。',
      },
    ],
  },
  BuildCancelled: {
    kind: 'Conflict',
    message: { en: 'The build was cancelled.', 'zh-CN': '构建已取消。' },
  },
  BuildNpmMissing: {
    kind: 'Unavailable',
    message: {
      en: 'npm was not found on this machine, and {service} has dependencies to install.',
      'zh-CN': '本机找不到 npm，而 {service} 有依赖需要安装。',
    },
    next: [
      { en: 'Install npm, or put it on the PATH of the server.', 'zh-CN': '请安装 npm，或将其加入服务器的 PATH。' },
    ],
  },
  BuildTreeUnsafe: {
    kind: 'Invalid',
    message: {
      en: '{path} cannot be part of an image: {why}.',
      'zh-CN': '{path} 不能放入镜像：{why}。',
    },
  },
});

/** Why a build is planned as it is, and what is wrong with an application's file. */
export const message = defineMessages({
  PlanNodePackage: {
    en: '{file} is there: a Node application.',
    'zh-CN': '存在 {file}：Node 应用。',
  },
  PlanStaticFiles: {
    en: '{file} is there and nothing to start: files served as they are.',
    'zh-CN': '存在 {file} 且没有可启动的程序：直接提供静态文件。',
  },
  PlanStaticSite: {
    en: '{file} has a build script and starts with a development server ({start}): a site to be built.',
    'zh-CN': '{file} 有 build 脚本，且 start 是开发服务器（{start}）：按需构建的静态网站处理。',
  },
  PlanStaticBuilt: {
    en: '{file} has a build script and nothing to start: what the build makes is served as files.',
    'zh-CN': '{file} 有 build 脚本但没有启动方式：将构建产物作为静态文件提供。',
  },
  PlanDeclared: {
    en: 'juanie.yaml says so.',
    'zh-CN': '由 juanie.yaml 指定。',
  },
  AppFileUnknownKey: {
    en: 'there is no "{key}" here; known are: {known}',
    'zh-CN': '这里没有“{key}”；可用的有：{known}',
  },
  AppFileMisspelt: {
    en: 'there is no "{key}" here; did you mean "{suggestion}"?',
    'zh-CN': '这里没有“{key}”；你是想写“{suggestion}”吗？',
  },
  AppFileType: { en: 'must be {expected}', 'zh-CN': '应为{expected}' },
  AppFileMissing: { en: 'is missing', 'zh-CN': '缺失' },
  AppFileChoice: { en: 'must be one of: {allowed}', 'zh-CN': '应为以下之一：{allowed}' },
  AppFileAtMost: { en: 'must be at most {maximum}', 'zh-CN': '不得大于 {maximum}' },
  AppFileAtLeast: { en: 'must be at least {minimum}', 'zh-CN': '不得小于 {minimum}' },
  AppFileTooLong: { en: 'must be no longer than {maximum}', 'zh-CN': '长度不得超过 {maximum}' },
  AppFileTooShort: { en: 'must not be empty', 'zh-CN': '不能为空' },
  AppFileName: {
    en: 'must be 1 to 40 lower-case letters, digits and hyphens, starting with a letter',
    'zh-CN': '应为 1 到 40 个小写字母、数字或连字符，并以字母开头',
  },
  AppFilePath: { en: 'must be a path inside the repository', 'zh-CN': '应为仓库内的路径' },
  AppFilePathMissing: { en: '"{path}" is not in the repository', 'zh-CN': '仓库中没有“{path}”' },
  AppFileAbsolute: { en: 'must be an absolute path', 'zh-CN': '应为绝对路径' },
  AppFileQuantity: { en: 'must be a size such as 1Gi', 'zh-CN': '应为大小，例如 1Gi' },
  AppFileVariable: {
    en: 'is no name for a variable: letters, digits and underscores, not starting with a digit',
    'zh-CN': '不是有效的变量名：只能包含字母、数字和下划线，且不能以数字开头',
  },
  AppFilePortVariable: {
    en: 'PORT is set for each pod and cannot be given',
    'zh-CN': 'PORT 由平台为每个 Pod 设置，不能指定',
  },
  AppFileOther: { en: 'cannot be used: {detail}', 'zh-CN': '无法使用：{detail}' },
  AppFileSyntax: { en: 'is not YAML: {detail}', 'zh-CN': 'YAML 语法错误：{detail}' },
  AppFileTooLarge: { en: 'is larger than {limit} KiB', 'zh-CN': '超过 {limit} KiB' },
  AppFileTypeLater: {
    en: 'the type "{type}" is not run by this version: use web, worker or static',
    'zh-CN': '此版本不支持类型“{type}”：请使用 web、worker 或 static',
  },
  AppFilePresetLater: {
    en: 'the preset "{preset}" is not built by this version: use node or static',
    'zh-CN': '此版本不支持预设“{preset}”：请使用 node 或 static',
  },
  AppFileKeyLater: {
    en: '"{key}" is not supported by this version',
    'zh-CN': '此版本不支持“{key}”',
  },
});
