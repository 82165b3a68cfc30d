import { defineFaults, defineMessages } from '@juanie/fault';

export const fault = defineFaults({
  LayerUnsafe: {
    kind: 'Invalid',
    message: {
      en: 'Layer {digest} of the image cannot be unpacked: the entry {entry} {why}.',
      'zh-CN': '镜像层 {digest} 无法解包：条目 {entry} 不安全（{why}）。',
    },
    next: [{ en: 'Build the image again from sources you trust.', 'zh-CN': '请用可信的源码重新构建镜像。' }],
  },
  LayerTooLarge: {
    kind: 'Invalid',
    message: {
      en: 'Layer {digest} of the image is too large to unpack: more than {limit} {unit}.',
      'zh-CN': '镜像层 {digest} 过大，无法解包：超过 {limit} {unit}。',
    },
    next: [{ en: 'Make the image smaller.', 'zh-CN': '请缩小镜像。' }],
  },
  LayerDamaged: {
    kind: 'Unavailable',
    message: {
      en: 'Layer {digest} of the image is damaged: {why}.',
      'zh-CN': '镜像层 {digest} 已损坏：{why}。',
    },
    next: [{ en: 'Build or push the image again.', 'zh-CN': '请重新构建或推送镜像。' }],
  },
  PodPortsExhausted: {
    kind: 'Exhausted',
    message: {
      en: 'No free port is left for the pod between {from} and {to}.',
      'zh-CN': '{from} 到 {to} 之间没有可分配给 Pod 的空闲端口。',
    },
  },
  RuntimeStartFailed: {
    kind: 'Unavailable',
    message: { en: 'The container did not start: {why}.', 'zh-CN': '容器未能启动：{why}。' },
  },
  PodNotHere: {
    kind: 'NotFound',
    message: {
      en: 'Container {container} of pod {pod} has no log here.',
      'zh-CN': '这里没有 Pod {pod} 中容器 {container} 的日志。',
    },
  },
});

export const message = defineMessages({
  IsolationNamespaces: {
    en: 'Every application runs in mount and process namespaces of its own: it sees neither the data of Juanie nor other applications nor home directories. The network is shared.',
    'zh-CN': '每个应用都在独立的挂载和进程命名空间中运行：看不到 Juanie 的数据、其他应用和用户主目录。网络是共享的。',
  },
  IsolationUnavailable: {
    en: 'Applications run as the user who started Juanie, without isolation: namespaces do not work on this machine ({why}).',
    'zh-CN': '应用以启动 Juanie 的用户身份运行，没有隔离：本机无法使用命名空间（{why}）。',
  },
  IsolationToolMissing: {
    en: 'Applications run as the user who started Juanie, without isolation: the program {tool} (package util-linux) was not found.',
    'zh-CN': '应用以启动 Juanie 的用户身份运行，没有隔离：找不到程序 {tool}（util-linux 软件包）。',
  },
  IsolationOff: {
    en: 'Applications run as the user who started Juanie, without isolation: it was switched off in the settings.',
    'zh-CN': '应用以启动 Juanie 的用户身份运行，没有隔离：已在设置中关闭。',
  },
});
