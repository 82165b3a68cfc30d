import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Section } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';
import { needsOf, type Need } from './pipeline-view.ts';

/** What waits for a person, one action each. */
export function NeedsYou({ project }: { project: Told<ProjectView> }) {
  const words = useWords();
  const needs = needsOf(project);
  return (
    <Section title={words.pipeline.needsYou} count={needs.length}>
      {needs.length === 0 ? <Empty title={words.pipeline.quiet}>{words.pipeline.quietWhy}</Empty> : null}
      {needs.map((need) => (
        <div key={need.key} className="hairline grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-3 py-3">
          <span data-role={need.role} className="text-role mt-[3px] inline-flex">
            <Shape name={need.shape} />
          </span>
          <div>
            <p className="medium">{titleOf(need, words)}</p>
            <p className="t-sm text-dim">{need.detail}</p>
          </div>
          <NeedAction project={project.name} need={need} />
        </div>
      ))}
    </Section>
  );
}

function titleOf(need: Need, words: ReturnType<typeof useWords>): string {
  const to = `${need.release ?? ''} → ${need.environment}`;
  return {
    approval: to,
    failed: `${to} ${words.deploymentState.failed}`,
    held: `${need.environment} ${words.pipeline.held}`,
    sync: `${need.environment} ${words.sync.drifted}`,
  }[need.title];
}

function NeedAction({ project, need }: { project: string; need: Need }) {
  const words = useWords();
  const end = useMutation(trpc.environments.endHold.mutationOptions());
  if (need.title === 'held') {
    return (
      <Button small disabled={end.isPending} onClick={() => end.mutate({ project, environment: need.environment })}>
        {words.pipeline.endHold}
      </Button>
    );
  }
  return need.number === null ? (
    <Link
      to="/projects/$project/environments/$environment"
      params={{ project, environment: need.environment }}
      className="button"
      data-size="small"
    >
      {words.action.open}
    </Link>
  ) : (
    <Link
      to="/projects/$project/deployments/$number"
      params={{ project, number: String(need.number) }}
      className="button"
      data-size="small"
      data-look={need.title === 'approval' ? 'solid' : 'plain'}
    >
      {words.action.review}
    </Link>
  );
}
