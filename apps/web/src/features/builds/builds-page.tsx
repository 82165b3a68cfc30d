import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { buildLooks } from '../../ui/looks.ts';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { State } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';

export function BuildsPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const builds = useQuery(trpc.builds.list.queryOptions({ project, limit: 50 }));
  if (builds.error !== null) {
    return <FailureCard error={builds.error} retry={() => void builds.refetch()} />;
  }
  return (
    <>
      <h1 className="t-xl mb-4">{words.tabs.builds}</h1>
      {builds.isPending ? <Skeleton rows={6} /> : null}
      {builds.data?.length === 0 ? <Empty title={words.builds.empty}>{words.pipeline.pushText}</Empty> : null}
      {(builds.data ?? []).map((build) => (
        <Link
          key={build.number}
          to="/projects/$project/builds/$number"
          params={{ project, number: String(build.number) }}
          data-row
          className="hairline hover:bg-raised grid min-h-13 grid-cols-[56px_112px_minmax(0,1fr)_160px] items-center gap-3 py-2 hover:no-underline max-[760px]:grid-cols-[48px_minmax(0,1fr)]"
        >
          <span className="num text-link">#{build.number}</span>
          <State look={buildLooks[build.state]}>{words.buildState[build.state]}</State>
          <span className="min-w-0 max-[760px]:col-start-2">
            <span className="cut block">{build.subject}</span>
            <span className="t-xs text-dim cut block">
              {build.author} · {build.branch} · {build.commit.slice(0, 7)}
              {build.message === null ? '' : ` · ${build.message.text}`}
            </span>
          </span>
          <span className="t-sm text-dim text-right max-[760px]:hidden">
            <span className="num text-ink">{build.release}</span> <Ago time={build.createdAt} />
          </span>
        </Link>
      ))}
    </>
  );
}
