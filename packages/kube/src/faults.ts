import { defineFaults } from '@juanie/fault';

export const fault = defineFaults({
  ApplyConflict: {
    kind: 'Conflict',
    message: { en: '{conflicts}', 'zh-CN': '这次应用与其他管理者拥有的 {count} 个字段冲突：{conflicts}' },
    next: [
      {
        en: 'Leave the fields out, or apply again with force to take them over.',
        'zh-CN': '去掉这些字段，或用 force 再次应用以接管它们。',
      },
    ],
  },
  ConfigurationMisfit: {
    kind: 'Invalid',
    message: {
      en: 'failed to create typed patch object ({object}): {misfits}',
      'zh-CN': '要应用的对象（{object}）与它的类型不符：{misfits}',
    },
  },
  ManagedFieldsInvalid: {
    kind: 'Invalid',
    message: { en: 'failed to decode managed fields: {why}', 'zh-CN': '无法读取 managedFields：{why}' },
  },
  ManagedFieldsGiven: {
    kind: 'Invalid',
    message: { en: 'metadata.managedFields must be nil', 'zh-CN': '要应用的对象不能带有 metadata.managedFields' },
  },
  JsonPatchInvalid: {
    kind: 'Invalid',
    message: { en: 'error decoding patch: {why}', 'zh-CN': '无法读取 JSON patch：{why}' },
  },
  JsonPatchFailed: {
    kind: 'Invalid',
    message: { en: '{why}', 'zh-CN': 'JSON patch 无法应用：{why}' },
  },
  StrategicPatchInvalid: {
    kind: 'Invalid',
    message: { en: '{why}', 'zh-CN': 'strategic merge patch 无法应用：{why}' },
  },
  SelectorInvalid: {
    kind: 'Invalid',
    message: { en: '{why}', 'zh-CN': '选择器写法有误：{why}' },
  },
  QuantityInvalid: {
    kind: 'Invalid',
    message: {
      en: 'quantities must match the regular expression {pattern}',
      'zh-CN': '数量“{text}”写法有误，须符合正则表达式 {pattern}',
    },
  },
  DurationInvalid: {
    kind: 'Invalid',
    message: { en: 'time: invalid duration "{text}"', 'zh-CN': '时长“{text}”写法有误' },
    next: [{ en: 'Write it like 90s, 10m or 1h30m.', 'zh-CN': '请写成 90s、10m 或 1h30m 这样。' }],
  },
});
