import type { Tier } from '@juanie/delivery';
import { useWords } from '../i18n/text.ts';
import { tierShapes } from './looks.ts';
import { Shape } from './shape.tsx';

/** One environment of several; with `all`, none of them. */
export function EnvironmentTabs({
  environments,
  chosen,
  onChoose,
  all,
}: {
  environments: readonly { readonly name: string; readonly tier: Tier }[];
  chosen: string | undefined;
  onChoose: (name: string) => void;
  all?: string;
}) {
  const words = useWords();
  return (
    <div className="max-w-full overflow-x-auto min-[761px]:ml-auto">
      <div className="segments" role="group" aria-label={words.tabs.environments}>
        {all === undefined ? null : (
          <button type="button" aria-pressed={chosen === undefined} onClick={() => onChoose('')}>
            {all}
          </button>
        )}
        {environments.map(({ name, tier }) => (
          <button key={name} type="button" aria-pressed={chosen === name} onClick={() => onChoose(name)}>
            <Shape name={tierShapes[tier]} className="!size-3.5" />
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}
