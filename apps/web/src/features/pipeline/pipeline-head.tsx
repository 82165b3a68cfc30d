import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { projectLooks } from '../../ui/looks.ts';
import { Pill, Shape } from '../../ui/shape.tsx';
import type { Act } from './pipeline-search.ts';
import { flowOf } from './pipeline-view.ts';

interface HeadProps {
  readonly project: Told<ProjectView>;
  readonly view: 'list' | undefined;
  readonly onView: (view: 'list' | undefined) => void;
  readonly onAct: (act: Act, to: string | undefined) => void;
}

/** The project, what goes where by itself, and the two ways to act by hand. */
export function PipelineHead({ project, view, onView, onAct }: HeadProps) {
  const words = useWords();
  const { name, description, environments, state } = project;
  const flow = flowOf(project);
  const deployed = environments.filter(({ release }) => release !== null);
  return (
    <div className="mb-5 flex flex-wrap items-start gap-3">
      <div className="min-w-0 flex-1">
        <h1 className="t-xl row gap-3">
          {name}
          {state === 'active' ? null : <Pill look={projectLooks[state]}>{words.projectState[state]}</Pill>}
        </h1>
        <p className="t-sm text-dim">
          {description === '' || flow === undefined ? description : `${description} · `}
          {flow === undefined ? null : words.pipeline.flow(flow.branch, flow.environment)}
        </p>
      </div>
      <div className="row flex-wrap gap-2 max-[760px]:w-full">
        <div className="segments max-[760px]:hidden" role="group" aria-label={words.pipeline.view}>
          <button type="button" aria-pressed={view === undefined} onClick={() => onView(undefined)}>
            <Shape name="i-lanes" />
            {words.pipeline.lanes}
          </button>
          <button type="button" aria-pressed={view === 'list'} onClick={() => onView('list')}>
            <Shape name="i-audit" />
            {words.pipeline.list}
          </button>
        </div>
        <Button
          small
          className="max-[760px]:flex-1"
          disabled={environments.length === 0}
          onClick={() => onAct('deploy', environments[0]?.name)}
        >
          {words.pipeline.deploy}
          <kbd>d</kbd>
        </Button>
        <Button
          small
          className="max-[760px]:flex-1"
          disabled={deployed.length === 0}
          title={deployed.length === 0 ? words.pipeline.nothing : undefined}
          onClick={() => onAct('rollback', deployed.at(-1)?.name)}
        >
          {words.pipeline.rollBack}
          <kbd>b</kbd>
        </Button>
      </div>
    </div>
  );
}
