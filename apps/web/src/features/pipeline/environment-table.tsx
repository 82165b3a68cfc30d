import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { healthLooks, syncLooks, tierShapes } from '../../ui/looks.ts';
import { Pill, Shape, State } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { DeploymentWord } from './facts.tsx';
import { GateButton } from './gate.tsx';
import { gateTo } from './pipeline-view.ts';

type Environment = Told<EnvironmentView>;

interface TableProps {
  readonly project: string;
  readonly environments: readonly Environment[];
  readonly onPromote: (environment: string) => void;
}

/** The pipeline as a list: the same facts and the same actions, for many environments. */
export function EnvironmentTable({ project, environments, onPromote }: TableProps) {
  const words = useWords();
  const head = 't-xs text-dim hairline h-9 pr-3 text-left font-normal whitespace-nowrap';
  return (
    <div className="relative mb-8 overflow-x-auto" tabIndex={0} role="region" aria-label={words.tabs.environments}>
      <table className="w-full border-collapse">
        <thead>
          <tr>
            {[
              words.tabs.environments,
              words.tabs.releases,
              words.facts.deployment,
              words.facts.health,
              words.facts.sync,
              words.projects.time,
              '',
            ].map((title, index) => (
              <th key={index} className={head}>
                {title === '' ? <span className="sr-only">{words.pipeline.promoteColumn}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {environments.map((environment, index) => (
            <Row
              key={environment.name}
              project={project}
              environment={environment}
              next={environments[index + 1]}
              onPromote={onPromote}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  project,
  environment,
  next,
  onPromote,
}: {
  project: string;
  environment: Environment;
  next: Environment | undefined;
  onPromote: (environment: string) => void;
}) {
  const words = useWords();
  const { name, tier, release, releaseSince, health, sync, hold } = environment;
  const gate = gateTo(next);
  const cell = 'hairline h-13 py-1 pr-3 whitespace-nowrap';
  return (
    <tr className="hover:bg-raised" data-row>
      <td className={cell}>
        <span className="row gap-2">
          <Link
            to="/projects/$project/environments/$environment"
            params={{ project, environment: name }}
            className="row strong gap-2"
          >
            <Shape name={tierShapes[tier]} />
            {name}
          </Link>
          {hold === null ? null : <Pill look={{ shape: 's-held', role: 'rollback' }}>{words.pipeline.held}</Pill>}
        </span>
      </td>
      <td className={cell}>
        <span className="strong num">{release?.name ?? '–'}</span>{' '}
        <span className="t-xs text-dim">{release?.subject}</span>
      </td>
      <td className={cell}>
        <DeploymentWord environment={environment} />
      </td>
      <td className={cell}>
        <State look={healthLooks[health]}>{words.health[health]}</State>
      </td>
      <td className={cell}>
        <State look={syncLooks[sync]}>{words.sync[sync]}</State>
      </td>
      <td className={`${cell} t-sm text-dim`}>{releaseSince === null ? '–' : <Ago time={releaseSince} />}</td>
      <td className={`${cell} text-right`}>
        {gate === undefined ? null : gate.kind === 'closed' ? (
          <span className="t-xs text-dim">{gate.why}</span>
        ) : (
          <GateButton project={project} gate={gate} onPromote={() => onPromote(next?.name ?? '')} />
        )}
      </td>
    </tr>
  );
}
