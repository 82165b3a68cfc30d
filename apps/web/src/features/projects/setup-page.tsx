import { useMutation } from '@tanstack/react-query';
import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { projectLooks } from '../../ui/looks.ts';
import { Section } from '../../ui/section.tsx';
import { Shape, State } from '../../ui/shape.tsx';
import { sayDuration, useNow } from '../../ui/time.tsx';
import { StepList } from '../deployment/steps.tsx';

/** A project in the making (or on its way out): every step live; where it failed, why and how to go on. */
export function SetupPage({ project }: { project: Told<ProjectView> }) {
  const words = useWords();
  const running = project.state !== 'failed';
  const now = useNow(running);
  const resume = useMutation(trpc.projects.resume.mutationOptions());
  const failed = project.steps.find(({ state }) => state === 'failed');
  return (
    <div className="max-w-200">
      <h1 className="t-xl">{project.name}</h1>
      <p className="row mt-1 flex-wrap gap-x-3">
        <State look={projectLooks[project.state]}>{words.projectState[project.state]}</State>
        {running ? (
          <span className="t-sm text-dim num">{sayDuration(now - Date.parse(project.createdAt), words.age)}</span>
        ) : null}
        {running ? <span className="t-sm text-dim">{words.deployment.leave}</span> : null}
      </p>
      {failed === undefined ? null : (
        <section
          role="alert"
          data-role="danger"
          className="bg-tint mt-5 grid grid-cols-[20px_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-2 border border-[color-mix(in_srgb,var(--danger)_40%,var(--page))] p-5"
        >
          <Shape name="s-failed" className="text-role mt-1 !size-5" />
          <div className="grid gap-1">
            <p className="medium">{words.projects.cannotStep(words.step[failed.name] ?? failed.name)}</p>
            <h2 className="t-xl">{failed.message?.text}</h2>
            <p>{words.projects.resumeWhy}</p>
            <p className="mt-2">
              <Button look="solid" disabled={resume.isPending} onClick={() => resume.mutate({ name: project.name })}>
                {words.projects.resume}
              </Button>
            </p>
          </div>
        </section>
      )}
      {resume.error === null ? null : <FailureCard error={resume.error} />}
      <div className="mt-6">
        <Section title={words.deployment.steps}>
          <StepList steps={project.steps} running={running} />
        </Section>
      </div>
    </div>
  );
}
