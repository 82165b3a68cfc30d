import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { DeploymentAction, DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords, type Words } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { ProjectSheet } from '../promote/project-sheet.tsx';
import { missingVariable } from './deployment-view.ts';

type Deployment = Told<DeploymentView>;

/** What may be done now; a blocked action stays visible with its reason beside it. Approving has its own place. */
export function Actions({ deployment, place }: { deployment: Deployment; place: 'head' | 'failure' }) {
  const words = useWords();
  const { actions, error, sheet, closeSheet, isPending } = useActions(deployment);
  const variable = place === 'failure' ? missingVariable(deployment) : undefined;
  const { project, environment } = deployment;
  const small = place === 'head';
  return (
    <div className="grid gap-2 max-[760px]:w-full">
      <div className="row flex-wrap gap-2">
        {variable === undefined ? null : (
          <Link
            to="/projects/$project/variables"
            params={{ project }}
            search={{ environment, add: variable }}
            className="button max-[760px]:flex-1"
            data-look="solid"
          >
            {words.deployment.addVariable(variable, environment)}
          </Link>
        )}
        {actions.map(({ action, allowed, why, run }) => (
          <span key={action} className="row flex-wrap gap-2 max-[760px]:flex-1">
            {action === 'cancel' ? (
              <ConfirmButton
                small={small}
                sentence={words.deployment.cancelSure(deployment.number)}
                meaning={words.deployment.cancelMeans[deployment.fleetCommit === null ? 'before' : 'after']}
                disabled={!allowed || isPending}
                title={why?.text}
                onConfirm={run}
              >
                {labelOf(action, words)}
              </ConfirmButton>
            ) : (
              <Button
                small={small}
                className="max-[760px]:flex-1"
                disabled={!allowed || isPending}
                title={why?.text}
                onClick={run}
              >
                {labelOf(action, words)}
              </Button>
            )}
            {allowed || why === null ? null : <span className="t-xs text-dim">{why.text}</span>}
          </span>
        ))}
      </div>
      {error === null ? null : <FailureCard error={error} />}
      {sheet === undefined ? null : (
        <ProjectSheet project={project} environment={sheet.environment} kind={sheet.kind} onClose={closeSheet} />
      )}
    </div>
  );
}

function useActions(deployment: Deployment) {
  const { project, environment, number, release } = deployment;
  const navigate = useNavigate();
  const [sheet, setSheet] = useState<{ kind: 'rollback' | 'promote'; environment: string }>();
  const show = (made: { number: number }): void =>
    void navigate({ to: '/projects/$project/deployments/$number', params: { project, number: String(made.number) } });
  const cancel = useCommand(trpc.deployments.cancel.mutationOptions());
  const redeploy = useCommand(trpc.deployments.deploy.mutationOptions({ onSuccess: show }));
  const endHold = useCommand(trpc.environments.endHold.mutationOptions());
  const run: Partial<Record<DeploymentAction, () => void>> = {
    cancel: () => cancel.mutate({ project, number }),
    redeploy: () => redeploy.mutate({ project, environment, ...(release === null ? {} : { release }) }),
    'end-hold': () => endHold.mutate({ project, environment }),
    rollback: () => setSheet({ kind: 'rollback', environment }),
    promote: () => void navigate({ to: '/projects/$project', params: { project } }),
  };
  return {
    actions: deployment.actions.flatMap((entry) => {
      const act = run[entry.action];
      return act === undefined ? [] : [{ ...entry, run: act }];
    }),
    isPending: cancel.isPending || redeploy.isPending || endHold.isPending,
    error: cancel.error ?? redeploy.error ?? endHold.error,
    sheet,
    closeSheet: () => setSheet(undefined),
  };
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
