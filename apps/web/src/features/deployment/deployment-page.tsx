import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section, Skeleton } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { Actions } from './actions.tsx';
import { Approval } from './approval.tsx';
import { Cause } from './cause.tsx';
import { Clock } from './clock.tsx';
import { hasFailed } from './deployment-view.ts';
import { Events, EvidenceLog, Pods } from './evidence.tsx';
import { Steps } from './steps.tsx';
import { Title } from './title.tsx';

/** Watch one deployment happen; understand it afterwards. */
export function DeploymentPage() {
  const { project, number } = useParams({ from: '/frame/projects/$project/deployments/$number' });
  const words = useWords();
  const found = useQuery(trpc.deployments.get.queryOptions({ project, number: Number(number) }));
  const deployment = found.data;
  const title =
    deployment === undefined
      ? undefined
      : `${words.deploymentState[deployment.state]} #${number} · ${deployment.environment}`;
  useEffect(() => {
    document.title = title === undefined ? 'Juanie' : `${title} · Juanie`;
  }, [title]);
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  if (deployment === undefined) {
    return <Skeleton rows={9} />;
  }
  return (
    <>
      <div className="mb-5 flex flex-wrap items-start gap-3">
        <Title deployment={deployment} />
        <Actions deployment={deployment} />
      </div>
      {hasFailed(deployment) ? <Cause deployment={deployment} /> : <Clock deployment={deployment} />}
      {deployment.approval === null || deployment.waitingFor !== 'approval' ? null : (
        <Approval deployment={deployment} />
      )}
      <div className="mt-6 grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_328px] min-[1101px]:gap-12">
        <div className="grid min-w-0 content-start gap-7">
          {hasFailed(deployment) ? <EvidenceLog deployment={deployment} /> : null}
          <Section title={words.deployment.steps}>
            <Steps deployment={deployment} />
          </Section>
        </div>
        <div className="grid min-w-0 content-start gap-7">
          <Pods deployment={deployment} />
          {deployment.stillTrue.length === 0 || hasFailed(deployment) ? null : (
            <Section title={words.deployment.stillTrue}>
              {deployment.stillTrue.map((message) => (
                <p key={message.code} className="row gap-2 py-2">
                  <Shape name="s-success" className="text-dim" />
                  {message.text}
                </p>
              ))}
            </Section>
          )}
          <Events deployment={deployment} />
        </div>
      </div>
    </>
  );
}
