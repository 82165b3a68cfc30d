import { defineFaults } from '@juanie/fault';

export const fault = defineFaults({
  DatabaseTooNew: {
    kind: 'Conflict',
    message: {
      en: 'The data in {place} was written by a newer Juanie (schema {found}, this version knows {known}).',
      'zh-CN': '{place} 中的数据由更新版本的 Juanie 写入（数据结构版本 {found}，当前版本只支持到 {known}）。',
    },
    next: [
      {
        en: 'Start the newer version again, or restore a backup made before the upgrade.',
        'zh-CN': '请改用更新的版本启动，或恢复升级之前的备份。',
      },
    ],
  },
  DatabaseChanged: {
    kind: 'Conflict',
    message: {
      en: 'Migration {migration} in {place} is not the one that this version contains.',
      'zh-CN': '{place} 中记录的迁移 {migration} 与当前版本自带的不一致。',
    },
    next: [
      {
        en: 'Use the build of Juanie that made this data; a published migration is never edited.',
        'zh-CN': '请使用生成这份数据的 Juanie 版本；已发布的迁移不会被修改。',
      },
    ],
  },
  DatabaseUnusable: {
    kind: 'Unavailable',
    message: {
      en: 'The database {place} cannot be opened: {detail}.',
      'zh-CN': '无法打开数据库 {place}：{detail}。',
    },
    next: [
      {
        en: 'Check that the directory is writable and that the disk is not full.',
        'zh-CN': '请检查目录是否可写、磁盘是否已满。',
      },
    ],
  },
  DatabaseKindUnknown: {
    kind: 'Invalid',
    message: {
      en: 'This version keeps its data in SQLite only; {place} names another database.',
      'zh-CN': '当前版本只支持 SQLite；{place} 指向了其他数据库。',
    },
    next: [{ en: 'Remove the database URL from the configuration.', 'zh-CN': '请从配置中移除数据库 URL。' }],
  },
});
