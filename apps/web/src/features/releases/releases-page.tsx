import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { ReleaseView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { ProjectSheet } from '../promote/project-sheet.tsx';
import { releaseLooks } from '../pipeline/release-list.tsx';

/** Releases newest first: what they are made of, where they are, where they could go. */
export function ReleasesPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const releases = useQuery(trpc.releases.list.queryOptions({ project, limit: 100 }));
  const environments = useQuery(trpc.projects.get.queryOptions({ name: project })).data?.environments ?? [];
  const [chosen, setChosen] = useState<{ release: string; environment: string }>();
  if (releases.error !== null) {
    return <FailureCard error={releases.error} retry={() => void releases.refetch()} />;
  }
  return (
    <>
      <h1 className="t-xl mb-4">{words.tabs.releases}</h1>
      {releases.isPending ? <Skeleton rows={8} /> : null}
      {releases.data?.length === 0 ? <Empty title={words.releases.empty}>{words.pipeline.pushText}</Empty> : null}
      {(releases.data ?? []).map((release) => (
        <div
          key={release.name}
          className="hairline grid grid-cols-[64px_minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 py-3 max-[760px]:grid-cols-[48px_minmax(0,1fr)]"
        >
          <span className="t-lg num">{release.name}</span>
          <div className="min-w-0">
            <p className="medium">{release.subject}</p>
            <p className="row t-xs text-dim flex-wrap gap-x-3">
              <span>{release.author}</span>
              <code className="code-xs">{release.commit.slice(0, 7)}</code>
              <span>{release.branch}</span>
              <Ago time={release.createdAt} />
              {release.build === null ? null : <span className="num">{words.releases.build(release.build)}</span>}
            </p>
            <Images images={release.images} />
            <Where release={release} />
          </div>
          <select
            className="input t-sm !h-8 !w-auto max-[760px]:col-start-2"
            aria-label={words.releases.deployTo(release.name)}
            value=""
            onChange={(event) => setChosen({ release: release.name, environment: event.target.value })}
          >
            <option value="">{words.releases.deployTo(release.name)}</option>
            {environments.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
      ))}
      {chosen === undefined ? null : (
        <ProjectSheet
          project={project}
          environment={chosen.environment}
          release={chosen.release}
          kind="deploy"
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
}

function Images({ images }: { images: Readonly<Record<string, string>> }) {
  return Object.entries(images).map(([service, image]) => (
    <p key={service} className="row code-xs text-dim gap-2">
      <span>{service}</span>
      <span className="cut">{image.slice(image.indexOf('@') + 1, image.indexOf('@') + 20)}…</span>
      <CopyButton text={image} />
    </p>
  ));
}

function Where({ release }: { release: Told<ReleaseView> }) {
  return (
    <p className="row t-xs mt-1 flex-wrap gap-x-4">
      {release.environments.map(({ name, state }) => {
        const look = releaseLooks[state];
        return (
          <span key={name} data-role={look.role} className="row gap-1.5">
            <span className="text-role inline-flex">
              <Shape name={look.shape} label={state} />
            </span>
            {name}
          </span>
        );
      })}
    </p>
  );
}
