import { defineFaults, type Fault } from '@juanie/fault';

/** One reason for each Status reason of the Kubernetes API; `message` is the API's own sentence. */
export const fault = defineFaults({
  KubeNotFound: {
    kind: 'NotFound',
    message: { en: 'Not in the cluster: {message}', 'zh-CN': '集群中不存在：{message}' },
  },
  KubeAlreadyExists: {
    kind: 'Conflict',
    message: { en: 'Already in the cluster: {message}', 'zh-CN': '集群中已存在：{message}' },
  },
  KubeConflict: {
    kind: 'Conflict',
    message: {
      en: 'The object changed in the cluster meanwhile: {message}',
      'zh-CN': '该对象在集群中已被其他人修改：{message}',
    },
  },
  KubeInvalid: {
    kind: 'Invalid',
    message: { en: 'The cluster does not accept the object: {message}', 'zh-CN': '集群不接受该对象：{message}' },
  },
  KubeBadRequest: {
    kind: 'Invalid',
    message: { en: 'The cluster does not understand the request: {message}', 'zh-CN': '集群无法理解该请求：{message}' },
  },
  KubeForbidden: {
    kind: 'Forbidden',
    message: { en: 'The cluster does not allow this: {message}', 'zh-CN': '集群不允许该操作：{message}' },
  },
  KubeUnauthorized: {
    kind: 'Unauthenticated',
    message: { en: 'The cluster does not know who is asking: {message}', 'zh-CN': '集群无法识别请求者身份：{message}' },
  },
  KubeGone: {
    kind: 'Conflict',
    message: {
      en: 'The cluster no longer keeps the version to continue from: {message}',
      'zh-CN': '集群已不再保留用于续读的版本：{message}',
    },
  },
  KubeUnavailable: {
    kind: 'Unavailable',
    message: { en: 'The cluster cannot answer now: {message}', 'zh-CN': '集群暂时无法响应：{message}' },
  },
  KubeKindUnknown: {
    kind: 'NotFound',
    message: {
      en: 'The cluster does not serve the kind {kind} of {apiVersion}.',
      'zh-CN': '集群不提供 {apiVersion} 中的 {kind} 类型。',
    },
    next: [
      {
        en: 'Install the CustomResourceDefinition of this kind, or correct apiVersion and kind.',
        'zh-CN': '请安装该类型的 CustomResourceDefinition，或修正 apiVersion 与 kind。',
      },
    ],
  },
  KubeReplyUnreadable: {
    kind: 'Unavailable',
    message: {
      en: 'The cluster answered in an unknown form to {path}.',
      'zh-CN': '集群对 {path} 的响应格式无法识别。',
    },
  },
});

interface StatusLike {
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message?: string }[] };
}

const reasons = {
  NotFound: 'KubeNotFound',
  AlreadyExists: 'KubeAlreadyExists',
  Conflict: 'KubeConflict',
  Invalid: 'KubeInvalid',
  BadRequest: 'KubeBadRequest',
  UnsupportedMediaType: 'KubeBadRequest',
  MethodNotAllowed: 'KubeBadRequest',
  NotAcceptable: 'KubeBadRequest',
  Forbidden: 'KubeForbidden',
  Unauthorized: 'KubeUnauthorized',
  Expired: 'KubeGone',
  Gone: 'KubeGone',
} as const;

/** A Status as a Fault; its causes become problems with the paths of fields. */
export function faultOfStatus(status: StatusLike, code: number): Fault {
  const known = status.reason === undefined ? undefined : reasons[status.reason as keyof typeof reasons];
  const message = status.message ?? `HTTP ${code}`;
  const problems = (status.details?.causes ?? []).map(({ field, message: detail }) => ({
    path: field ?? '',
    ...(detail === undefined ? {} : { detail }),
  }));
  return fault(known ?? byCode(code), { message, code }, { problems });
}

function byCode(code: number): 'KubeNotFound' | 'KubeUnauthorized' | 'KubeForbidden' | 'KubeGone' | 'KubeUnavailable' {
  switch (code) {
    case 401:
      return 'KubeUnauthorized';
    case 403:
      return 'KubeForbidden';
    case 404:
      return 'KubeNotFound';
    case 410:
      return 'KubeGone';
    default:
      return 'KubeUnavailable';
  }
}
