import { defineMessages, say, type Language, type Params } from '@juanie/fault';

/** What the Git endpoint itself says to people. */
export const message = defineMessages({
  GitHttpNotFound: {
    en: 'There is no such repository, or you may not see it.',
    'zh-CN': '没有这个仓库，或者你无权查看。',
  },
  GitHttpForbidden: {
    en: 'You may not do this in {repository}.',
    'zh-CN': '你没有在 {repository} 中执行此操作的权限。',
  },
  GitHttpUnauthenticated: {
    en: 'Sign in with any user name and an access token as the password.',
    'zh-CN': '请登录：用户名任意，密码填写访问令牌。',
  },
  GitHttpSmartOnly: {
    en: 'This server speaks only the smart Git protocol: use a current git.',
    'zh-CN': '此服务器只支持智能 Git 协议，请使用较新的 git。',
  },
  GitHttpInternal: {
    en: 'The server could not do this. Its log says more.',
    'zh-CN': '服务器无法完成此操作，详情见服务器日志。',
  },
  GitHttpDiskFull: {
    en: 'The disk of the server is full. Nothing was changed.',
    'zh-CN': '服务器磁盘已满，未做任何更改。',
  },
  GitPushDeletesDefault: {
    en: 'The default branch cannot be deleted',
    'zh-CN': '不能删除默认分支',
  },
  GitPushRefInvalid: {
    en: 'Not a valid name of a branch or tag',
    'zh-CN': '不是有效的分支名或标签名',
  },
  GitPushNotACommit: {
    en: 'A branch must point to a commit',
    'zh-CN': '分支必须指向一个提交',
  },
  GitPushIncomplete: {
    en: 'The push lacks objects that it needs (from a shallow clone? git fetch --unshallow)',
    'zh-CN': '推送缺少必需的对象（如果来自浅克隆，请先运行 git fetch --unshallow）',
  },
  GitPushMoved: {
    en: 'Somebody else pushed meanwhile: fetch first',
    'zh-CN': '其他人刚刚推送过：请先 fetch',
  },
  GitPushTooManyObjects: {
    en: 'the push has {count} objects, the limit is {limit}',
    'zh-CN': '推送包含 {count} 个对象，超过上限 {limit}',
  },
  GitPushTooLarge: {
    en: 'the push is larger than {limit} bytes',
    'zh-CN': '推送超过 {limit} 字节的上限',
  },
  GitPushAtomic: {
    en: 'Not done, because another ref of this atomic push was refused',
    'zh-CN': '未执行：这次原子推送中的另一个引用被拒绝',
  },
});

export function sayIn(language: Language, code: Parameters<typeof message>[0], params: Params = {}): string {
  return say(message.catalog, message(code, params), language);
}
