import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';

interface ConfirmProps {
  /** What the button says first, and what it says when it is meant. */
  readonly children: ReactNode;
  readonly sentence: string;
  /** What the act means, said beside the second button. */
  readonly meaning?: string;
  readonly label?: string;
  readonly disabled?: boolean;
  readonly title?: string | undefined;
  readonly small?: boolean;
  readonly className?: string;
  readonly onConfirm: () => void;
}

/** Asks once more in its own place: the second press is the whole sentence; Escape or leaving takes it back. */
export function ConfirmButton(props: ConfirmProps) {
  const { children, sentence, meaning, label, disabled, title, small = true, className, onConfirm } = props;
  const [asked, setAsked] = useState(false);
  const shared = { small, disabled: disabled === true, ...(className === undefined ? {} : { className }) };
  return asked ? (
    <span
      className="row flex-wrap gap-2"
      onBlur={(event) => (event.currentTarget.contains(event.relatedTarget) ? undefined : setAsked(false))}
      onKeyDown={(event) => (event.key === 'Escape' ? setAsked(false) : undefined)}
    >
      {meaning === undefined ? null : <span className="t-xs text-dim">{meaning}</span>}
      <Button
        {...shared}
        look="danger"
        autoFocus
        onClick={() => {
          setAsked(false);
          onConfirm();
        }}
      >
        {sentence}
      </Button>
    </span>
  ) : (
    <Button {...shared} title={title} aria-label={label} onClick={() => setAsked(true)}>
      {children}
    </Button>
  );
}
