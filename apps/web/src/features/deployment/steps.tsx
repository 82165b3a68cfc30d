import type { Told } from '@juanie/api';
import type { DeploymentView, StepView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { stepLooks } from '../../ui/looks.ts';
import { Shape } from '../../ui/shape.tsx';
import { sayAge, useNow } from '../../ui/time.tsx';
import { stepMs } from './deployment-view.ts';

/** One row for each step, joined by a line; the shape tells the state, the text why. */
export function Steps({ deployment }: { deployment: Told<DeploymentView> }) {
  return <StepList steps={deployment.steps} running={deployment.state === 'running'} />;
}

export function StepList({ steps, running }: { steps: readonly Told<StepView>[]; running: boolean }) {
  const now = useNow(running);
  return (
    <ol className="pt-2">
      {steps.map((step) => (
        <StepRow key={step.name} step={step} now={now} />
      ))}
    </ol>
  );
}

function StepRow({ step, now }: { step: Told<StepView>; now: number }) {
  const words = useWords();
  const look = stepLooks[step.state];
  const ms = stepMs(step, now);
  return (
    <li
      className="before:border-hair-strong relative grid grid-cols-[16px_112px_minmax(0,1fr)_64px] items-baseline gap-x-3 py-[9px] not-last:before:absolute not-last:before:top-7 not-last:before:bottom-[-9px] not-last:before:left-[7.25px] not-last:before:border-l-[1.5px] max-[760px]:grid-cols-[16px_minmax(0,1fr)_auto]"
      data-role={look.role}
    >
      <span className="text-role bg-page relative z-1 mt-[3px] inline-flex self-start">
        <Shape name={look.shape} label={words.stepState[step.state]} />
      </span>
      <span className={step.state === 'waiting' ? 'text-dim' : 'medium'}>{words.step[step.name] ?? step.name}</span>
      <span
        className={`t-sm max-[760px]:col-start-2 max-[760px]:row-start-2 ${step.state === 'failed' ? 'text-role' : 'text-dim'}`}
      >
        {step.message?.text ?? (step.state === 'skipped' ? words.stepState.skipped : '')}
      </span>
      <span className="t-sm text-dim num text-right">
        {ms === undefined || step.state === 'skipped' ? '' : sayAge(ms, words.age)}
      </span>
    </li>
  );
}
