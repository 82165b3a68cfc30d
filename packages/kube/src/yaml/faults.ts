import { defineFaults, defineMessages } from '@juanie/fault';

export const manifestMessages = defineMessages({
  ManifestUnreadable: {
    en: 'The YAML cannot be read',
    'zh-CN': 'YAML 无法解析',
  },
  ManifestNotAnObject: {
    en: 'A manifest must be a map with apiVersion, kind and metadata',
    'zh-CN': '清单必须是包含 apiVersion、kind 和 metadata 的映射',
  },
  ManifestFieldMissing: {
    en: 'The field {field} is missing or is not a string',
    'zh-CN': '缺少字段 {field}，或者它不是字符串',
  },
});

export const manifestFault = defineFaults({
  ManifestsInvalid: {
    kind: 'Invalid',
    message: {
      en: 'The manifests in {file} cannot be used.',
      'zh-CN': '{file} 中的清单无法使用。',
    },
    next: [
      {
        en: 'Correct the lines named below and try again.',
        'zh-CN': '修正下面列出的行后重试。',
      },
    ],
  },
});
