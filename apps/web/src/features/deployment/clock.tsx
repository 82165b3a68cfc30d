import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { lookOfDeployment } from '../../ui/looks.ts';
import { State } from '../../ui/shape.tsx';
import { sayClock, useNow } from '../../ui/time.tsx';
import { railOf, type Piece, type Rail } from './deployment-view.ts';

const roles: Readonly<Record<Piece['look'], string>> = {
  done: 'success',
  running: 'progress',
  failed: 'danger',
  back: 'rollback',
};

/** The state, how long, what is usual; the rail has one piece for each step. */
export function Clock({ deployment }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  const running = deployment.finishedAt === null;
  const now = useNow(running && deployment.startedAt !== null);
  const rail = railOf(deployment, now);
  const word =
    deployment.waitingFor === null ? words.deploymentState[deployment.state] : words.waitingFor[deployment.waitingFor];
  return (
    <div>
      <div className="mt-4 mb-2 flex flex-wrap items-baseline gap-3" role="status" aria-live="off">
        <span className="text-[16px]">
          <State look={lookOfDeployment(deployment)}>{deployment.stuck ? words.deployment.looksStuck : word}</State>
        </span>
        <span className="t-2xl num">{sayClock(rail.elapsedMs)}</span>
        {deployment.usualMs === null ? null : (
          <span className="text-dim num">{words.deployment.usually(sayClock(deployment.usualMs))}</span>
        )}
        {running ? (
          <span className="t-xs text-dim ml-auto max-[760px]:ml-0 max-[760px]:basis-full">
            {words.deployment.leave}
          </span>
        ) : null}
      </div>
      {deployment.waitingFor === null ? <TimeRail rail={rail} usualMs={deployment.usualMs} /> : null}
    </div>
  );
}

export function TimeRail({ rail, usualMs }: { rail: Rail; usualMs: number | null }) {
  const words = useWords();
  return (
    <div className="relative h-10" aria-hidden>
      <div className="flex h-1.5 gap-0.5">
        {rail.pieces.map((piece) => (
          <i
            key={piece.name}
            data-role={roles[piece.look]}
            title={words.step[piece.name] ?? piece.name}
            className="bg-role h-1.5 min-w-0.5 rounded-[1px]"
            style={{ width: `${piece.share * 100}%` }}
          />
        ))}
        <i className="bg-hover h-1.5 flex-1 rounded-[1px]" />
      </div>
      {rail.usual === undefined || usualMs === null ? null : (
        <Mark at={rail.usual} label={sayClock(usualMs)} className="border-ink" />
      )}
      {rail.stuck === undefined || rail.stuckMs === undefined ? null : (
        <Mark
          at={rail.stuck}
          label={words.deployment.stuckAfter(sayClock(rail.stuckMs))}
          className="border-control border-dashed max-[760px]:hidden"
        />
      )}
    </div>
  );
}

/** A label near an end is set on the inner side, so that it is never cut. */
function Mark({ at, label, className }: { at: number; label: string; className: string }) {
  const place = at > 0.88 ? 'right-0' : at < 0.05 ? 'left-0' : '-translate-x-1/2';
  return (
    <div
      className={`absolute -top-1 h-3.5 border-l-[1.5px] ${className}`}
      style={{ left: `min(${at * 100}%, 100% - 1.5px)` }}
    >
      <span className={`t-xs text-dim num absolute top-[15px] ${place}`}>{label}</span>
    </div>
  );
}
