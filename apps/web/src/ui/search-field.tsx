import { Shape } from './shape.tsx';

/** The search of a page; `/` goes there. */
export function SearchField({
  label,
  value,
  onChange,
  className = 'w-60',
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}) {
  return (
    <label className={`field-frame max-[760px]:w-full ${className}`}>
      <Shape name="i-search" className="text-dim" />
      <span className="sr-only">{label}</span>
      <input
        type="search"
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => (event.key === 'Escape' ? onChange('') : undefined)}
      />
      <kbd className="key max-[760px]:hidden">/</kbd>
    </label>
  );
}
