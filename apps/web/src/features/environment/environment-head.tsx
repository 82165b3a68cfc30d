import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { tierShapes } from '../../ui/looks.ts';
import { Pill, Shape, type ShapeRole } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { holdReason } from '../pipeline/pipeline-view.ts';
import { EnvironmentActions } from './environment-actions.tsx';

/** Its name and tier, its addresses, and what is not as usual. */
export function EnvironmentHead({ project, environment }: { project: string; environment: Told<EnvironmentView> }) {
  const words = useWords();
  const { name, tier, hold, unapprovedChange, urls, state } = environment;
  return (
    <div className="mb-5 grid gap-3">
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="t-xl row flex-wrap gap-2.5">
            <Shape name={tierShapes[tier]} />
            {name}
            {hold === null ? null : <Pill look={{ shape: 's-held', role: 'rollback' }}>{words.pipeline.held}</Pill>}
            {state === 'active' ? null : (
              <Pill look={{ shape: 's-running', role: 'progress' }}>{words.environmentState[state]}</Pill>
            )}
          </h1>
          <p className="row t-sm text-dim mt-1 flex-wrap gap-x-4">
            {urls.map((url) => (
              <a key={url} href={url} target="_blank" rel="noreferrer" className="row code-xs gap-1.5 py-0.5">
                <Shape name="i-external" className="!size-3.5" />
                {url.replace(/^https?:\/\//, '')}
              </a>
            ))}
            <Link
              to="/projects/$project/logs"
              params={{ project }}
              search={{ environment: name }}
              className="text-link py-0.5"
            >
              {words.environment.logs}
            </Link>
          </p>
        </div>
        <EnvironmentActions project={project} environment={environment} />
      </div>
      {hold === null ? null : (
        <Note role="rollback" shape="s-held">
          <span className="medium">{words.pipeline.isHeld(name)}</span> {holdReason(hold, words.pipeline.colon)} ·{' '}
          <Ago time={hold.since} />
        </Note>
      )}
      {unapprovedChange === null ? null : (
        <Note role="warning" shape="s-warning">
          <span className="medium">{words.environment.unapproved}</span>{' '}
          {words.environment.unapprovedText(unapprovedChange.by, unapprovedChange.subject)}{' '}
          <code className="code-xs">{unapprovedChange.commit.slice(0, 7)}</code>
        </Note>
      )}
    </div>
  );
}

function Note({ role, shape, children }: { role: ShapeRole; shape: string; children: React.ReactNode }) {
  return (
    <p data-role={role} className="bg-tint t-sm flex min-h-11 items-center gap-2.5 rounded-1 px-3 py-2">
      <span className="text-role inline-flex">
        <Shape name={shape} />
      </span>
      <span className="min-w-0">{children}</span>
    </p>
  );
}
