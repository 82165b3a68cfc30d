import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/text.ts';
import { Shape } from './shape.tsx';

interface SheetProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
  readonly footer: ReactNode;
}

/** A panel from the right: consequence above, the one decision in a fixed foot. Escape and the scrim close it. */
export function Sheet({ title, onClose, wide = false, children, footer }: SheetProps) {
  const words = useWords();
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-20 bg-[var(--scrim)]" />
        <Dialog.Popup
          className={`bg-page fixed inset-y-0 right-0 z-21 flex flex-col shadow-[var(--shadow-float)] ${wide ? 'w-[min(var(--sheet-wide),100vw)]' : 'w-[min(var(--sheet),100vw)]'}`}
        >
          <header className="row border-hair gap-3 border-b px-4 py-4 min-[761px]:px-6">
            <Dialog.Title className="t-xl cut">{title}</Dialog.Title>
            <Dialog.Close
              aria-label={words.action.close}
              className="button ml-auto"
              data-look="quiet"
              data-size="small"
              data-icon
            >
              <Shape name="i-close" />
            </Dialog.Close>
          </header>
          <div className="flex-1 overflow-auto">{children}</div>
          <footer className="row border-hair flex-wrap justify-end gap-3 border-t px-4 py-3 min-[761px]:px-6">
            {footer}
          </footer>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
