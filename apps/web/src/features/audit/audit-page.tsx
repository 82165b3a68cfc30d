import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { Ago } from '../../ui/time.tsx';

const pageSize = 50;

/** Who did what, to what, from where; of one project or of all. */
export function AuditPage() {
  const { project } = useParams({ strict: false });
  const words = useWords();
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
          className="hairline grid grid-cols-[112px_minmax(0,140px)_minmax(0,180px)_minmax(0,1fr)] items-baseline gap-3 py-2.5 max-[760px]:grid-cols-2"
        >
          <span className="t-sm text-dim">
            <Ago time={entry.time} />
          </span>
          <span className="cut">{entry.actor}</span>
          <code className="code-sm cut">{entry.action}</code>
          <span className="min-w-0">
            <span className="medium">{entry.target}</span>{' '}
            <span className="code-xs text-dim">{JSON.stringify(entry.detail)}</span>
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
