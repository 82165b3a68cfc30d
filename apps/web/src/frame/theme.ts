const key = 'juanie.theme';

/** The theme that was chosen, put on the page before anything is drawn; otherwise the system decides. */
export function applyTheme(): void {
  const chosen = localStorage.getItem(key);
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
}

export function switchTheme(): void {
  const { theme } = document.documentElement.dataset;
  const dark = theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  const next = dark ? 'light' : 'dark';
  localStorage.setItem(key, next);
  document.documentElement.dataset.theme = next;
}
