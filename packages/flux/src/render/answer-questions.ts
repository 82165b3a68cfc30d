import { parentPort } from 'node:worker_threads';
import { isFault } from '@juanie/fault';
import { openTreeReader } from '@juanie/git';
import { render } from './render.ts';
import type { Answer, Question } from './worker-messages.ts';

const reader = openTreeReader();

parentPort?.on('message', ({ number, request }: Question) => {
  parentPort?.postMessage(answer(number, request));
});

function answer(number: number, request: Question['request']): Answer {
  try {
    return { number, ok: true, rendered: render(reader.tree(request.gitDir, request.commit), request) };
  } catch (thrown) {
    const known = isFault(thrown)
      ? { reason: thrown.reason, params: thrown.params, problems: thrown.problems }
      : undefined;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { number, ok: false, message, ...(known === undefined ? {} : { known }) };
  }
}
