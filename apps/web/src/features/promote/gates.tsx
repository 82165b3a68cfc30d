import type { Told } from '@juanie/api';
import type { SheetView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { Shape, type Look } from '../../ui/shape.tsx';

const looks: Readonly<Record<'open' | 'closed' | 'waits', Look>> = {
  open: { shape: 's-success', role: 'success' },
  closed: { shape: 's-failed', role: 'danger' },
  waits: { shape: 's-approval', role: 'warning' },
};

/** What must hold before it goes, and the names of variables that change with it. */
export function Gates({ sheet }: { sheet: Told<SheetView> }) {
  const words = useWords();
  return (
    <>
      <section>
        <h3 className="strong mb-2">{words.sheet.gates}</h3>
        {sheet.gates.map((gate) => {
          const look = looks[gate.state];
          return (
            <div
              key={gate.name}
              data-role={look.role}
              className="hairline grid grid-cols-[16px_minmax(0,1fr)] gap-x-2.5 py-2"
            >
              <span className="text-role mt-[3px] inline-flex">
                <Shape name={look.shape} label={words.sheet.gateState[gate.state]} />
              </span>
              <span>{gate.message.text}</span>
            </div>
          );
        })}
      </section>
      {sheet.variables.length === 0 ? null : (
        <section>
          <h3 className="strong">{words.tabs.variables}</h3>
          <p className="t-sm text-dim mb-2">{words.sheet.variablesWhy}</p>
          <p className="row flex-wrap gap-1.5">
            {sheet.variables.map(({ name, change }) => (
              <code
                key={name}
                className="border-hair-strong t-xs rounded-1 border px-1.5"
                title={words.sheet.varChange[change]}
              >
                {{ added: '+ ', changed: '', removed: '− ' }[change]}
                {name}
              </code>
            ))}
          </p>
        </section>
      )}
    </>
  );
}
