import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { EnvironmentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { deploymentLooks } from '../../ui/looks.ts';
import { Shape } from '../../ui/shape.tsx';

/** The last ten deployments, oldest left; the current one is ringed. */
export function Strip({ project, environment: { strip } }: { project: string; environment: Told<EnvironmentView> }) {
  const words = useWords();
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
