import { Link } from '@tanstack/react-router';
import { useMutation } from '@tanstack/react-query';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Avatar } from '../../frame/nav-foot.tsx';
import { Button } from '../../ui/button.tsx';
import { deploymentLooks, tierShapes } from '../../ui/looks.ts';
import { Pill, Shape } from '../../ui/shape.tsx';
import { sayAge, useNow } from '../../ui/time.tsx';
import { Facts } from './facts.tsx';
import { gateTo } from './pipeline-view.ts';

type Environment = Told<EnvironmentView>;

interface LaneProps {
  readonly project: string;
  readonly environment: Environment;
  readonly next: Environment | undefined;
  readonly onPromote: (environment: string) => void;
}

/** One station of the track: its release, three facts, the last ten deployments, its address. */
export function Lane({ project, environment, next, onPromote }: LaneProps) {
  const words = useWords();
  const now = useNow();
  return (
    <section
      aria-label={environment.name}
      className="before:border-control min-[1181px]:[&+section]:after:border-hair relative row-span-full grid min-w-0 grid-rows-subgrid max-[1180px]:block max-[1180px]:pb-4 max-[1180px]:pl-7 max-[1180px]:not-last:before:absolute max-[1180px]:before:top-8 max-[1180px]:before:bottom-1 max-[1180px]:before:left-[7.25px] max-[1180px]:before:border-l-[1.5px] min-[1181px]:pr-6 min-[1181px]:last:pr-0 min-[1181px]:[&+section]:pl-6 min-[1181px]:[&+section]:after:absolute min-[1181px]:[&+section]:after:top-11 min-[1181px]:[&+section]:after:bottom-0 min-[1181px]:[&+section]:after:left-0 min-[1181px]:[&+section]:after:border-l"
    >
      <Track project={project} environment={environment} next={next} onPromote={onPromote} />
      <ReasonRow project={project} environment={environment} next={next} />
      <div className="min-w-0 pt-1 pb-4">
        {environment.release === null ? (
          <p className="text-dim py-2">{words.pipeline.nothing}</p>
        ) : (
          <>
            <div className="row items-baseline gap-3">
              <span className="t-2xl num">{environment.release.name}</span>
              {environment.releaseSince === null ? null : (
                <span className="t-xs text-dim num ml-auto">
                  {words.pipeline.hereFor(sayAge(now - Date.parse(environment.releaseSince), words.age))}
                </span>
              )}
            </div>
            <p className="medium cut mt-1" title={environment.release.subject}>
              {environment.release.subject}
            </p>
            <p className="row t-xs text-dim mt-0.5 gap-1.5">
              <Avatar name={environment.release.author} />
              {environment.release.author} <code className="code-xs">{environment.release.commit.slice(0, 7)}</code>
            </p>
          </>
        )}
      </div>
      <Facts project={project} environment={environment} />
      <Strip project={project} environment={environment} />
      <p className="row code-xs text-dim gap-1.5 pt-2">
        <Shape name="i-external" className="!size-3.5" />
        <a href={environment.url} target="_blank" rel="noreferrer" className="cut">
          {environment.url.replace(/^https?:\/\//, '')}
        </a>
      </p>
    </section>
  );
}

function Track({ project, environment, next, onPromote }: LaneProps) {
  const words = useWords();
  const gate = gateTo(next);
  const rail = 'border-control hidden min-w-2 flex-1 border-t-[1.5px] min-[1181px]:block';
  return (
    <div className="row h-9 gap-2 whitespace-nowrap max-[1180px]:-ml-7 max-[1180px]:gap-3 min-[1181px]:-mr-6 min-[1181px]:[section:last-child>&]:mr-0 min-[1181px]:[section+section>&]:-ml-6">
      <i className="border-control hidden w-4 border-t-[1.5px] min-[1181px]:[section+section>div>&]:block" />
      <Link
        to="/projects/$project/environments/$environment"
        params={{ project, environment: environment.name }}
        className="row strong gap-2"
      >
        <Shape name={tierShapes[environment.tier]} />
        {environment.name}
      </Link>
      {environment.hold === null ? null : (
        <Pill look={{ shape: 's-held', role: 'rollback' }}>{words.pipeline.held}</Pill>
      )}
      {gate === undefined || next === undefined ? null : (
        <>
          <i className={rail} />
          {gate.kind === 'promote' ? (
            <Button small look="solid" onClick={() => onPromote(next.name)}>
              {words.pipeline.promote(gate.commits)}
              <Shape name="i-arrow" />
            </Button>
          ) : null}
          {gate.kind === 'approval' ? (
            <Link
              to="/projects/$project/deployments/$number"
              params={{ project, number: String(gate.number) }}
              className="button"
              data-size="small"
            >
              <Shape name="s-approval" />
              {words.pipeline.needsApproval}
              <Shape name="i-arrow" />
            </Link>
          ) : null}
          <i
            className={
              gate.kind === 'closed'
                ? `${rail} border-dashed`
                : 'border-control hidden w-2 border-t-[1.5px] min-[1181px]:block'
            }
          />
        </>
      )}
    </div>
  );
}

/** Who holds this environment and why, else why the gate is as it is. */
function ReasonRow({
  project,
  environment,
  next,
}: {
  project: string;
  environment: Environment;
  next: Environment | undefined;
}) {
  const words = useWords();
  const end = useMutation(trpc.environments.endHold.mutationOptions());
  const gate = gateTo(next);
  const { hold } = environment;
  return (
    <div className="row t-xs text-dim min-h-7 items-start gap-2 pt-1">
      {hold === null ? null : (
        <>
          <span className="cut" title={hold.reason}>
            {hold.by}: {hold.reason}
          </span>
          <button
            type="button"
            className="text-link whitespace-nowrap"
            disabled={end.isPending}
            onClick={() => end.mutate({ project, environment: environment.name })}
          >
            {words.pipeline.endHold}
          </button>
        </>
      )}
      {gate === undefined ? null : <span className="cut ml-auto max-[1180px]:ml-0">{gate.why}</span>}
    </div>
  );
}

/** The last ten deployments, oldest left; the current one is ringed. */
function Strip({ project, environment }: { project: string; environment: Environment }) {
  const words = useWords();
  const { strip } = environment;
  return (
    <div className="row h-11 justify-between gap-3">
      <span className="t-xs text-dim whitespace-nowrap">{words.facts.last}</span>
      <span className="row">
        {strip.map(({ number, state, kind, release }, index) => {
          const look = deploymentLooks[state];
          const label = `#${number} ${release ?? ''} ${words.deploymentKind[kind]} ${words.deploymentState[state]}`;
          return (
            <Link
              key={number}
              to="/projects/$project/deployments/$number"
              params={{ project, number: String(number) }}
              title={label}
              data-role={look.role}
              className={`text-role inline-flex rounded-1 p-[5px] ${index === strip.length - 1 ? 'ml-0.5 shadow-[inset_0_0_0_1px_var(--line-control)]' : ''}`}
            >
              <Shape name={look.shape} label={label} className="!size-3.5" />
            </Link>
          );
        })}
      </span>
    </div>
  );
}
