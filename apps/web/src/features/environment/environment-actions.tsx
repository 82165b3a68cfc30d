import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { ProjectSheet } from '../promote/project-sheet.tsx';
import { HoldSheet } from './hold-sheet.tsx';
import { ScaleSheet } from './scale-sheet.tsx';

type Open = 'hold' | 'scale' | 'rollback' | 'deploy';

/** Deploy, roll back, hold, scale, restart. */
export function EnvironmentActions({ project, environment }: { project: string; environment: Told<EnvironmentView> }) {
  const words = useWords();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>();
  const at = { project, environment: environment.name };
  const close = (): void => setOpen(undefined);
  const restart = useCommand(
    trpc.environments.restart.mutationOptions({
      onSuccess: (made) =>
        void navigate({
          to: '/projects/$project/deployments/$number',
          params: { project, number: String(made.number) },
        }),
    }),
  );
  const endHold = useCommand(trpc.environments.endHold.mutationOptions());
  const error = restart.error ?? endHold.error;
  return (
    <div className="grid gap-2">
      <div className="row flex-wrap gap-2">
        <ConfirmButton
          sentence={words.environment.restartTitle(environment.name)}
          meaning={words.environment.restartText}
          disabled={restart.isPending}
          onConfirm={() => restart.mutate(at)}
        >
          {words.environment.restart}
        </ConfirmButton>
        <Button small onClick={() => setOpen('scale')}>
          {words.environment.scale}
        </Button>
        {environment.hold === null ? (
          <Button small onClick={() => setOpen('hold')}>
            {words.environment.hold}
          </Button>
        ) : (
          <Button small disabled={endHold.isPending} onClick={() => endHold.mutate(at)}>
            {words.pipeline.endHold}
          </Button>
        )}
        <Button small onClick={() => setOpen('rollback')}>
          {words.pipeline.rollBack}
        </Button>
        <Button small look="solid" onClick={() => setOpen('deploy')}>
          {words.pipeline.deploy}
        </Button>
      </div>
      {error === null ? null : <FailureCard error={error} />}
      {open === 'hold' ? <HoldSheet {...at} onClose={close} /> : null}
      {open === 'scale' ? <ScaleSheet {...at} replicas={environment.replicas} onClose={close} /> : null}
      {open === 'rollback' || open === 'deploy' ? <ProjectSheet {...at} kind={open} onClose={close} /> : null}
    </div>
  );
}
