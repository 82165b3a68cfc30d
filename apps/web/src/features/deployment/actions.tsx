import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { DeploymentAction, DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords, type Words } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { PromoteSheet } from '../promote/promote-sheet.tsx';

type Deployment = Told<DeploymentView>;

/** What may be done now; a blocked action stays visible with its reason beside it. Approving has its own place. */
export function Actions({ deployment }: { deployment: Deployment }) {
  const words = useWords();
  const { project, environment, number } = deployment;
  const navigate = useNavigate();
  const [sheet, setSheet] = useState<'rollback'>();
  const show = (made: { number: number }): void =>
    void navigate({ to: '/projects/$project/deployments/$number', params: { project, number: String(made.number) } });
  const cancel = useMutation(trpc.deployments.cancel.mutationOptions());
  const redeploy = useMutation(trpc.deployments.deploy.mutationOptions({ onSuccess: show }));
  const endHold = useMutation(trpc.environments.endHold.mutationOptions());
  const run: Partial<Record<DeploymentAction, () => void>> = {
    cancel: () => cancel.mutate({ project, number }),
    redeploy: () =>
      redeploy.mutate({
        project,
        environment,
        ...(deployment.release === null ? {} : { release: deployment.release }),
      }),
    'end-hold': () => endHold.mutate({ project, environment }),
    rollback: () => setSheet('rollback'),
  };
  const shown = deployment.actions.filter(({ action }) => run[action] !== undefined);
  const busy = cancel.isPending || redeploy.isPending || endHold.isPending;
  const error = cancel.error ?? redeploy.error ?? endHold.error;
  return (
    <div className="grid justify-items-end gap-1 max-[760px]:w-full max-[760px]:justify-items-start">
      <div className="row flex-wrap gap-2">
        {shown.map(({ action, allowed, why }) => (
          <Button key={action} small disabled={!allowed || busy} title={why?.text} onClick={run[action]}>
            {labelOf(action, words)}
          </Button>
        ))}
      </div>
      {shown.map(({ action, allowed, why }) =>
        allowed || why === null ? null : (
          <p key={action} className="t-xs text-dim">
            {why.text}
          </p>
        ),
      )}
      {error === null ? null : <FailureCard error={error} />}
      {sheet === undefined ? null : (
        <PromoteSheet project={project} environment={environment} kind={sheet} onClose={() => setSheet(undefined)} />
      )}
    </div>
  );
}

function labelOf(action: DeploymentAction, { deployment }: Words): string {
  return {
    approve: '',
    reject: deployment.reject,
    cancel: deployment.cancel,
    rollback: deployment.rollBack,
    redeploy: deployment.redeploy,
    promote: deployment.promote,
    'end-hold': deployment.endHold,
  }[action];
}
