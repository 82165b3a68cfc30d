import type { Told } from '@juanie/api';
import type { SheetView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { parseDiff } from './diff-lines.ts';
import { kindLetters, readRef } from './sheet-view.ts';

/** Rendered objects before and after, line by line, with signs and not only colours. */
export function Diff({ objects }: { objects: Told<SheetView>['objects'] }) {
  const words = useWords();
  return (
    <div className="border-hair code-sm mt-3 overflow-hidden rounded-1 border">
      {objects.map(({ ref, change, diff }) => (
        <div key={ref}>
          <div className="row bg-raised hairline t-sm min-h-9 gap-2 px-3 py-1">
            <span className="kind">{kindLetters(readRef(ref).kind)}</span>
            <span className="medium cut" title={ref}>
              {readRef(ref).name}
            </span>
            <span className="text-dim ml-auto">{words.sheet.change[change]}</span>
          </div>
          {parseDiff(diff).map((line, index) => (
            <div
              key={index}
              data-role={line.sign === '+' ? 'success' : line.sign === '-' ? 'danger' : 'neutral'}
              className={`grid grid-cols-[40px_16px_minmax(0,1fr)] pr-3 whitespace-pre-wrap ${line.sign === ' ' ? '' : line.sign === '…' ? 'bg-raised text-dim' : 'bg-tint'}`}
            >
              <span className="text-dim pr-2 text-right select-none">{line.number ?? ''}</span>
              <span className={line.sign === ' ' ? '' : 'text-role'}>{line.sign === '-' ? '−' : line.sign}</span>
              <span>{line.text}</span>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
