import { defineFaults } from '@juanie/fault';

export const apiFault = defineFaults({
  SignInNeeded: {
    kind: 'Unauthenticated',
    message: { en: 'You are not signed in, or your session has ended.', 'zh-CN': '你尚未登录，或会话已结束。' },
    next: [
      {
        en: 'Sign in, or run `juanie sign-in` on the server for a one-time link.',
        'zh-CN': '请登录，或在服务器上运行 `juanie sign-in` 获取一次性链接。',
      },
    ],
  },
  TokenUnknown: {
    kind: 'Unauthenticated',
    message: { en: 'The token is unknown, expired or revoked.', 'zh-CN': '令牌未知、已过期或已被吊销。' },
    next: [
      { en: 'Create a new one with `juanie token create`.', 'zh-CN': '运行 `juanie token create` 创建新的令牌。' },
    ],
  },
  FullTokenNeeded: {
    kind: 'Forbidden',
    message: {
      en: 'A session may do everything that its owner may, so only a token with full access opens one or sets a password; this one is limited to {access}.',
      'zh-CN': '会话拥有其所有者的全部权限，因此只有完全访问的令牌才能创建会话或设置密码；当前令牌仅限 {access}。',
    },
    next: [
      {
        en: 'Use a token with admin access to all projects, or sign in with a browser.',
        'zh-CN': '请使用对所有项目具有 admin 权限的令牌，或通过浏览器登录。',
      },
    ],
  },
  SignInRefused: {
    kind: 'Unauthenticated',
    message: { en: 'The email address and the password do not belong together.', 'zh-CN': '邮箱地址与密码不匹配。' },
    next: [
      {
        en: 'Check both, or run `juanie sign-in` on the server for a one-time link.',
        'zh-CN': '请检查后重试，或在服务器上运行 `juanie sign-in` 获取一次性链接。',
      },
    ],
  },
  PasswordLength: {
    kind: 'Invalid',
    message: { en: 'A password has 8 to 256 characters.', 'zh-CN': '密码长度须为 8 至 256 个字符。' },
  },
  TooManyRequests: {
    kind: 'Exhausted',
    message: { en: 'Too many attempts. Try again in {seconds} s.', 'zh-CN': '尝试次数过多，请在 {seconds} 秒后重试。' },
  },
  CsrfRefused: {
    kind: 'Forbidden',
    message: {
      en: 'The request did not come from a page of this Juanie.',
      'zh-CN': '该请求并非来自本 Juanie 的页面。',
    },
    next: [{ en: 'Reload the page and try again.', 'zh-CN': '请刷新页面后重试。' }],
  },
  RequestInvalid: {
    kind: 'Invalid',
    message: { en: 'The input does not fit: {count} problem(s).', 'zh-CN': '输入有误：共 {count} 处。' },
  },
  RouteUnknown: {
    kind: 'NotFound',
    message: { en: 'There is nothing at {path}.', 'zh-CN': '{path} 不存在。' },
  },
});
