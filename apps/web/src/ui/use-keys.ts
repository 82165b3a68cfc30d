import { useEffect, useRef } from 'react';

export type Shortcuts = Readonly<Record<string, () => void>>;

/** Single keys act only where nobody types: not in fields, not while a word is composed, not under a dialog. */
export function mayAct(event: {
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly target: unknown;
}): boolean {
  const { target } = event;
  const tag = (target as { tagName?: string } | null)?.tagName ?? '';
  const types = ['INPUT', 'TEXTAREA', 'SELECT'].includes(tag);
  const composing = event.isComposing || event.keyCode === 229;
  return !types && !composing && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** Keys of a page; `g p` is two keys one after the other. */
export function useKeys(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    let first = '';
    const press = (event: KeyboardEvent): void => {
      if (!mayAct(event) || document.querySelector('[role=dialog], [role=menu]') !== null) {
        return;
      }
      const chord = first === '' ? event.key : `${first} ${event.key}`;
      const act = current.current[chord];
      first = act === undefined && event.key === 'g' ? 'g' : '';
      if (act !== undefined) {
        event.preventDefault();
        act();
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

/** `j` and `k` walk the rows of a list: every element marked `data-row`. */
export function walkRows(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  const target = next?.matches('a, button') === true ? next : next?.querySelector<HTMLElement>('a, button');
  target?.focus();
}
