import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { DeploymentView, Tier } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { lookOfDeployment, tierShapes } from '../../ui/looks.ts';
import { Shape, State } from '../../ui/shape.tsx';
import { Ago, sayDuration } from '../../ui/time.tsx';
import { tookMs } from '../pipeline/pipeline-view.ts';
import { canGoBack } from './history-view.ts';

interface RowProps {
  readonly deployment: Told<DeploymentView>;
  readonly tier: Tier | undefined;
  readonly live: boolean;
  readonly onBack: (to: Told<DeploymentView>) => void;
}

/** One deployment: number, release, where, how it went, who and when. */
export function HistoryRow({ deployment, tier, live, onBack }: RowProps) {
  const words = useWords();
  const { project, number, release, environment, kind, state, waitingFor, rolledBackBy, message, note } = deployment;
  const took = tookMs(deployment);
  const detail = rolledBackBy === null ? (message?.text ?? note) : words.deployment.rolledBackBy(rolledBackBy);
  return (
    <div
      data-row
      className="hairline hover:bg-raised grid min-h-13 grid-cols-[56px_56px_minmax(0,1fr)_minmax(0,1.6fr)_minmax(0,1fr)_128px] items-center gap-x-3 py-1.5 max-[980px]:grid-cols-[48px_48px_minmax(0,1fr)_auto]"
    >
      <Link
        to="/projects/$project/deployments/$number"
        params={{ project, number: String(number) }}
        className="text-link num py-1"
      >
        #{number}
      </Link>
      <span className="strong num">{release ?? '–'}</span>
      <span className="row gap-2">
        {tier === undefined ? null : <Shape name={tierShapes[tier]} className="text-dim !size-3.5" />}
        <span className="cut">{environment}</span>
      </span>
      <span className="min-w-0 max-[980px]:col-span-2 max-[980px]:col-start-2 max-[980px]:row-start-2">
        <State look={lookOfDeployment(deployment)}>
          {waitingFor === null ? words.deploymentState[state] : words.waitingFor[waitingFor]}
        </State>
        {detail === '' ? null : (
          <span className="t-xs text-dim cut block pl-[22px]" title={detail}>
            {detail}
          </span>
        )}
      </span>
      <span className="t-xs text-dim min-w-0 max-[980px]:col-span-2 max-[980px]:col-start-2 max-[980px]:row-start-3">
        <span className="cut block">{words.deployment.by[kind](deployment.requestedBy)}</span>
        <span className="num">
          <Ago time={deployment.createdAt} />
          {took === undefined ? '' : ` · ${sayDuration(took, words.age)}`}
        </span>
      </span>
      <span className="justify-self-end max-[980px]:col-start-4 max-[980px]:row-start-1 max-[980px]:row-span-2">
        {canGoBack(deployment, live) ? (
          <Button small onClick={() => onBack(deployment)}>
            {words.history.back}
          </Button>
        ) : live ? (
          <span className="t-xs medium">{words.pipeline.live}</span>
        ) : null}
      </span>
    </div>
  );
}
