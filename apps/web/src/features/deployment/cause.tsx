import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/text.ts';
import { Shape } from '../../ui/shape.tsx';
import { Actions } from './actions.tsx';
import { causeFacts } from './deployment-view.ts';

type Deployment = Told<DeploymentView>;

/** What could not be done, the cause lifted out, what is still true, what Juanie did, what to do next. */
export function Cause({ deployment }: { deployment: Deployment }) {
  const words = useWords();
  return (
    <section
      role="alert"
      data-role="danger"
      className="mt-4 mb-7 overflow-hidden rounded-2 border border-[color-mix(in_srgb,var(--danger)_40%,var(--page))]"
    >
      <div className="bg-tint grid grid-cols-[20px_minmax(0,1fr)] gap-x-3 gap-y-1 px-4 py-4 min-[761px]:grid-cols-[20px_minmax(0,1fr)_auto] min-[761px]:px-5">
        <Shape name="s-failed" className="text-role mt-0.5 !size-5" />
        <div className="max-w-[72ch]">
          <p className="medium">{words.deployment.cannot(deployment.release ?? '', deployment.environment)}</p>
          <h2 className="t-xl">{deployment.message?.text ?? words.deploymentState.failed}</h2>
        </div>
        <RawFacts deployment={deployment} />
      </div>
      <div className="divide-hair grid min-[761px]:grid-cols-2 max-[760px]:divide-y min-[761px]:divide-x">
        <Facts title={words.deployment.stillTrue}>
          {deployment.stillTrue.map((message) => (
            <Line key={`${message.code} ${message.text}`} role="success" shape="s-success">
              {message.text}
            </Line>
          ))}
        </Facts>
        <Facts title={words.deployment.done}>
          <Done deployment={deployment} />
        </Facts>
      </div>
      <div className="border-hair border-t px-4 py-3 empty:hidden min-[761px]:px-5">
        <Actions deployment={deployment} place="failure" />
      </div>
    </section>
  );
}

/** The cluster's own words at the right, in mono. */
function RawFacts({ deployment }: { deployment: Deployment }) {
  const words = useWords();
  const facts = causeFacts(deployment);
  if (facts === undefined) {
    return null;
  }
  const rows = [
    [words.deployment.reason, facts.reason],
    [words.deployment.exitCode, facts.exitCode === null ? '' : String(facts.exitCode)],
    [words.deployment.pod, facts.pod],
    [words.deployment.listening, facts.listeningOn === null ? '' : String(facts.listeningOn)],
  ].filter(([, value]) => value !== '');
  return (
    <dl className="t-sm grid grid-cols-[max-content_minmax(0,1fr)] content-center gap-x-4 gap-y-1 max-[760px]:col-start-2 max-[760px]:pt-2 min-[761px]:pl-6">
      {rows.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-dim">{label}</dt>
          <dd className="code-sm">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0 px-4 py-4 min-[761px]:px-5">
      <h3 className="t-xs text-dim mb-1.5">{title}</h3>
      <ul>{children}</ul>
    </div>
  );
}

function Line({ role, shape, children }: { role: string; shape: string; children: ReactNode }) {
  return (
    <li className="flex gap-2 py-[3px]">
      <span data-role={role} className="text-role mt-[3px] inline-flex">
        <Shape name={shape} />
      </span>
      <span className="min-w-0">{children}</span>
    </li>
  );
}

function Done({ deployment }: { deployment: Deployment }) {
  const words = useWords();
  const { project, rolledBackBy, previousRelease, environment, actions } = deployment;
  if (rolledBackBy === null) {
    return (
      <Line role="neutral" shape="s-cancelled">
        {words.deployment.stopped}
      </Line>
    );
  }
  const held = actions.some(({ action }) => action === 'end-hold');
  return (
    <>
      <Line role="rollback" shape="s-rollback">
        {previousRelease === null ? null : `${words.deployment.wroteBack(previousRelease)} `}
        <Link
          to="/projects/$project/deployments/$number"
          params={{ project, number: String(rolledBackBy) }}
          className="text-link"
        >
          #{rolledBackBy}
        </Link>
      </Line>
      {held ? (
        <Line role="rollback" shape="s-held">
          {words.deployment.heldAt(environment, previousRelease ?? '')}
        </Line>
      ) : null}
    </>
  );
}
