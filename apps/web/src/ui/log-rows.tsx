import { readLog } from '../features/deployment/deployment-view.ts';

/** Lines of a log: time, level, text; words are coloured for warnings and errors only, an error tints its line. */
export function LogRows({ lines }: { lines: readonly string[] }) {
  const rows = readLog(lines);
  const timed = rows.some(({ time }) => time !== '');
  return rows.map(({ time, level, text, severity }, index) => (
    <div
      key={index}
      data-role={severity === 'error' ? 'danger' : 'warning'}
      className={`code-sm grid gap-x-3 ${timed ? 'grid-cols-[104px_minmax(0,1fr)]' : 'grid-cols-[minmax(0,1fr)]'} px-3 whitespace-pre-wrap max-[760px]:grid-cols-[minmax(0,1fr)] ${severity === 'error' ? 'bg-tint' : 'hover:bg-raised'}`}
    >
      {timed ? <span className={`text-dim num ${time === '' ? 'max-[760px]:hidden' : ''}`}>{time}</span> : null}
      <span className="min-w-0">
        {level === '' ? null : (
          <span className={severity === 'plain' ? 'text-dim' : 'text-role strong'}>{`${level.padEnd(4)} `}</span>
        )}
        {text === '' && level === '' ? ' ' : text}
      </span>
    </div>
  ));
}
