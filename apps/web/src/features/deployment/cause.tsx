import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { Link } from '@tanstack/react-router';
import { useWords } from '../../i18n/text.ts';
import { Shape } from '../../ui/shape.tsx';
import { causeFacts } from './deployment-view.ts';

/** What could not be done, the cause lifted out, what is still true and what Juanie did. */
export function Cause({ deployment }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  const facts = causeFacts(deployment);
  return (
    <section
      role="alert"
      data-role="danger"
      className="mt-4 mb-2 overflow-hidden rounded-2 border border-[color-mix(in_srgb,var(--danger)_40%,var(--page))]"
    >
      <div className="bg-tint grid grid-cols-[20px_minmax(0,1fr)] gap-x-3 gap-y-1 px-4 py-4 min-[761px]:grid-cols-[20px_minmax(0,1fr)_auto] min-[761px]:px-5">
        <Shape name="s-failed" className="text-role mt-0.5 !size-5" />
        <div>
          <p className="medium">{words.deployment.cannot(deployment.release ?? '', deployment.environment)}</p>
          <h2 className="t-xl">{deployment.message?.text}</h2>
        </div>
        {facts === undefined ? null : (
          <dl className="t-sm grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 max-[760px]:col-start-2 max-[760px]:pt-2 min-[761px]:pl-6">
            <Fact label={words.deployment.reason} value={facts.reason} />
            {facts.exitCode === null ? null : <Fact label={words.deployment.exitCode} value={String(facts.exitCode)} />}
            <Fact label={words.deployment.pod} value={facts.pod} />
            {facts.listeningOn === null ? null : (
              <Fact label={words.deployment.listening} value={String(facts.listeningOn)} />
            )}
          </dl>
        )}
      </div>
      <div className="divide-hair grid min-[761px]:grid-cols-2 min-[761px]:divide-x">
        <Facts title={words.deployment.stillTrue}>
          {deployment.stillTrue.map((message) => (
            <li key={`${message.code} ${message.text}`} className="flex gap-2 py-[3px]">
              <span data-role="success" className="text-role mt-[3px] inline-flex">
                <Shape name="s-success" />
              </span>
              {message.text}
            </li>
          ))}
        </Facts>
        <Facts title={words.deployment.done}>
          <Done deployment={deployment} />
        </Facts>
      </div>
    </section>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt className="text-dim">{label}</dt>
      <dd className="code-sm">{value}</dd>
    </>
  );
}

function Facts({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0 px-4 py-4 min-[761px]:px-5">
      <h3 className="t-xs text-dim mb-1.5">{title}</h3>
      <ul>{children}</ul>
    </div>
  );
}

function Done({ deployment: { project, rolledBackBy } }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  if (rolledBackBy === null) {
    return <li className="text-dim">–</li>;
  }
  return (
    <li className="flex gap-2 py-[3px]">
      <span data-role="rollback" className="text-role mt-[3px] inline-flex">
        <Shape name="s-rollback" />
      </span>
      <Link
        to="/projects/$project/deployments/$number"
        params={{ project, number: String(rolledBackBy) }}
        className="text-link"
      >
        {words.deployment.rolledBackBy(rolledBackBy)}
      </Link>
    </li>
  );
}
