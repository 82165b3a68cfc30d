export type ShapeRole = 'neutral' | 'progress' | 'success' | 'warning' | 'danger' | 'rollback';

export interface Look {
  readonly shape: string;
  readonly role: ShapeRole;
}

/** A symbol of the sprite; silent for readers unless it is named. */
export function Shape({
  name,
  label,
  className = '',
}: {
  name: string;
  label?: string | undefined;
  className?: string;
}) {
  const spin = name === 's-running' ? 'spin' : '';
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg className={`inline-block size-4 flex-none ${spin} ${className}`} {...named}>
      <use href={`#${name}`} />
    </svg>
  );
}

/**
 * A state: shape and word. Quiet (the default when all is well) colours the shape only; a loud one colours
 * the word too: something runs or wants a look.
 */
export function State({ look, children, loud }: { look: Look; children: React.ReactNode; loud?: boolean }) {
  const speaks = loud ?? (look.role !== 'success' && look.role !== 'neutral');
  return (
    <span data-role={look.role} className="row gap-1.5 whitespace-nowrap">
      <span className="text-role inline-flex">
        <Shape name={look.shape} />
      </span>
      <span className={speaks ? 'text-role medium' : ''}>{children}</span>
    </span>
  );
}

/** A state that must stand alone. */
export function Pill({ look, children }: { look: Look; children: React.ReactNode }) {
  return (
    <span
      data-role={look.role}
      className="row t-xs medium bg-tint text-role h-6 gap-1.5 rounded-1 px-2 whitespace-nowrap"
    >
      <Shape name={look.shape} className="!size-3.5" />
      {children}
    </span>
  );
}
