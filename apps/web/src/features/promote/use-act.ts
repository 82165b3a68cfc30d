import { useNavigate } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { SheetView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import type { Asked } from './sheet-body.tsx';

/** The command behind the sheet's one button; then the page of what was started. */
export function useAct({ project, environment, kind, vars }: Asked) {
  const navigate = useNavigate();
  const onSuccess = (made: { number: number }): void =>
    void navigate({ to: '/projects/$project/deployments/$number', params: { project, number: String(made.number) } });
  const promote = useCommand(trpc.deployments.promote.mutationOptions({ onSuccess }));
  const rollback = useCommand(trpc.deployments.rollback.mutationOptions({ onSuccess }));
  const deploy = useCommand(trpc.deployments.deploy.mutationOptions({ onSuccess }));
  const run = (sheet: Told<SheetView>, note: string): void => {
    const release = sheet.release.name;
    if (kind === 'promote') {
      promote.mutate({ project, to: environment, release, note, hash: sheet.hash });
    } else if (kind === 'rollback') {
      rollback.mutate({ project, environment, to: release, note, ...(vars === undefined ? {} : { vars }) });
    } else {
      deploy.mutate({ project, environment, release, note });
    }
  };
  return {
    run,
    isPending: promote.isPending || rollback.isPending || deploy.isPending,
    error: promote.error ?? rollback.error ?? deploy.error,
  };
}
