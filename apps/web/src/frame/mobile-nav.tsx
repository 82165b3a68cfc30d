import { Dialog } from '@base-ui/react/dialog';
import { useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { useWords } from '../i18n/text.ts';
import { Shape } from '../ui/shape.tsx';
import { Brand } from './brand.tsx';
import { NavFoot } from './nav-foot.tsx';
import { Places } from './places.tsx';

/** The navigation of a narrow page, behind a button; going somewhere closes it. */
export function MobileNav() {
  const words = useWords();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === pathname;
  return (
    <Dialog.Root open={open} onOpenChange={(next) => setOpenAt(next ? pathname : undefined)}>
      <Dialog.Trigger
        aria-label={words.frame.menu}
        className="button min-[761px]:!hidden"
        data-look="quiet"
        data-size="small"
        data-icon
      >
        <Shape name="i-menu" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-20 bg-[var(--scrim)]" />
        <Dialog.Popup
          aria-label={words.frame.navigation}
          className="bg-raised fixed inset-y-0 left-0 z-21 flex w-[min(264px,84vw)] flex-col gap-0.5 p-2 shadow-[var(--shadow-float)]"
        >
          <Brand />
          <Places />
          <NavFoot />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
