import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { ProjectSheet } from '../promote/project-sheet.tsx';
import { ReleaseRow } from './release-row.tsx';

/** Releases newest first: what they are made of, where they are, where they could go. */
export function ReleasesPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const releases = useQuery(trpc.releases.list.queryOptions({ project, limit: 100 }));
  const environments = useQuery(trpc.projects.get.queryOptions({ name: project })).data?.environments ?? [];
  const [chosen, setChosen] = useState<{ release: string; environment: string }>();
  const [typed, setTyped] = useState('');
  useTitle(`${words.tabs.releases} · ${project}`);
  if (releases.error !== null) {
    return <FailureCard error={releases.error} retry={() => void releases.refetch()} />;
  }
  const text = typed.trim().toLowerCase();
  const shown = (releases.data ?? []).filter(({ name, subject, author, commit, branch }) =>
    [name, subject, author, commit, branch].some((part) => part.toLowerCase().includes(text)),
  );
  return (
    <>
      <div className="row mb-2 flex-wrap gap-3">
        <h1 className="t-xl">{words.tabs.releases}</h1>
        {releases.data === undefined ? null : <span className="t-sm text-dim num">{releases.data.length}</span>}
        <SearchField
          className="w-60 min-[761px]:ml-auto"
          label={words.releases.filter}
          value={typed}
          onChange={setTyped}
        />
      </div>
      {releases.isPending ? <Skeleton rows={8} /> : null}
      {releases.data?.length === 0 ? <Empty title={words.releases.empty}>{words.pipeline.pushText}</Empty> : null}
      {shown.length === 0 && text !== '' ? (
        <Empty title={words.releases.noMatch}>
          <Button small onClick={() => setTyped('')}>
            {words.action.clear}
          </Button>
        </Empty>
      ) : null}
      {shown.map((release) => (
        <ReleaseRow
          key={release.name}
          project={project}
          release={release}
          environments={environments}
          onDeploy={(environment) => setChosen({ release: release.name, environment })}
        />
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
