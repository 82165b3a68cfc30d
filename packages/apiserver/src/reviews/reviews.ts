import { isObject, type KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { serviceAccountUser } from '../http/authenticate.ts';
import { jsonReply, type ApiReply, type Call, type User } from '../http/exchange.ts';
import { methodNotAllowed } from '../http/status.ts';
import { readObject } from '../write/body.ts';

type Answer = (api: Api, call: Call, object: KubeObject) => object;

/** Questions about rights: answered at once, never stored. Whoever is known may do everything; RBAC objects are kept, not asked. */
const answers: Readonly<Record<string, Answer>> = {
  selfsubjectaccessreviews: () => allowed,
  subjectaccessreviews: () => allowed,
  localsubjectaccessreviews: () => allowed,
  selfsubjectrulesreviews: () => ({
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    incomplete: false,
  }),
  selfsubjectreviews: (_api, call) => ({ userInfo: userInfo(call.user) }),
  tokenreviews: reviewToken,
};

const allowed = { allowed: true, reason: 'every known user may do everything on this server' };

export function isReview(call: Call): boolean {
  return answers[call.target.kind.resource] !== undefined;
}

export function answerReview(api: Api, call: Call): ApiReply {
  const answer = answers[call.target.kind.resource];
  if (call.method !== 'POST' || answer === undefined) {
    throw methodNotAllowed();
  }
  const object = readObject(call);
  return jsonReply(201, { ...object, status: answer(api, call, object) });
}

function userInfo({ name, groups, uid }: User): object {
  return { username: name, ...(uid === undefined ? {} : { uid }), groups };
}

function reviewToken(api: Api, _call: Call, object: KubeObject): object {
  const spec = isObject(object['spec']) ? object['spec'] : {};
  const account = typeof spec['token'] === 'string' ? api.tokens.verify(spec['token']) : undefined;
  return account === undefined
    ? { authenticated: false, user: {}, error: 'the token is not known' }
    : { authenticated: true, user: userInfo(serviceAccountUser(account)), audiences: spec['audiences'] };
}
