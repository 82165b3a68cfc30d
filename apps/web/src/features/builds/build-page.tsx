import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useStream } from '../../api/use-stream.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { buildLooks } from '../../ui/looks.ts';
import { Section, Skeleton } from '../../ui/section.tsx';
import { State } from '../../ui/shape.tsx';
import { sayMoment } from '../../ui/time.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { StepList } from '../deployment/steps.tsx';

interface Line {
  readonly time: string;
  readonly step: string;
  readonly line: string;
}

/** One build: its plan and why, its steps, its log live. */
export function BuildPage() {
  const { project, number } = useParams({ from: '/frame/projects/$project/builds/$number' });
  const words = useWords();
  const found = useQuery(trpc.builds.get.queryOptions({ project, number: Number(number) }));
  const cancel = useCommand(trpc.builds.cancel.mutationOptions());
  const retry = useCommand(trpc.builds.retry.mutationOptions());
  const build = found.data;
  useTitle(
    `${words.tabs.builds} #${number} · ${project}`,
    build === undefined ? undefined : buildLooks[build.state].role,
  );
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  if (build === undefined) {
    return <Skeleton rows={8} />;
  }
  const running = build.state === 'queued' || build.state === 'running';
  const one = { project, number: build.number };
  return (
    <>
      <div className="mb-5 flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <h1 className="t-xl row flex-wrap gap-2.5">
            <span className="text-dim num font-normal">#{build.number}</span>
            {build.subject}
          </h1>
          <p className="row t-sm text-dim mt-1 flex-wrap gap-x-3">
            <State look={buildLooks[build.state]}>{words.buildState[build.state]}</State>
            <span>
              {build.author} · {build.branch} · <code className="code-xs">{build.commit.slice(0, 7)}</code>
            </span>
            {build.release === null ? null : (
              <Link
                to="/projects/$project/releases"
                params={{ project }}
                hash={build.release}
                className="text-link num"
              >
                {words.builds.release(build.release)}
              </Link>
            )}
          </p>
          {build.message === null ? null : (
            <p className={build.state === 'failed' ? 'medium mt-2' : 't-sm text-dim mt-2'}>{build.message.text}</p>
          )}
        </div>
        {running ? (
          <Button small disabled={cancel.isPending} onClick={() => cancel.mutate(one)}>
            {words.builds.cancel}
          </Button>
        ) : (
          <Button small disabled={retry.isPending} onClick={() => retry.mutate(one)}>
            {words.builds.retry}
          </Button>
        )}
      </div>
      {[cancel.error, retry.error].map((error, index) =>
        error === null ? null : <FailureCard key={index} error={error} />,
      )}
      <div className="grid gap-8 min-[1101px]:grid-cols-[minmax(0,1fr)_328px] min-[1101px]:gap-12">
        <BuildLog key={build.number} project={project} number={build.number} />
        <div className="grid min-w-0 content-start gap-7 max-[1100px]:order-first">
          <Section title={words.deployment.steps}>
            <StepList steps={build.steps} running={running} names={words.buildStep} side />
          </Section>
          <Section title={words.builds.plan}>
            {(build.plan ?? []).map((service) => (
              <div key={service.service} className="hairline grid gap-1 py-3">
                <p className="medium">
                  {service.service} · {service.preset}
                </p>
                <p className="t-sm text-dim">{service.reason.text}</p>
                {service.commands.map(({ step, command }) => (
                  <p key={`${step} ${command}`} className="code-xs">
                    <span className="text-dim">{step}</span> {command}
                  </p>
                ))}
              </div>
            ))}
          </Section>
        </div>
      </div>
    </>
  );
}

function BuildLog({ project, number }: { project: string; number: number }) {
  const words = useWords();
  const { lines, ended } = useStream<Line>(`/api/projects/${encodeURIComponent(project)}/builds/${number}/log`);
  return (
    <Section title={words.builds.log} end={<span className="t-xs text-dim">{ended ? '' : words.frame.live}</span>}>
      <div
        role="log"
        tabIndex={0}
        className="code-sm border-hair mt-3 max-h-[70vh] overflow-auto rounded-1 border py-2"
      >
        {lines.map((line, index) => (
          <div
            key={index}
            className="hover:bg-raised grid grid-cols-[84px_72px_minmax(0,1fr)] gap-x-3 px-3 whitespace-pre-wrap max-[760px]:grid-cols-[minmax(0,1fr)]"
          >
            <span className="text-dim num max-[760px]:hidden">{sayMoment(line.time)}</span>
            <span className="text-dim max-[760px]:hidden">{line.step}</span>
            <span>{line.line === '' ? ' ' : line.line}</span>
          </div>
        ))}
        {lines.length === 0 ? <p className="text-dim px-3">{words.builds.noLog}</p> : null}
      </div>
    </Section>
  );
}
