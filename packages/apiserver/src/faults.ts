import { defineFaults } from '@juanie/fault';

export const fault = defineFaults({
  KubeStoreUnwritable: {
    kind: 'Unavailable',
    message: {
      en: 'The Kubernetes objects could not be written to disk: {cause}.',
      'zh-CN': 'Kubernetes 对象无法写入磁盘：{cause}。',
    },
    next: [
      {
        en: 'Check that the disk of the data directory has room and may be written; nothing that was acknowledged is lost.',
        'zh-CN': '请检查数据目录所在磁盘是否有剩余空间、是否可写；已确认的内容没有丢失。',
      },
    ],
  },
  KubeStoreDamaged: {
    kind: 'Internal',
    message: {
      en: 'The log of the Kubernetes objects is damaged: {file} does not go on with change {revision}.',
      'zh-CN': 'Kubernetes 对象日志已损坏：{file} 中缺少第 {revision} 次变更。',
    },
    next: [
      {
        en: 'Restore the folder from a backup; without one, move it away: what Git describes is applied again.',
        'zh-CN': '请从备份恢复该目录；没有备份时可将其移走，Git 中描述的内容会重新应用。',
      },
    ],
  },
  KubeKeysUnreadable: {
    kind: 'Invalid',
    message: {
      en: 'The keys of the Kubernetes API in {dir} cannot be used: {cause}.',
      'zh-CN': '{dir} 中的 Kubernetes API 密钥无法使用：{cause}。',
    },
    next: [
      {
        en: 'Restore the files from a backup, or remove the folder: new keys are made and the kubeconfig is written again.',
        'zh-CN': '从备份恢复这些文件，或删除该目录：系统会重新生成密钥并重写 kubeconfig。',
      },
    ],
  },
  KubeDefinitionInvalid: {
    kind: 'Invalid',
    message: {
      en: 'The built-in definition {name} cannot be installed: {cause}.',
      'zh-CN': '内置定义 {name} 无法安装：{cause}。',
    },
  },
});
