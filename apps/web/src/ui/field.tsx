import type { ReactNode } from 'react';

/** A label over its control, with help below. */
export function Field({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <label className="grid gap-1">
      <span className="medium">{label}</span>
      {children}
      {help === undefined ? null : <span className="t-xs text-dim">{help}</span>}
    </label>
  );
}
