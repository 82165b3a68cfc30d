import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords, type Words } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Section } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { byUrgency, needsOf, type Need } from './pipeline-view.ts';

interface NeedsProps {
  readonly projects: readonly Told<ProjectView>[];
  /** Rows of more than one project say whose they are. */
  readonly named?: boolean;
}

/** What waits for a person, one action each. */
export function NeedsYou({ projects, named = false }: NeedsProps) {
  const words = useWords();
  const needs = projects.flatMap(needsOf).toSorted(byUrgency);
  return (
    <Section title={words.pipeline.needsYou} count={needs.length}>
      {needs.length === 0 ? <Empty title={words.pipeline.quiet}>{words.pipeline.quietWhy}</Empty> : null}
      {needs.map((need) => (
        <div
          key={need.key}
          data-row
          className="hairline grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-3 py-3"
        >
          <span data-role={need.role} className="text-role mt-[3px] inline-flex">
            <Shape name={need.shape} />
          </span>
          <div className="min-w-0">
            <p className="medium">
              {named ? <span className="text-dim font-normal">{need.project} · </span> : null}
              {titleOf(need, words)}
            </p>
            <p className="t-xs text-dim">
              {need.detail}
              {need.since === null ? null : (
                <>
                  {need.detail === '' ? '' : ' · '}
                  <Ago time={need.since} />
                </>
              )}
            </p>
          </div>
          <NeedAction need={need} />
        </div>
      ))}
    </Section>
  );
}

function titleOf(need: Need, words: Words): string {
  const to = `${need.release ?? ''} → ${need.environment}`;
  return {
    approval: to,
    failed: `${to}${words.pipeline.colon}${words.deploymentState.failed}`,
    stuck: `${to}${words.pipeline.colon}${words.deployment.looksStuck}`,
    held: words.pipeline.isHeld(need.environment),
    sync: words.pipeline.differs(need.environment),
    setup: words.projectState.failed,
  }[need.title];
}

function NeedAction({ need: { project, environment, title, number } }: { need: Need }) {
  const words = useWords();
  const end = useCommand(trpc.environments.endHold.mutationOptions());
  if (title === 'held') {
    return (
      <Button small disabled={end.isPending} onClick={() => end.mutate({ project, environment })}>
        {words.pipeline.endHold}
      </Button>
    );
  }
  if (title === 'setup') {
    return (
      <Link to="/projects/$project" params={{ project }} className="button" data-size="small">
        {words.action.open}
      </Link>
    );
  }
  return number === null ? (
    <Link
      to="/projects/$project/environments/$environment"
      params={{ project, environment }}
      className="button"
      data-size="small"
    >
      {words.action.open}
    </Link>
  ) : (
    <Link
      to="/projects/$project/deployments/$number"
      params={{ project, number: String(number) }}
      className="button"
      data-size="small"
      data-look={title === 'approval' ? 'solid' : 'plain'}
    >
      {title === 'approval' ? words.action.review : words.action.open}
    </Link>
  );
}
