import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { useKeys } from '../../ui/use-keys.ts';
import { PromoteSheet } from '../promote/promote-sheet.tsx';
import { SetupPage } from '../projects/setup-page.tsx';
import { EnvironmentTable } from './environment-table.tsx';
import { FirstPush } from './first-push.tsx';
import { Lane } from './lane.tsx';
import { LanesSkeleton } from './lanes-skeleton.tsx';
import { NeedsYou } from './needs-you.tsx';
import { PipelineHead } from './pipeline-head.tsx';
import type { Act, PipelineSearch } from './pipeline-search.ts';
import { promotable } from './pipeline-view.ts';
import { ReleaseList } from './release-list.tsx';

/** What runs where, and what could move next. */
export function PipelinePage() {
  const { project: name } = useParams({ from: '/frame/projects/$project' });
  const project = useQuery(trpc.projects.get.queryOptions({ name }));
  useTitle(name);
  if (project.error !== null) {
    return <FailureCard error={project.error} retry={() => void project.refetch()} />;
  }
  if (project.data === undefined) {
    return <LanesSkeleton name={name} />;
  }
  const { state, environments } = project.data;
  const unfinished = state === 'initializing' || state === 'failed' || state === 'deleting';
  return unfinished && environments.every(({ release }) => release === null) ? (
    <SetupPage project={project.data} />
  ) : (
    <Pipeline project={project.data} />
  );
}

function Pipeline({ project }: { project: Told<ProjectView> }) {
  const words = useWords();
  const navigate = useNavigate();
  const search = useSearch({ from: '/frame/projects/$project/' });
  const { name, environments } = project;
  const view = search.view === undefined ? {} : { view: search.view };
  const go = (next: PipelineSearch): void =>
    void navigate({ to: '/projects/$project', params: { project: name }, search: next });
  const open = (act: Act, to: string | undefined): void => go({ ...view, act, ...(to === undefined ? {} : { to }) });
  const first = promotable(environments);
  useKeys({
    p: () => (first === undefined ? undefined : open('promote', first)),
    d: () => open('deploy', environments[0]?.name),
    b: () => open('rollback', environments.at(-1)?.name),
  });
  return (
    <>
      <PipelineHead
        project={project}
        view={search.view}
        onView={(next) => go(next === undefined ? {} : { view: next })}
        onAct={open}
      />
      <FirstPush project={project} />
      {search.view === 'list' ? (
        <EnvironmentTable project={name} environments={environments} onPromote={(to) => open('promote', to)} />
      ) : (
        <div
          className="lanes"
          aria-label={words.tabs.pipeline}
          style={{ gridTemplateColumns: `repeat(${environments.length}, minmax(0, 1fr))` }}
        >
          {environments.map((environment, index) => (
            <Lane
              key={environment.name}
              project={name}
              environment={environment}
              next={environments[index + 1]}
              onPromote={(to) => open('promote', to)}
            />
          ))}
        </div>
      )}
      <div className="grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_344px] min-[1101px]:gap-12">
        <ReleaseList project={project} />
        <div className="max-[1100px]:order-first">
          <NeedsYou projects={[project]} />
        </div>
      </div>
      {search.act === undefined || environments.length === 0 ? null : (
        <PromoteSheet
          key={`${search.act} ${search.to} ${search.release}`}
          project={project}
          kind={search.act}
          environment={search.to ?? environments[0]?.name ?? ''}
          release={search.release}
          onChoose={(to, release) =>
            go({ ...view, act: search.act ?? 'deploy', to, ...(release === undefined ? {} : { release }) })
          }
          onClose={() => go(view)}
        />
      )}
    </>
  );
}
