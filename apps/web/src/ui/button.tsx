import type { ButtonHTMLAttributes } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'solid' | 'quiet' | 'danger' | 'plain';
  readonly small?: boolean;
  readonly icon?: boolean;
}

/** One solid button for each decision in view; a button says its whole sentence. */
export function Button({ look = 'plain', small = false, icon = false, className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      data-look={look}
      data-size={small || icon ? 'small' : undefined}
      data-icon={icon || undefined}
      className={`button ${className}`}
      {...rest}
    />
  );
}
