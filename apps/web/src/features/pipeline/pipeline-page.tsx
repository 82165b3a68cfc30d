import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Command } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { PromoteSheet } from '../promote/promote-sheet.tsx';
import { Lane } from './lane.tsx';
import { NeedsYou } from './needs-you.tsx';
import { ReleaseList } from './release-list.tsx';

/** What runs where, and what could move next. */
export function PipelinePage() {
  const { project: name } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const project = useQuery(trpc.projects.get.queryOptions({ name }));
  const [target, setTarget] = useState<string>();
  if (project.error !== null) {
    return <FailureCard error={project.error} retry={() => void project.refetch()} />;
  }
  if (project.data === undefined) {
    return <Skeleton rows={8} />;
  }
  const { environments, description } = project.data;
  const fresh = environments.every(({ release, deployment }) => release === null && deployment === null);
  return (
    <>
      <div className="mb-5">
        <h1 className="t-xl">{name}</h1>
        <p className="t-sm text-dim">{description}</p>
      </div>
      {fresh ? (
        <Empty title={words.pipeline.pushTitle}>
          <p>{words.pipeline.pushText}</p>
          <Command text={`npx juanie clone ${name}`} />
        </Empty>
      ) : null}
      <div
        className="mb-8 min-[1181px]:grid"
        style={{
          gridTemplateColumns: `repeat(${environments.length}, minmax(0, 1fr))`,
          gridTemplateRows: 'repeat(6, auto)',
        }}
      >
        {environments.map((environment, index) => (
          <Lane
            key={environment.name}
            project={name}
            environment={environment}
            next={environments[index + 1]}
            onPromote={setTarget}
          />
        ))}
      </div>
      <div className="grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_344px] min-[1101px]:gap-12">
        <ReleaseList project={project.data} />
        <div className="max-[1100px]:order-first">
          <NeedsYou project={project.data} />
        </div>
      </div>
      {target === undefined ? null : (
        <PromoteSheet project={name} environment={target} kind="promote" onClose={() => setTarget(undefined)} />
      )}
    </>
  );
}
