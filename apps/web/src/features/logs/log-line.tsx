import { markFound, type PodRow } from './logs-view.ts';

/** One line: time, pod, level, text; what was searched is marked. */
export function LogLineRow({ row: { time, pod, level, text, severity }, find }: { row: PodRow; find: string }) {
  return (
    <div
      data-role={severity === 'error' ? 'danger' : 'warning'}
      className={`grid grid-cols-[104px_56px_44px_minmax(0,1fr)] gap-x-3 px-4 whitespace-pre-wrap max-[760px]:grid-cols-[auto_auto_auto_minmax(0,1fr)] max-[760px]:py-0.5 min-[761px]:px-6 ${severity === 'error' ? 'bg-tint' : 'hover:bg-raised'}`}
    >
      <span className="text-dim num">{time}</span>
      <span className="text-dim cut">{pod}</span>
      <span className={severity === 'plain' ? 'text-dim' : 'text-role strong'}>{level}</span>
      <span className="min-w-0 max-[760px]:col-span-full">
        {text === ''
          ? ' '
          : markFound(text, find).map((piece, index) =>
              piece.hit ? (
                <mark
                  key={index}
                  className="bg-[var(--warning-tint)] text-inherit shadow-[inset_0_-2px_0_var(--warning)]"
                >
                  {piece.text}
                </mark>
              ) : (
                piece.text
              ),
            )}
      </span>
    </div>
  );
}
