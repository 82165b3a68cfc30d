import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { lookOfDeployment } from '../../ui/looks.ts';
import { Section, Skeleton } from '../../ui/section.tsx';
import { sayClock, sayDuration, useNow } from '../../ui/time.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { Actions } from './actions.tsx';
import { Approval } from './approval.tsx';
import { Cause } from './cause.tsx';
import { Clock, TimeRail } from './clock.tsx';
import { hasFailed, railOf } from './deployment-view.ts';
import { Events, EvidenceLog, Pods } from './evidence.tsx';
import { Steps } from './steps.tsx';
import { Title } from './title.tsx';

/** Watch one deployment happen; understand it afterwards. */
export function DeploymentPage() {
  const { project, number } = useParams({ from: '/frame/projects/$project/deployments/$number' });
  const words = useWords();
  const found = useQuery(trpc.deployments.get.queryOptions({ project, number: Number(number) }));
  const deployment = found.data;
  useTitle(
    deployment === undefined
      ? `#${number}`
      : `${words.deploymentState[deployment.state]} #${number} ${deployment.release ?? ''} · ${deployment.environment}`,
    deployment === undefined ? undefined : lookOfDeployment(deployment).role,
  );
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  return deployment === undefined ? <Skeleton rows={9} /> : <Deployment deployment={deployment} />;
}

function Deployment({ deployment }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  const failed = hasFailed(deployment);
  const now = useNow();
  return (
    <>
      <div className="flex flex-wrap items-start gap-3">
        <Title deployment={deployment} />
        {failed ? null : <Actions deployment={deployment} place="head" />}
      </div>
      {failed ? <Cause deployment={deployment} /> : <Clock deployment={deployment} />}
      {deployment.approval === null || deployment.waitingFor !== 'approval' ? null : (
        <Approval deployment={deployment} />
      )}
      <div
        className={`grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_328px] min-[1101px]:gap-12 ${failed ? '' : 'mt-6'}`}
      >
        <div className="grid min-w-0 content-start gap-7">
          {failed ? <EvidenceLog deployment={deployment} /> : null}
          <Section title={words.deployment.steps} end={failed ? <Took deployment={deployment} /> : undefined}>
            {failed ? (
              <div className="pt-4">
                <TimeRail rail={railOf(deployment, now)} usualMs={deployment.usualMs} />
              </div>
            ) : null}
            <Steps deployment={deployment} />
          </Section>
        </div>
        <div className="grid min-w-0 content-start gap-7">
          <Pods deployment={deployment} />
          <StillTrue deployment={deployment} hidden={failed} />
          <Events deployment={deployment} />
        </div>
      </div>
    </>
  );
}

function Took({ deployment }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  const { elapsedMs } = railOf(deployment, useNow());
  return (
    <span className="text-dim num">
      {sayDuration(elapsedMs, words.age)}
      {deployment.usualMs === null
        ? ''
        : `${words.pipeline.comma}${words.deployment.usually(sayClock(deployment.usualMs))}`}
    </span>
  );
}

function StillTrue({ deployment, hidden }: { deployment: Told<DeploymentView>; hidden: boolean }) {
  const words = useWords();
  return hidden || deployment.stillTrue.length === 0 ? null : (
    <Section title={words.deployment.stillTrue}>
      {deployment.stillTrue.map((message) => (
        <p key={message.text} className="py-2">
          {message.text}
        </p>
      ))}
    </Section>
  );
}
