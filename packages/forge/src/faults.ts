import { defineFaults } from '@juanie/fault';

export const fault = defineFaults({
  ForgeUnknown: {
    kind: 'Invalid',
    message: {
      en: 'No Git host adapter knows {repository}. There are: {known}.',
      'zh-CN': '没有适用于 {repository} 的 Git 平台适配器。现有：{known}。',
    },
  },
  ForgeRepositoryNotFound: {
    kind: 'NotFound',
    message: {
      en: 'The Git host {host} has no repository {repository}.',
      'zh-CN': 'Git 平台 {host} 上没有仓库 {repository}。',
    },
  },
  ForgeBranchNotFound: {
    kind: 'NotFound',
    message: { en: '{repository} has no branch {branch}.', 'zh-CN': '{repository} 中没有分支 {branch}。' },
  },
  ForgeBranchExists: {
    kind: 'Conflict',
    message: {
      en: '{repository} has a branch {branch} already, at another commit.',
      'zh-CN': '{repository} 中已有分支 {branch}，但指向另一个提交。',
    },
  },
  ForgeBranchMoved: {
    kind: 'Conflict',
    message: {
      en: '{branch} of {repository} has moved since it was read.',
      'zh-CN': '{repository} 的分支 {branch} 在读取之后又有了新提交。',
    },
    next: [{ en: 'Read the files again, then repeat the change.', 'zh-CN': '重新读取文件，再重复这次修改。' }],
  },
  ForgeCommitNotFound: {
    kind: 'NotFound',
    message: { en: '{repository} has no commit {commit}.', 'zh-CN': '{repository} 中没有提交 {commit}。' },
  },
  ForgePathInvalid: {
    kind: 'Invalid',
    message: { en: 'A repository cannot hold the path {path}.', 'zh-CN': '仓库中不能包含路径 {path}。' },
  },
  ForgeChangeRequestNotFound: {
    kind: 'NotFound',
    message: {
      en: '{repository} has no change request {number}.',
      'zh-CN': '{repository} 中没有编号为 {number} 的变更请求。',
    },
  },
  ForgeReplyUnexpected: {
    kind: 'Unavailable',
    message: {
      en: '{source} does not have the expected form at {path}.',
      'zh-CN': '{source} 在 {path} 处的格式不符合预期。',
    },
  },
});
