import { defineFaults } from '@juanie/fault';

/** The English sentences are upstream's own: they become condition messages. */
export const fault = defineFaults({
  SourceRefMissing: {
    kind: 'NotFound',
    message: {
      en: `unable to clone '{url}': couldn't find remote ref "{ref}"`,
      'zh-CN': '仓库 {url} 中没有引用 {ref}',
    },
    next: [{ en: 'Push the branch or tag, or correct spec.ref.', 'zh-CN': '请推送该分支或标签，或修正 spec.ref。' }],
  },
  SourceCommitMissing: {
    kind: 'NotFound',
    message: {
      en: "unable to resolve commit object for '{commit}': object not found",
      'zh-CN': '仓库中没有提交 {commit}',
    },
  },
  SourceRangeEmpty: {
    kind: 'NotFound',
    message: { en: 'no match found for semver: {range}', 'zh-CN': '没有标签符合版本范围 {range}' },
  },
  SourceRangeUnreadable: {
    kind: 'Invalid',
    message: { en: 'semver parse error: improper constraint: {range}', 'zh-CN': '无法解析版本范围 {range}' },
  },
  SourceNotFound: {
    kind: 'NotFound',
    message: { en: "unable to clone '{url}': repository not found: ", 'zh-CN': '找不到仓库 {url}' },
    next: [{ en: 'Create the repository, or correct spec.url.', 'zh-CN': '请创建该仓库，或修正 spec.url。' }],
  },
  SourceUnreachable: {
    kind: 'Unavailable',
    message: { en: "unable to clone '{url}': {detail}", 'zh-CN': '无法访问仓库 {url}：{detail}' },
  },
  SourceSecretMissing: {
    kind: 'NotFound',
    message: {
      en: `failed to get secret '{secret}': failed to get secret '{secret}': secrets "{name}" not found`,
      'zh-CN': '找不到密钥对象 {secret}（{name}）',
    },
  },
  FluxBuildFailed: {
    kind: 'Invalid',
    message: { en: '{message}', 'zh-CN': '清单无法生成：{message}' },
    next: [{ en: 'Correct the file in the repository and push.', 'zh-CN': '请修正仓库中的文件并推送。' }],
  },
  ReceiverTokenMissing: {
    kind: 'NotFound',
    message: {
      en: "unable to read token from secret '{secret}' error: {detail}",
      'zh-CN': '无法从密钥对象 {secret} 读取令牌：{detail}',
    },
    next: [{ en: 'Create the Secret with a key named token.', 'zh-CN': '请创建该 Secret，并包含名为 token 的键。' }],
  },
});
