import type { Told } from '@juanie/api';
import type { ProjectView, SheetView, Tier } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { tierShapes } from '../../ui/looks.ts';
import { Shape } from '../../ui/shape.tsx';
import { sayAge, useNow } from '../../ui/time.tsx';

/** From which station to which, and what runs there now. */
export function FromTo({ project, sheet }: { project: Told<ProjectView>; sheet: Told<SheetView> }) {
  const words = useWords();
  const now = useNow();
  const target = project.environments.find(({ name }) => name === sheet.environment);
  const source = project.environments.find(({ name }) => name === sheet.from);
  const current = sheet.current?.name;
  const since =
    target?.releaseSince == null || current === undefined
      ? words.pipeline.nothing
      : words.sheet.running(current, sayAge(now - Date.parse(target.releaseSince), words.age));
  return (
    <div
      className={`grid items-center gap-3 ${source === undefined ? '' : 'grid-cols-[minmax(0,1fr)_24px_minmax(0,1fr)]'}`}
    >
      {source === undefined ? null : (
        <>
          <div className="min-w-0">
            <Station tier={source.tier} name={source.name} />
            <p className="t-xl num mt-1">{sheet.release.name}</p>
            <p className="t-xs text-dim cut">{sheet.release.subject}</p>
          </div>
          <Shape name="i-arrow" className="text-dim" />
        </>
      )}
      <div className="min-w-0">
        <Station tier={target?.tier ?? 'development'} name={sheet.environment} />
        <p className="t-xl num mt-1">
          {current === undefined || current === sheet.release.name ? null : (
            <>
              <span className="text-dim font-normal">{current}</span>{' '}
              <Shape name="i-arrow" className="align-[-2px]" />{' '}
            </>
          )}
          {sheet.release.name}
        </p>
        <p className="t-xs text-dim cut">{since}</p>
      </div>
    </div>
  );
}

function Station({ tier, name }: { tier: Tier; name: string }) {
  return (
    <p className="row strong gap-2">
      <Shape name={tierShapes[tier]} />
      {name}
    </p>
  );
}
