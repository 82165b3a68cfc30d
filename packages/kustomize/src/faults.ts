import { defineFaults, defineMessages } from '@juanie/fault';

export const kustomizeMessages = defineMessages({
  KustomizeFieldUnknown: {
    en: 'The field {field} is unknown',
    'zh-CN': '字段 {field} 不存在',
  },
  KustomizeFieldType: {
    en: 'The field {field} must be {wanted}, not {found}',
    'zh-CN': '字段 {field} 的类型应为 {wanted}，实际为 {found}',
  },
  KustomizeFileUnreadable: {
    en: 'The YAML cannot be read',
    'zh-CN': 'YAML 无法解析',
  },
  KustomizePathMissing: {
    en: 'Neither a file nor a directory is found at {path}',
    'zh-CN': '{path} 既不是文件，也不是目录',
  },
  KustomizeDirectoryWithoutKustomization: {
    en: 'The directory {path} has no kustomization.yaml, kustomization.yml or Kustomization',
    'zh-CN': '目录 {path} 中没有 kustomization.yaml、kustomization.yml 或 Kustomization',
  },
  KustomizeOutsideRoot: {
    en: '{path} lies outside of {root}, which files may not be read from',
    'zh-CN': '{path} 位于 {root} 之外，不允许从那里读取文件',
  },
  KustomizeCycle: {
    en: 'The directory {path} is being built already: bases may not contain each other',
    'zh-CN': '目录 {path} 正在构建中：base 之间不能相互包含',
  },
  KustomizeRemoteUnavailable: {
    en: 'The remote resource {url} is not available here',
    'zh-CN': '此处无法获取远程资源 {url}',
  },
  KustomizePluginRefused: {
    en: '{kind} would run a program or a container, which is not done here',
    'zh-CN': '{kind} 需要运行程序或容器，这里不支持',
  },
  KustomizeKeyNotText: {
    en: 'The key {key} would be read as something else than text',
    'zh-CN': '键 {key} 会被当作非文本的值读取',
  },
  KustomizeNumberNotFinite: {
    en: 'Infinity and NaN have no place in a Kubernetes object',
    'zh-CN': 'Kubernetes 对象中不能使用 Infinity 或 NaN',
  },
  KustomizeFieldUnsupported: {
    en: 'The field {field} is not supported: {why}',
    'zh-CN': '不支持字段 {field}：{why}',
  },
});

export const kustomizeFault = defineFaults({
  KustomizeBuildFailed: {
    kind: 'Invalid',
    message: {
      en: 'The kustomization in {dir} cannot be built.',
      'zh-CN': '{dir} 中的 kustomization 无法构建。',
    },
    next: [
      {
        en: 'Correct the files and fields named below; `kustomize build {dir}` refuses them as well.',
        'zh-CN': '修正下面列出的文件和字段；`kustomize build {dir}` 同样会拒绝它们。',
      },
    ],
  },
  KustomizeUnsupported: {
    kind: 'Invalid',
    message: {
      en: 'The kustomization in {dir} uses something that is not supported here.',
      'zh-CN': '{dir} 中的 kustomization 使用了此处不支持的功能。',
    },
    next: [
      {
        en: 'Remove the field named below, or render with the kustomize command and commit the result.',
        'zh-CN': '去掉下面列出的字段，或者用 kustomize 命令渲染后提交结果。',
      },
    ],
  },
});
