import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { lookOfDeployment } from '../../ui/looks.ts';
import { Empty, Section, Skeleton } from '../../ui/section.tsx';
import { State } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';

/** Everything that waits for a yes, mine first. */
export function ApprovalsPage() {
  const words = useWords();
  const found = useQuery(trpc.deployments.approvals.queryOptions());
  return (
    <main id="content" className="grid w-full max-w-[var(--content-max)] gap-8 px-4 pt-6 pb-12 min-[761px]:px-6">
      <h1 className="t-xl">{words.frame.approvals}</h1>
      {found.error === null ? null : <FailureCard error={found.error} retry={() => void found.refetch()} />}
      {found.data === undefined ? (
        <Skeleton />
      ) : (
        <>
          <Group title={words.approvals.waiting} items={found.data.waiting} empty={words.approvals.none} />
          <Group title={words.approvals.requested} items={found.data.requested} empty={words.approvals.noneRequested} />
          <Group title={words.approvals.decided} items={found.data.decided} empty={words.approvals.noneDecided} />
        </>
      )}
    </main>
  );
}

function Group({ title, items, empty }: { title: string; items: readonly Told<DeploymentView>[]; empty: string }) {
  const words = useWords();
  return (
    <Section title={title} count={items.length}>
      {items.length === 0 ? <Empty title={empty} /> : null}
      {items.map((deployment) => (
        <div
          key={`${deployment.project} ${deployment.number}`}
          className="hairline grid min-h-13 grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-4 py-2"
        >
          <div className="min-w-0">
            <p className="medium">
              {deployment.project}: {deployment.release} → {deployment.environment}
            </p>
            <p className="t-sm text-dim cut">
              {deployment.requestedBy} · <Ago time={deployment.createdAt} />
              {deployment.note === '' ? '' : ` · ${deployment.note}`}
            </p>
          </div>
          <span className="t-sm max-[760px]:hidden">
            <State look={lookOfDeployment(deployment)}>
              {deployment.waitingFor === null
                ? words.deploymentState[deployment.state]
                : words.waitingFor[deployment.waitingFor]}
            </State>
          </span>
          <Link
            to="/projects/$project/deployments/$number"
            params={{ project: deployment.project, number: String(deployment.number) }}
            className="button"
            data-size="small"
            data-look={
              deployment.approval?.canApprove === true && deployment.waitingFor === 'approval' ? 'solid' : 'plain'
            }
          >
            {words.action.review}
          </Link>
        </div>
      ))}
    </Section>
  );
}
