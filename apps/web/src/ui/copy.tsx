import { useState } from 'react';
import { useWords } from '../i18n/text.ts';
import { Button } from './button.tsx';
import { Shape } from './shape.tsx';

/** Copies a text; says so with a tick. */
export function CopyButton({ text, small = false }: { text: string; small?: boolean }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button
      icon
      look="quiet"
      className={small ? '!size-6' : ''}
      aria-label={copied ? words.action.copied : words.action.copy}
      title={words.action.copy}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
    >
      <Shape name={copied ? 'i-check' : 'i-copy'} className={small ? '!size-3.5' : ''} />
    </Button>
  );
}

/** A command to run, with its copy button. */
export function Command({ text }: { text: string }) {
  return (
    <div className="row bg-raised border-hair min-h-9 gap-2 rounded-1 border py-0.5 pr-0.5 pl-3">
      <code className="code-sm min-w-0 flex-1 overflow-x-auto whitespace-nowrap [scrollbar-width:none]" tabIndex={0}>
        <span className="text-dim select-none">$ </span>
        {text}
      </code>
      <CopyButton text={text} />
    </div>
  );
}
