import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { SheetBody } from '../promote/sheet-body.tsx';

type Deployment = Told<DeploymentView>;

/** What is asked for, in full at the left; the yes or no to exactly that at the right. */
export function Approval({ deployment }: { deployment: Deployment }) {
  const { project, environment, release, approval } = deployment;
  return approval === null ? null : (
    <div className="mt-6 grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_328px] min-[1101px]:gap-12">
      <div className="min-w-0 max-[1100px]:order-last">
        <SheetBody project={project} environment={environment} kind="promote" release={release} />
      </div>
      <Decision deployment={deployment} approval={approval} />
    </div>
  );
}

function Decision({ deployment, approval }: { deployment: Deployment; approval: NonNullable<Deployment['approval']> }) {
  const words = useWords();
  const { project, number, release, environment, requestedBy } = deployment;
  const [comment, setComment] = useState('');
  const approve = useCommand(trpc.deployments.approve.mutationOptions());
  const reject = useCommand(trpc.deployments.reject.mutationOptions());
  const error = approve.error ?? reject.error;
  const blocked = !approval.canApprove || approval.void;
  const yes = (): void =>
    approve.mutate({
      project,
      number,
      ...(approval.hash === null ? {} : { hash: approval.hash }),
      ...(comment === '' ? {} : { comment }),
    });
  return (
    <Section
      title={words.step['approval'] ?? ''}
      end={<span className="num">{words.deployment.approvals(approval.given.length, approval.required)}</span>}
    >
      <div className="grid gap-3 py-3">
        <p>{words.deployment.asks(requestedBy, release ?? '', environment)}</p>
        {approval.given.map(({ by, at, own, comment: said }) => (
          <p key={by.id} data-role="success" className="row t-sm gap-2">
            <span className="text-role inline-flex">
              <Shape name="s-success" />
            </span>
            <span className="min-w-0">
              {by.name} {own ? `(${words.deployment.ownYes}) ` : ''}
              <span className="text-dim">
                {said} <Ago time={at} />
              </span>
            </span>
          </p>
        ))}
        <textarea
          className="input"
          aria-label={words.deployment.note}
          placeholder={words.deployment.note}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
        <Button look="solid" disabled={blocked || approve.isPending} onClick={yes}>
          {words.deployment.approve(release ?? '', environment)}
        </Button>
        <Button
          disabled={comment.trim() === '' || reject.isPending}
          onClick={() => reject.mutate({ project, number, comment })}
        >
          {words.deployment.reject}
        </Button>
        {comment.trim() === '' ? <p className="t-xs text-dim">{words.deployment.rejectFirst}</p> : null}
        {blocked ? <p className="t-sm text-dim">{approval.void ? words.deployment.void : approval.why?.text}</p> : null}
        {error === null ? null : <FailureCard error={error} />}
      </div>
    </Section>
  );
}
