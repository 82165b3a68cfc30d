import { defineFaults } from '@juanie/fault';

export const fault = defineFaults({
  FluxSpecInvalid: {
    kind: 'Invalid',
    message: {
      en: '{kind} {object} cannot be used: {problems}.',
      'zh-CN': '{kind} {object} 无法使用：{problems}。',
    },
  },
  FluxFieldUnsupported: {
    kind: 'Invalid',
    message: {
      en: '{kind} {object} sets {fields}, which this engine does not support. Nothing is applied, so that nothing is ignored silently.',
      'zh-CN': '{kind} {object} 设置了 {fields}，而此引擎不支持该字段。为避免悄悄忽略，本次不会应用任何内容。',
    },
    next: [
      {
        en: 'Remove the field, or run this object with Flux itself.',
        'zh-CN': '请移除该字段，或改用 Flux 本身来运行此对象。',
      },
    ],
  },
});
