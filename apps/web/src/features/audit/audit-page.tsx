import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { Avatar } from '../../frame/nav-foot.tsx';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { Ago } from '../../ui/time.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { auditSentence } from './audit-view.ts';

const pageSize = 50;

/** Who did what, to what, from where; of one project or of all. */
export function AuditPage() {
  const { project } = useParams({ strict: false });
  const words = useWords();
  useTitle(words.frame.audit);
  const found = useInfiniteQuery({
    queryKey: [['settings', 'audit'], project ?? ''],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      client.settings.audit.query({
        limit: pageSize,
        ...(project === undefined ? {} : { project }),
        ...(pageParam === undefined ? {} : { before: pageParam }),
      }),
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  const rows = found.data?.pages.flat() ?? [];
  const body = (
    <>
      <h1 className="t-xl mb-4">{words.frame.audit}</h1>
      {found.error === null ? null : <FailureCard error={found.error} retry={() => void found.refetch()} />}
      {found.isPending ? <Skeleton rows={8} /> : null}
      {rows.length === 0 && !found.isPending ? <Empty title={words.audit.empty} /> : null}
      {rows.map((entry) => (
        <div
          key={entry.id}
          data-row
          className="hairline grid grid-cols-[minmax(0,1fr)_160px_128px_112px] items-baseline gap-3 py-2.5 max-[980px]:grid-cols-[minmax(0,1fr)_auto]"
        >
          <span className="row min-w-0 items-baseline gap-2">
            <Avatar name={entry.actor} />
            <span className="min-w-0">{auditSentence(entry, words.audit)}</span>
          </span>
          <code className="code-xs text-dim cut max-[980px]:hidden">{entry.action}</code>
          <span className="code-xs text-dim cut max-[980px]:hidden">{entry.address}</span>
          <span className="t-xs text-dim text-right">
            <Ago time={entry.time} />
          </span>
        </div>
      ))}
      {found.hasNextPage ? (
        <Button small className="mt-4" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {words.audit.older}
        </Button>
      ) : null}
    </>
  );
  return project === undefined ? (
    <main id="content" className="w-full max-w-[var(--content-max)] px-4 pt-6 pb-12 min-[761px]:px-6">
      {body}
    </main>
  ) : (
    body
  );
}
