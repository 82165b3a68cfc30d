import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { healthLooks, lookOfDeployment, syncLooks } from '../../ui/looks.ts';
import { State } from '../../ui/shape.tsx';
import { sayClock, sayDuration, useNow } from '../../ui/time.tsx';
import { tookMs } from './pipeline-view.ts';

type Environment = Told<EnvironmentView>;

/** Deployment, health, sync: never merged, always in this order; the evidence at the right is the answer to "why". */
export function Facts({ project, environment }: { project: string; environment: Environment }) {
  const words = useWords();
  const { health, healthReason, ready, sync, syncReason, fleetCommit } = environment;
  return (
    <dl className="border-hair border-t">
      <Fact
        label={words.facts.deployment}
        evidence={<DeploymentEvidence project={project} environment={environment} />}
      >
        <DeploymentWord environment={environment} />
      </Fact>
      <Fact
        label={words.facts.health}
        evidence={
          <span title={healthReason?.text}>
            {healthReason?.text ?? words.pipeline.ready(ready.ready, ready.desired)}
          </span>
        }
      >
        <State look={healthLooks[health]}>{words.health[health]}</State>
      </Fact>
      <Fact
        label={words.facts.sync}
        evidence={
          <span title={syncReason?.text}>
            {syncReason?.text ?? (fleetCommit === null ? '' : `main@${fleetCommit.slice(0, 7)}`)}
          </span>
        }
      >
        <State look={syncLooks[sync]}>{words.sync[sync]}</State>
      </Fact>
    </dl>
  );
}

function Fact({ label, children, evidence }: { label: string; children: ReactNode; evidence: ReactNode }) {
  return (
    <div className="hairline grid min-h-9 grid-cols-[72px_auto_minmax(0,1fr)] items-center gap-3 lang-zh:grid-cols-[48px_auto_minmax(0,1fr)]">
      <dt className="t-xs text-dim whitespace-nowrap">{label}</dt>
      <dd className="whitespace-nowrap">{children}</dd>
      <dd className="t-xs text-dim cut text-right tabular-nums max-[420px]:whitespace-normal">{evidence}</dd>
    </div>
  );
}

/** The newest deployment in one word. */
export function DeploymentWord({ environment: { deployment } }: { environment: Environment }) {
  const words = useWords();
  if (deployment === null) {
    return <span className="text-dim">–</span>;
  }
  const word =
    deployment.waitingFor === null ? words.deploymentState[deployment.state] : words.waitingFor[deployment.waitingFor];
  return <State look={lookOfDeployment(deployment)}>{word}</State>;
}

function DeploymentEvidence({ project, environment: { deployment } }: { project: string; environment: Environment }) {
  const words = useWords();
  const now = useNow(deployment?.state === 'running');
  if (deployment === null) {
    return null;
  }
  const took = tookMs(deployment);
  const usual =
    deployment.usualMs === null
      ? ''
      : `${words.pipeline.comma}${words.deployment.usually(sayClock(deployment.usualMs))}`;
  return (
    <>
      <Link
        to="/projects/$project/deployments/$number"
        params={{ project, number: String(deployment.number) }}
        className="text-link"
      >
        {deployment.state === 'running' ? (deployment.release ?? `#${deployment.number}`) : `#${deployment.number}`}
      </Link>
      {deployment.state === 'running' && deployment.startedAt !== null
        ? ` · ${sayClock(now - Date.parse(deployment.startedAt))}${usual}`
        : null}
      {took === undefined || deployment.state === 'running'
        ? null
        : ` · ${words.pipeline.took(sayDuration(took, words.age))}`}
    </>
  );
}
