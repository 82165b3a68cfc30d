import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Shape } from '../../ui/shape.tsx';
import { entriesOf, findEntries, type Entry } from './menu-view.ts';

/** Search and verbs in one place; what cannot be done says why. */
export function CommandMenu({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const list = useId();
  const navigate = useNavigate();
  const { project } = useParams({ strict: false });
  const projects = useQuery(trpc.projects.list.queryOptions()).data;
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const entries = useMemo(() => entriesOf(projects ?? [], project, words), [projects, project, words]);
  const found = findEntries(entries, typed);
  const chosen = Math.min(at, found.length - 1);
  const run = (entry: Entry | undefined): void => {
    if (entry !== undefined && entry.blocked === undefined) {
      onClose();
      void navigate({ href: entry.to });
    }
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[chosen]);
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-[var(--scrim)]" />
        <Dialog.Popup
          aria-label={words.frame.search}
          className="border-hair-strong bg-float fixed inset-x-4 top-[12vh] z-31 mx-auto max-w-160 overflow-hidden rounded-2 border shadow-[var(--shadow-float)]"
        >
          <label className="row hairline h-11 gap-2.5 px-3.5">
            <Shape name="i-search" className="text-dim" />
            <input
              autoFocus
              role="combobox"
              aria-expanded
              aria-controls={list}
              aria-activedescendant={found.length === 0 ? undefined : `${list}-${chosen}`}
              aria-label={words.frame.search}
              placeholder={words.frame.search}
              className="w-full min-w-0 bg-transparent outline-0"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setAt(0);
              }}
              onKeyDown={press}
              autoComplete="off"
              spellCheck={false}
            />
            <kbd className="key">Esc</kbd>
          </label>
          <div id={list} role="listbox" aria-label={words.frame.search} className="max-h-[52vh] overflow-auto p-1.5">
            {found.map((entry, index) => (
              <Line
                key={entry.key}
                id={`${list}-${index}`}
                entry={entry}
                first={entry.group !== found[index - 1]?.group}
                chosen={index === chosen}
                onRun={() => run(entry)}
                onPoint={() => setAt(index)}
              />
            ))}
          </div>
          {found.length === 0 ? <p className="text-dim px-3.5 pt-1 pb-4">{words.menu.nothing(typed)}</p> : null}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Line({
  id,
  entry,
  first,
  chosen,
  onRun,
  onPoint,
}: {
  id: string;
  entry: Entry;
  first: boolean;
  chosen: boolean;
  onRun: () => void;
  onPoint: () => void;
}) {
  const words = useWords();
  return (
    <>
      {first ? (
        <p role="presentation" className="t-xs text-dim px-2 pt-2 pb-0.5">
          {words.menu.groups[entry.group]}
        </p>
      ) : null}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={chosen}
        aria-disabled={entry.blocked !== undefined}
        ref={(element) => (chosen ? element?.scrollIntoView({ block: 'nearest' }) : undefined)}
        className="popup-item min-h-9"
        onClick={onRun}
        onPointerMove={onPoint}
        onKeyDown={undefined}
      >
        <Shape name={entry.icon} className="text-dim" />
        <span className={`min-w-0 flex-1 ${entry.blocked === undefined ? '' : 'text-dim'}`}>
          <span className="cut block">{entry.label}</span>
          {entry.blocked === undefined || entry.blocked === '' ? null : (
            <span className="t-xs text-dim block">{entry.blocked}</span>
          )}
        </span>
        {entry.shortcut === undefined ? null : <kbd className="key">{entry.shortcut}</kbd>}
      </div>
    </>
  );
}
