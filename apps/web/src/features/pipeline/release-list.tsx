import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { ProjectView, ReleaseView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { tierShapes } from '../../ui/looks.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Section, Skeleton } from '../../ui/section.tsx';
import { Shape, type Look } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';

type Where = Told<ReleaseView>['environments'][number]['state'];

export const releaseLooks: Readonly<Record<Where, Look>> = {
  live: { shape: 's-success', role: 'success' },
  deploying: { shape: 's-running', role: 'progress' },
  waiting: { shape: 's-approval', role: 'warning' },
  previous: { shape: 's-success', role: 'success' },
  failed: { shape: 's-failed', role: 'danger' },
  'rolled-back': { shape: 's-rollback', role: 'rollback' },
};

/** The newest releases and where each of them is. */
export function ReleaseList({ project }: { project: Told<ProjectView> }) {
  const words = useWords();
  const releases = useQuery(trpc.releases.list.queryOptions({ project: project.name, limit: 12 }));
  const environments = project.environments;
  const columns = { gridTemplateColumns: `48px minmax(0,1fr) repeat(${environments.length}, 76px) 92px` };
  const end = (
    <Link to="/projects/$project/releases" params={{ project: project.name }} className="text-link">
      {words.pipeline.allReleases}
    </Link>
  );
  return (
    <Section title={words.pipeline.releases} end={end}>
      <div className="hairline t-xs text-dim grid min-h-8 items-center gap-x-3 max-[760px]:hidden" style={columns}>
        <span />
        <span />
        {environments.map(({ name, tier }) => (
          <span key={name} className="row cut gap-1.5" title={name}>
            <Shape name={tierShapes[tier]} className="!size-3.5" />
            <span className="cut">{words.tierShort[name] ?? name}</span>
          </span>
        ))}
        <span />
      </div>
      {releases.isPending ? <Skeleton /> : null}
      {releases.error === null ? null : <FailureCard error={releases.error} retry={() => void releases.refetch()} />}
      {releases.data?.length === 0 ? <Empty title={words.releases.empty}>{words.pipeline.pushText}</Empty> : null}
      {(releases.data ?? []).map((release) => (
        <div
          key={release.name}
          data-row
          className="hover:bg-raised hairline grid min-h-13 items-center gap-x-3 max-[760px]:!grid-cols-[44px_minmax(0,1fr)] max-[760px]:py-2"
          style={columns}
        >
          <Link
            to="/projects/$project/releases"
            params={{ project: project.name }}
            hash={release.name}
            className="strong num py-0.5"
          >
            {release.name}
          </Link>
          <span className="min-w-0">
            <span className="cut block" title={release.subject}>
              {release.subject}
            </span>
            <span className="t-xs text-dim block">{release.author}</span>
          </span>
          {environments.map(({ name }) => (
            <WhereCell key={name} where={release.environments.find((entry) => entry.name === name)} />
          ))}
          <span className="t-xs text-dim text-right max-[760px]:hidden">
            <Ago time={release.createdAt} />
          </span>
        </div>
      ))}
    </Section>
  );
}

function WhereCell({ where }: { where: Told<ReleaseView>['environments'][number] | undefined }) {
  const words = useWords();
  if (where === undefined) {
    return <span className="text-control max-[760px]:hidden">–</span>;
  }
  const look = releaseLooks[where.state];
  const word = {
    live: words.pipeline.live,
    deploying: '',
    waiting: words.pipeline.waiting,
    previous: '',
    failed: '',
    'rolled-back': '',
  }[where.state];
  return (
    <span
      data-role={look.role}
      className={`row t-xs gap-1.5 max-[760px]:col-start-2 ${where.state === 'live' ? 'medium' : 'text-dim max-[760px]:hidden'}`}
    >
      <span className="text-role inline-flex">
        <Shape name={look.shape} label={word === '' ? words.whereState[where.state] : undefined} />
      </span>
      {word}
    </span>
  );
}
