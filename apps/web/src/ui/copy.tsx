import { useState } from 'react';
import { useWords } from '../i18n/text.ts';
import { Button } from './button.tsx';
import { Shape } from './shape.tsx';

/** Copies a text; says so with a tick. */
export function CopyButton({ text }: { text: string }) {
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
      aria-label={copied ? words.action.copied : words.action.copy}
      title={words.action.copy}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
    >
      <Shape name={copied ? 'i-check' : 'i-copy'} />
    </Button>
  );
}

/** A command to run, with its copy button. */
export function Command({ text }: { text: string }) {
  return (
    <div className="row bg-raised border-hair min-h-9 gap-2 rounded-1 border py-0.5 pr-0.5 pl-3">
      <code className="code-sm min-w-0 flex-1 overflow-x-auto whitespace-nowrap">
        <span className="text-dim select-none">$ </span>
        {text}
      </code>
      <CopyButton text={text} />
    </div>
  );
}
