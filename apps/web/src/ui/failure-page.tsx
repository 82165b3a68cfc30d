import { failureOf, type Failure } from '../api/client.ts';
import { RequestFailed } from '../api/http.ts';
import { useWords } from '../i18n/text.ts';
import { Button } from './button.tsx';
import { Shape } from './shape.tsx';

/** What, why, next, what is still true; the request's id for the log. */
export function FailureCard({ error, retry }: { error: unknown; retry?: () => void }) {
  const words = useWords();
  const failure: Failure | undefined = error instanceof RequestFailed ? error.failure : failureOf(error);
  return (
    <div
      role="alert"
      data-role="danger"
      className="grid max-w-[72ch] grid-cols-[20px_minmax(0,1fr)] gap-x-3 gap-y-2 py-5"
    >
      <span className="text-role mt-1">
        <Shape name="s-failed" className="!size-5" />
      </span>
      <div className="grid gap-2">
        <h2 className="t-xl">{failure?.message ?? words.failure.unreachable}</h2>
        {failure === undefined ? <p className="text-dim">{words.failure.unreachableWhy}</p> : null}
        {failure?.problems.map((problem) => (
          <p key={`${problem.path} ${problem.message}`} className="code-sm">
            {[problem.file, problem.line].filter((part) => part !== undefined).join(':')} {problem.path}{' '}
            {problem.message}
          </p>
        ))}
        {(failure?.next ?? []).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {(failure?.stillTrue ?? []).map((sentence) => (
          <p key={sentence} className="row gap-2">
            <Shape name="s-success" />
            {sentence}
          </p>
        ))}
        {retry === undefined ? null : (
          <div>
            <Button onClick={retry}>{words.action.retry}</Button>
          </div>
        )}
        {failure?.requestId == null ? null : (
          <p className="t-xs text-dim num">
            {words.failure.request} {failure.requestId}
          </p>
        )}
      </div>
    </div>
  );
}

/** A page that broke: the frame around it goes on. */
export function ErrorPage({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <main id="content" className="px-4 pt-6 pb-12 min-[761px]:px-6">
      <FailureCard error={error} {...(retry === undefined ? {} : { retry })} />
    </main>
  );
}
