import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { lookOfDeployment } from '../../ui/looks.ts';
import { State } from '../../ui/shape.tsx';
import { sayClock, useNow } from '../../ui/time.tsx';
import { railOf, type Piece } from './deployment-view.ts';

const roles: Readonly<Record<Piece['look'], string>> = {
  done: 'success',
  running: 'progress',
  failed: 'danger',
  rest: 'neutral',
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
      <div className="mt-4 mb-2 flex flex-wrap items-baseline gap-3">
        <span className="t-lg">
          <State look={lookOfDeployment(deployment)}>{deployment.stuck ? words.deployment.looksStuck : word}</State>
        </span>
        <span className="t-2xl num">{sayClock(rail.elapsedMs)}</span>
        {deployment.usualMs === null ? null : (
          <span className="text-dim num">{words.deployment.usually(sayClock(deployment.usualMs))}</span>
        )}
        {running ? (
          <span className="t-sm text-dim ml-auto max-[760px]:ml-0 max-[760px]:basis-full">
            {words.deployment.leave}
          </span>
        ) : null}
      </div>
      <div className="relative h-10">
        <div className="flex h-1.5 gap-0.5" aria-hidden>
          {rail.pieces.map((piece) => (
            <i
              key={piece.name}
              data-role={roles[piece.look]}
              className="bg-role h-1.5 min-w-0.5 rounded-[1px]"
              style={{ width: `${piece.share * 100}%` }}
            />
          ))}
          <i className="bg-hover h-1.5 flex-1" />
        </div>
        {rail.usual === undefined || deployment.usualMs === null ? null : (
          <div
            className="border-ink absolute -top-1 h-3.5 border-l-[1.5px]"
            style={{ left: `${Math.min(rail.usual, 1) * 100}%` }}
          >
            <span className="t-xs text-dim num absolute top-[15px] -translate-x-1/2">
              {sayClock(deployment.usualMs)}
            </span>
          </div>
        )}
      </div>
    </div>
  );
}
