import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { lookOfDeployment } from '../../ui/looks.ts';
import { Empty, Skeleton } from '../../ui/section.tsx';
import { State } from '../../ui/shape.tsx';
import { Ago, sayAge } from '../../ui/time.tsx';
import { ProjectSheet } from '../promote/project-sheet.tsx';
import { tookMs } from '../pipeline/pipeline-view.ts';

/** Every deployment; from a row one goes back to what it ran. */
export function HistoryPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const [environment, setEnvironment] = useState('');
  const [back, setBack] = useState<Told<DeploymentView>>();
  const found = useQuery(
    trpc.deployments.list.queryOptions({ project, limit: 100, ...(environment === '' ? {} : { environment }) }),
  );
  const environments = useQuery(trpc.projects.get.queryOptions({ name: project })).data?.environments ?? [];
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  return (
    <>
      <div className="row mb-4 flex-wrap gap-3">
        <h1 className="t-xl">{words.tabs.deployments}</h1>
        <select
          className="input t-sm ml-auto !h-8 !w-auto"
          aria-label={words.tabs.environments}
          value={environment}
          onChange={(event) => setEnvironment(event.target.value)}
        >
          <option value="">{words.history.all}</option>
          {environments.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      {found.isPending ? <Skeleton rows={8} /> : null}
      {found.data?.length === 0 ? <Empty title={words.history.empty}>{words.pipeline.pushText}</Empty> : null}
      {(found.data ?? []).map((deployment) => (
        <Row
          key={deployment.number}
          deployment={deployment}
          live={environments.some(
            ({ name, release }) => name === deployment.environment && release?.name === deployment.release,
          )}
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

function Row({
  deployment,
  live,
  onBack,
}: {
  deployment: Told<DeploymentView>;
  live: boolean;
  onBack: (to: Told<DeploymentView>) => void;
}) {
  const words = useWords();
  const { project, number, release, environment, kind, state, waitingFor, rolledBackBy } = deployment;
  const took = tookMs(deployment);
  const possible = state === 'success' && !live && release !== null;
  return (
    <div className="hairline hover:bg-raised grid min-h-13 grid-cols-[64px_64px_minmax(0,1fr)_minmax(0,1.4fr)_120px_auto] items-center gap-3 py-2 max-[760px]:grid-cols-[48px_minmax(0,1fr)_auto]">
      <Link
        to="/projects/$project/deployments/$number"
        params={{ project, number: String(number) }}
        className="text-link num"
      >
        #{number}
      </Link>
      <span className="strong num max-[760px]:col-start-2">{release ?? '–'}</span>
      <span className="min-w-0 max-[760px]:col-start-2">
        <span className="cut block">{environment}</span>
        <span className="t-xs text-dim block">{words.deploymentKind[kind]}</span>
      </span>
      <span className="min-w-0 max-[760px]:col-span-full">
        <State look={lookOfDeployment(deployment)}>
          {waitingFor === null ? words.deploymentState[state] : words.waitingFor[waitingFor]}
        </State>
        <span className="t-xs text-dim cut block">
          {rolledBackBy === null
            ? (deployment.message?.text ?? deployment.note)
            : words.deployment.rolledBackBy(rolledBackBy)}
        </span>
      </span>
      <span className="t-xs text-dim">
        {deployment.requestedBy}
        <br />
        <Ago time={deployment.createdAt} />
        {took === undefined ? '' : ` · ${sayAge(took, words.age)}`}
      </span>
      <span className="justify-self-end">
        {possible ? (
          <Button small onClick={() => onBack(deployment)}>
            {words.history.back}
          </Button>
        ) : live && state === 'success' ? (
          <span className="t-xs text-dim">{words.pipeline.live}</span>
        ) : null}
      </span>
    </div>
  );
}
