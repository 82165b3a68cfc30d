import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { lookOfDeployment } from '../../ui/looks.ts';
import { Pill, Shape } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';

/** `#128 r142 → staging`, who, why, when. */
export function Title({ deployment }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  const { number, release, environment, project, requestedBy, kind, note, createdAt, state, rolledBackBy, rollsBack } =
    deployment;
  const other = (label: string, to: number) => (
    <Link to="/projects/$project/deployments/$number" params={{ project, number: String(to) }} className="text-link">
      {label}
    </Link>
  );
  return (
    <div className="min-w-0 flex-1">
      <h1 className="t-xl row flex-wrap gap-2.5">
        <span className="text-dim num font-normal">#{number}</span>
        <span className="num">{release ?? '–'}</span>
        <Shape name="i-arrow" className="text-dim" />
        <Link to="/projects/$project/environments/$environment" params={{ project, environment }}>
          {environment}
        </Link>
      </h1>
      <p className="row t-sm text-dim mt-1 flex-wrap gap-x-3 gap-y-1">
        {state === 'running' || state === 'pending' ? null : (
          <Pill look={lookOfDeployment(deployment)}>{words.deploymentState[state]}</Pill>
        )}
        <span>
          {requestedBy} · {words.deploymentKind[kind]} · <Ago time={createdAt} />
        </span>
        {note === '' ? null : <span>{note}</span>}
        {rolledBackBy === null ? null : other(words.deployment.rolledBackBy(rolledBackBy), rolledBackBy)}
        {rollsBack === null ? null : other(words.deployment.rollsBack(rollsBack), rollsBack)}
      </p>
    </div>
  );
}
