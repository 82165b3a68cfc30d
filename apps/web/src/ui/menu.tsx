import { Menu as Base } from '@base-ui/react/menu';
import type { ReactNode } from 'react';

/** A button that opens a short list. */
export function Menu({
  label,
  trigger,
  className = 'button',
  icon = false,
  children,
}: {
  label: string;
  trigger: ReactNode;
  className?: string;
  icon?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Root>
      <Base.Trigger aria-label={label} className={className} data-size="small" data-icon={icon || undefined}>
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-30">
          <Base.Popup className="popup">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Base.Item className="popup-item" onClick={onSelect}>
      {children}
    </Base.Item>
  );
}
