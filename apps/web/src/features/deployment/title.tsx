import { Link, useParams } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { lookOfDeployment, tierShapes } from '../../ui/looks.ts';
import { Pill, Shape } from '../../ui/shape.tsx';
import { Ago, sayDuration } from '../../ui/time.tsx';
import { tookMs } from '../pipeline/pipeline-view.ts';

/** `#128 r142 → △ staging`, who, why, when. */
export function Title({ deployment }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  const { number, release, environment, requestedBy, kind, note, createdAt, state, rolledBackBy, rollsBack } =
    deployment;
  const took = tookMs(deployment);
  return (
    <div className="min-w-0 flex-1 basis-80">
      <h1 className="t-xl row flex-wrap gap-2.5 max-[760px]:text-[18px]">
        <span className="text-dim num font-normal">#{number}</span>
        <span className="num">{release ?? '–'}</span>
        <Shape name="i-arrow" className="text-dim" />
        <Environment name={environment} />
      </h1>
      <p className="row t-sm text-dim mt-1 flex-wrap gap-x-3 gap-y-1">
        {state === 'running' || state === 'pending' ? null : (
          <Pill look={lookOfDeployment(deployment)}>{words.deploymentState[state]}</Pill>
        )}
        <span>{words.deployment.by[kind](requestedBy)}</span>
        <span className="num">
          <Ago time={createdAt} />
          {took === undefined ? '' : ` · ${words.pipeline.took(sayDuration(took, words.age))}`}
        </span>
        {note === '' ? null : <span>{note}</span>}
        {rolledBackBy === null ? null : (
          <Other label={words.deployment.rolledBackBy(rolledBackBy)} number={rolledBackBy} />
        )}
        {rollsBack === null ? null : <Other label={words.deployment.rollsBack(rollsBack)} number={rollsBack} />}
      </p>
    </div>
  );
}

function Environment({ name }: { name: string }) {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const found = useQuery(trpc.projects.get.queryOptions({ name: project }));
  const tier = found.data?.environments.find((environment) => environment.name === name)?.tier;
  return (
    <Link
      to="/projects/$project/environments/$environment"
      params={{ project, environment: name }}
      className="row gap-2.5"
    >
      {tier === undefined ? null : <Shape name={tierShapes[tier]} className="text-dim" />}
      {name}
    </Link>
  );
}

function Other({ label, number }: { label: string; number: number }) {
  const { project } = useParams({ from: '/frame/projects/$project' });
  return (
    <Link
      to="/projects/$project/deployments/$number"
      params={{ project, number: String(number) }}
      className="text-link"
    >
      {label}
    </Link>
  );
}
