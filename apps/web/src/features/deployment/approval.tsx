import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { SheetBody } from '../promote/sheet-body.tsx';

/** What is asked for, in full, and the yes or no to exactly that. */
export function Approval({ deployment }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  const { project, number, release, environment, approval } = deployment;
  const [comment, setComment] = useState('');
  const approve = useCommand(trpc.deployments.approve.mutationOptions());
  const reject = useCommand(trpc.deployments.reject.mutationOptions());
  if (approval === null) {
    return null;
  }
  const error = approve.error ?? reject.error;
  const blocked = !approval.canApprove || approval.void;
  return (
    <section className="border-hair mt-4 grid gap-4 rounded-2 border p-4 min-[761px]:p-5">
      <p className="medium">{words.deployment.approvals(approval.given.length, approval.required)}</p>
      {approval.given.map(({ by, comment: said }) => (
        <p key={by.id} className="t-sm text-dim">
          {by.name} {said}
        </p>
      ))}
      <SheetBody project={project} environment={environment} kind="promote" release={release} />
      <textarea
        className="input"
        aria-label={words.deployment.note}
        placeholder={words.deployment.note}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <div className="row flex-wrap gap-2">
        <Button
          look="solid"
          disabled={blocked || approve.isPending}
          onClick={() =>
            approve.mutate({
              project,
              number,
              ...(approval.hash === null ? {} : { hash: approval.hash }),
              ...(comment === '' ? {} : { comment }),
            })
          }
        >
          {words.deployment.approve(release ?? '', environment)}
        </Button>
        <Button
          disabled={comment === '' || reject.isPending}
          onClick={() => reject.mutate({ project, number, comment })}
        >
          {words.deployment.reject}
        </Button>
        {blocked ? (
          <span className="t-sm text-dim">{approval.void ? words.deployment.void : approval.why?.text}</span>
        ) : null}
      </div>
      {error === null ? null : <FailureCard error={error} />}
    </section>
  );
}
