import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { EnvironmentTabs } from '../../ui/environment-tabs.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { ProjectSheet } from '../promote/project-sheet.tsx';
import { HistoryRow } from './history-row.tsx';
import { liveNumbers } from './history-view.ts';

/** Every deployment; from a row one goes back to what it ran. */
export function HistoryPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const { environment } = useSearch({ from: '/frame/projects/$project/deployments' });
  const navigate = useNavigate();
  const words = useWords();
  const [back, setBack] = useState<Told<DeploymentView>>();
  const found = useQuery(
    trpc.deployments.list.queryOptions({ project, limit: 100, ...(environment === undefined ? {} : { environment }) }),
  );
  const environments = useQuery(trpc.projects.get.queryOptions({ name: project })).data?.environments ?? [];
  const live = liveNumbers(found.data ?? [], environments);
  useTitle(`${words.tabs.deployments} · ${project}`);
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  return (
    <>
      <div className="row mb-4 flex-wrap gap-3">
        <h1 className="t-xl">{words.tabs.deployments}</h1>
        <EnvironmentTabs
          environments={environments}
          chosen={environment}
          all={words.history.all}
          onChoose={(name) =>
            void navigate({
              to: '/projects/$project/deployments',
              params: { project },
              search: name === '' ? {} : { environment: name },
            })
          }
        />
      </div>
      {found.isPending ? <Skeleton rows={8} /> : null}
      {found.data?.length === 0 ? <Empty title={words.history.empty}>{words.pipeline.pushText}</Empty> : null}
      {(found.data ?? []).map((deployment) => (
        <HistoryRow
          key={deployment.number}
          deployment={deployment}
          tier={environments.find(({ name }) => name === deployment.environment)?.tier}
          live={live.has(deployment.number)}
          onBack={setBack}
        />
      ))}
      {back === undefined ? null : (
        <ProjectSheet
          project={project}
          environment={back.environment}
          release={back.release}
          kind="rollback"
          onClose={() => setBack(undefined)}
        />
      )}
    </>
  );
}
