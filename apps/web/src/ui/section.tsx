import type { ReactNode } from 'react';

/** A title over a hairline. */
export function Section({
  title,
  count,
  end,
  children,
}: {
  title: string;
  count?: number | string;
  end?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section>
      <div className="row hairline min-h-8 gap-2 pb-2">
        <h2 className="t-lg">{title}</h2>
        {count === undefined ? null : <span className="t-sm text-dim num">{count}</span>}
        {end === undefined ? null : <span className="t-sm ml-auto">{end}</span>}
      </div>
      {children}
    </section>
  );
}

/** Nothing to show, in words and at most one action. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-1 py-5">
      <p className="medium">{title}</p>
      <div className="text-dim grid gap-2">{children}</div>
    </div>
  );
}

/** Rows of the final height, so that nothing jumps when the answer arrives. */
export function Skeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div aria-hidden className="animate-[appear_0s_300ms_backwards]">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="row hairline h-11 gap-3">
          <i className="bg-hover h-3 rounded-1" style={{ width: `${28 + ((row * 17) % 30)}%` }} />
        </div>
      ))}
    </div>
  );
}
