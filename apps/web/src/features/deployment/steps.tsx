import type { ReactNode } from 'react';
import type { Told } from '@juanie/api';
import type { DeploymentView, StepView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { stepLooks } from '../../ui/looks.ts';
import { Shape } from '../../ui/shape.tsx';
import { sayDuration, useNow } from '../../ui/time.tsx';
import { stepMs } from './deployment-view.ts';
import { StepTail } from './step-tail.tsx';

/** One row for each step, joined by a line; the running one is open. */
export function Steps({ deployment }: { deployment: Told<DeploymentView> }) {
  return (
    <StepList
      steps={deployment.steps}
      running={deployment.finishedAt === null}
      more={(step) =>
        step.state === 'running' && (step.name === 'rollout' || step.name === 'health') ? (
          <StepTail deployment={deployment} />
        ) : null
      }
    />
  );
}

interface ListProps {
  readonly steps: readonly Told<StepView>[];
  readonly running: boolean;
  /** In a side column the result stands under the name. */
  readonly side?: boolean;
  /** Words that this kind of steps has of its own. */
  readonly names?: Readonly<Record<string, string>>;
  readonly more?: (step: Told<StepView>) => ReactNode;
}

export function StepList({ steps, running, side = false, names, more }: ListProps) {
  const now = useNow(running);
  return (
    <ol className={`steps pt-2 ${side ? 'steps-side' : ''}`}>
      {steps.map((step) => (
        <StepRow key={step.name} step={step} name={names?.[step.name]} now={now}>
          {more?.(step)}
        </StepRow>
      ))}
    </ol>
  );
}

function StepRow({
  step,
  name,
  now,
  children,
}: {
  step: Told<StepView>;
  name: string | undefined;
  now: number;
  children: ReactNode;
}) {
  const words = useWords();
  const look = stepLooks[step.state];
  const ms = stepMs(step, now);
  return (
    <li data-role={look.role}>
      <span className="text-role bg-page relative z-1 mt-[3px] inline-flex self-start">
        <Shape name={look.shape} label={words.stepState[step.state]} />
      </span>
      <span className={step.state === 'waiting' ? 'text-dim' : 'medium'}>
        {name ?? words.step[step.name] ?? step.name}
      </span>
      <span className={`step-result t-sm min-w-0 ${step.state === 'failed' ? 'text-role' : 'text-dim'}`}>
        {step.message?.text ?? (step.state === 'skipped' ? words.stepState.skipped : '')}
      </span>
      <span className="step-time t-sm text-dim num text-right">
        {step.state === 'skipped' ? '–' : ms === undefined ? '' : sayDuration(ms, words.age)}
      </span>
      {children == null ? null : <div className="step-more">{children}</div>}
    </li>
  );
}
