import type { Api } from '../api.ts';
import type { ApiReply, Call } from '../http/exchange.ts';
import { badRequest, methodNotAllowed, streamRefusal } from '../http/status.ts';
import { bindPod } from './binding.ts';
import { evictPod } from './eviction.ts';
import { finalizeNamespace } from './finalize.ts';
import { readLog } from './log.ts';
import { answerScale } from './scale.ts';
import { issueToken } from './token.ts';

type Answer = (api: Api, call: Call, name: string) => Promise<ApiReply>;

/** What is served below an object, beside its status. */
const answers: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  scale: { GET: answerScale, PUT: answerScale, PATCH: answerScale },
  log: { GET: readLog },
  finalize: { PUT: finalizeNamespace },
  eviction: { POST: evictPod },
  binding: { POST: bindPod },
  token: { POST: issueToken },
};

const streams = new Set(['exec', 'attach', 'portforward', 'proxy']);

export function answerSubresource(api: Api, call: Call, at: { name: string; subresource: string }): Promise<ApiReply> {
  if (streams.has(at.subresource)) {
    throw badRequest(streamRefusal);
  }
  const answer = answers[at.subresource]?.[call.method];
  if (answer === undefined) {
    throw methodNotAllowed();
  }
  return answer(api, call, at.name);
}
