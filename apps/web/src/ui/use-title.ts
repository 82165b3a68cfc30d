import { useEffect } from 'react';
import type { ShapeRole } from './shape.tsx';

const colours: Readonly<Record<ShapeRole, string>> = {
  neutral: '#57606a',
  progress: '#126bcb',
  success: '#085b42',
  warning: '#985e06',
  danger: '#930b14',
  rollback: '#771675',
};

/** The favicon of a state: its colour and its sign, so that a tab tells how it goes. */
export function iconOf(role: ShapeRole): string {
  const sign: Readonly<Record<ShapeRole, string>> = {
    neutral: '<circle cx="16" cy="16" r="8" fill="none" stroke="#fff" stroke-width="4"/>',
    progress: '<path d="M16 6a10 10 0 1 1-10 10" fill="none" stroke="#fff" stroke-width="4"/>',
    success: '<path d="m8 16 6 6 10-12" fill="none" stroke="#fff" stroke-width="4"/>',
    warning: '<path d="M16 7v11m0 4v4" stroke="#fff" stroke-width="4"/>',
    danger: '<path d="m9 9 14 14M23 9 9 23" stroke="#fff" stroke-width="4"/>',
    rollback: '<path d="M8 12h10a5 5 0 0 1 0 10h-6M13 7l-5 5 5 5" fill="none" stroke="#fff" stroke-width="3.5"/>',
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${colours[role]}"/>${sign[role]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** The title of the tab, and its icon while something is worth following. */
export function useTitle(title: string | undefined, role?: ShapeRole): void {
  useEffect(() => {
    document.title = title === undefined ? 'Juanie' : `${title} · Juanie`;
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    const before = '/favicon.svg';
    link?.setAttribute('href', role === undefined ? before : iconOf(role));
    return () => link?.setAttribute('href', before);
  }, [title, role]);
}
