import { Link } from '@tanstack/react-router';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/shape.tsx';
import type { Gate } from './pipeline-view.ts';

/** The button on the line: go, or who must say yes. A closed gate has none; its reason stands below. */
export function GateButton({ project, gate, onPromote }: { project: string; gate: Gate; onPromote: () => void }) {
  const words = useWords();
  if (gate.kind === 'promote') {
    return (
      <Button small look="solid" onClick={onPromote}>
        {gate.commits === 0 ? words.pipeline.promoteRelease(gate.release) : words.pipeline.promote(gate.commits)}
        <Shape name="i-arrow" />
      </Button>
    );
  }
  if (gate.kind === 'approval') {
    return (
      <Link
        to="/projects/$project/deployments/$number"
        params={{ project, number: String(gate.number) }}
        className="button"
        data-size="small"
      >
        <Shape name="s-approval" />
        {words.pipeline.needsApproval} <span className="num">{`${gate.given}/${gate.required}`}</span>
        <Shape name="i-arrow" />
      </Link>
    );
  }
  return null;
}
