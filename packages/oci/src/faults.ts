import { defineFaults } from '@juanie/fault';

export const fault = defineFaults({
  OciNameInvalid: {
    kind: 'Invalid',
    message: { en: '{name} cannot be the name of an image repository.', 'zh-CN': '{name} 不能用作镜像仓库名。' },
  },
  OciTagInvalid: {
    kind: 'Invalid',
    message: { en: '{tag} cannot be a tag.', 'zh-CN': '{tag} 不能用作标签。' },
  },
  OciDigestInvalid: {
    kind: 'Invalid',
    message: { en: '{digest} is not a sha256 digest.', 'zh-CN': '{digest} 不是 sha256 摘要。' },
  },
  OciDigestMismatch: {
    kind: 'Invalid',
    message: {
      en: 'The bytes have the digest {actual}, not {expected}.',
      'zh-CN': '内容的摘要是 {actual}，而不是 {expected}。',
    },
  },
  OciBlobUnknown: {
    kind: 'NotFound',
    message: { en: '{repository} has no blob {digest}.', 'zh-CN': '{repository} 中没有 blob {digest}。' },
  },
  OciBlobDamaged: {
    kind: 'Internal',
    message: {
      en: 'The blob {digest} is damaged on disk. It was set aside and is not served.',
      'zh-CN': 'blob {digest} 在磁盘上已损坏，已被移开，不再提供。',
    },
    next: [
      {
        en: 'Push or build the image again, or restore the registry from a backup.',
        'zh-CN': '重新推送或构建该镜像，或从备份恢复镜像仓库。',
      },
    ],
  },
  OciBlobTooLarge: {
    kind: 'Invalid',
    message: { en: 'A blob may have at most {limit} bytes.', 'zh-CN': '单个 blob 最多 {limit} 字节。' },
  },
  OciManifestUnknown: {
    kind: 'NotFound',
    message: { en: '{repository} has no image {reference}.', 'zh-CN': '{repository} 中没有镜像 {reference}。' },
  },
  OciManifestInvalid: {
    kind: 'Invalid',
    message: { en: 'The manifest is not valid: {detail}.', 'zh-CN': '镜像清单无效：{detail}。' },
  },
  OciManifestIncomplete: {
    kind: 'Invalid',
    message: {
      en: 'The manifest refers to {digest}, which {repository} does not have.',
      'zh-CN': '清单引用了 {digest}，但 {repository} 中没有它。',
    },
    next: [{ en: 'Push that blob first.', 'zh-CN': '请先推送该 blob。' }],
  },
  OciPlatformMissing: {
    kind: 'NotFound',
    message: {
      en: 'The image {reference} of {repository} has no variant for {platform}.',
      'zh-CN': '{repository} 的镜像 {reference} 没有适用于 {platform} 的版本。',
    },
  },
  OciUploadUnknown: {
    kind: 'NotFound',
    message: { en: 'There is no upload {id}.', 'zh-CN': '没有编号为 {id} 的上传。' },
  },
  OciUploadOffset: {
    kind: 'Conflict',
    message: {
      en: 'The upload goes on at byte {offset}, not where this part begins.',
      'zh-CN': '上传应从第 {offset} 字节继续，与这一段的起点不符。',
    },
  },
  OciLayerPathInvalid: {
    kind: 'Invalid',
    message: { en: 'A layer cannot hold the path {path}.', 'zh-CN': '镜像层中不能包含路径 {path}。' },
  },
  OciLayerFileChanged: {
    kind: 'Conflict',
    message: {
      en: '{path} changed while it was put into the image.',
      'zh-CN': '{path} 在写入镜像的过程中发生了变化。',
    },
  },
});
