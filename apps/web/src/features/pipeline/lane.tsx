import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { tierShapes } from '../../ui/looks.ts';
import { Pill, Shape } from '../../ui/shape.tsx';
import { sayAge, useNow } from '../../ui/time.tsx';
import { Facts } from './facts.tsx';
import { GateButton } from './gate.tsx';
import { gateTo, holdReason, type Gate } from './pipeline-view.ts';
import { Standing } from './standing.tsx';
import { Strip } from './strip.tsx';

type Environment = Told<EnvironmentView>;

interface LaneProps {
  readonly project: string;
  readonly environment: Environment;
  readonly next: Environment | undefined;
  readonly onPromote: (environment: string) => void;
}

/** One station of the track: its release, three facts, the last ten deployments, its address. */
export function Lane({ project, environment, next, onPromote }: LaneProps) {
  const gate = gateTo(next);
  const why = useGateWords(gate);
  const promote = (): void => onPromote(next?.name ?? '');
  return (
    <section aria-label={environment.name} className="lane">
      <Track project={project} environment={environment} next={next} onPromote={onPromote} />
      <ReasonRow
        project={project}
        environment={environment}
        why={environment.hold !== null && gate?.kind === 'promote' ? undefined : why}
      />
      <Standing environment={environment} />
      <Facts project={project} environment={environment} />
      <Strip project={project} environment={environment} />
      <p className="row code-xs text-dim gap-1.5 pt-2 max-[1180px]:pt-0 max-[1180px]:pb-2">
        <Shape name="i-external" />
        <a href={environment.url} target="_blank" rel="noreferrer" className="cut py-0.5">
          {environment.url.replace(/^https?:\/\//, '')}
        </a>
      </p>
      {gate === undefined ? null : (
        <div className="gate-after">
          <GateButton project={project} gate={gate} onPromote={promote} />
          <span className="t-xs text-dim">{why}</span>
        </div>
      )}
    </section>
  );
}

/** Why the gate is as it is: who waits for a yes since when, else the reason that the product gives. */
function useGateWords(gate: Gate | undefined): string | undefined {
  const words = useWords();
  const now = useNow();
  return gate?.kind === 'approval'
    ? words.pipeline.asked(gate.by, gate.release, sayAge(now - Date.parse(gate.since), words.age))
    : gate?.why;
}

function Track({ project, environment, next, onPromote }: LaneProps) {
  const words = useWords();
  const gate = gateTo(next);
  return (
    <div className="track">
      <Link
        to="/projects/$project/environments/$environment"
        params={{ project, environment: environment.name }}
        className="row strong min-h-6 gap-2"
      >
        <Shape name={tierShapes[environment.tier]} />
        {environment.name}
      </Link>
      {environment.hold === null ? null : (
        <Pill look={{ shape: 's-held', role: 'rollback' }}>{words.pipeline.held}</Pill>
      )}
      {gate === undefined ? null : (
        <>
          <i className="rail" data-closed={gate.kind === 'closed' || undefined} />
          <span className="gate-on-track">
            <GateButton project={project} gate={gate} onPromote={() => onPromote(next?.name ?? '')} />
          </span>
          <i className="rail-end" />
        </>
      )}
    </div>
  );
}

/** Who holds this environment and why, and why the gate after it is as it is. */
function ReasonRow({
  project,
  environment,
  why,
}: {
  project: string;
  environment: Environment;
  why?: string | undefined;
}) {
  const words = useWords();
  const now = useNow();
  const end = useCommand(trpc.environments.endHold.mutationOptions());
  const { hold } = environment;
  return (
    <div className={`row t-xs text-dim min-h-7 items-start gap-3 pt-1 ${hold === null ? 'max-[1180px]:hidden' : ''}`}>
      {hold === null ? null : (
        <>
          <span className="cut" title={hold.message?.text ?? hold.reason}>
            {holdReason(hold, words.pipeline.colon)} · {sayAge(now - Date.parse(hold.since), words.age)}
          </span>
          <button
            type="button"
            className={`text-link whitespace-nowrap hover:underline ${why === undefined || why === '' ? 'ml-auto' : ''}`}
            disabled={end.isPending}
            onClick={() => end.mutate({ project, environment: environment.name })}
          >
            {words.pipeline.endHold}
          </button>
        </>
      )}
      {why === undefined ? null : (
        <span className="cut ml-auto max-[1180px]:hidden" title={why}>
          {why}
        </span>
      )}
    </div>
  );
}
