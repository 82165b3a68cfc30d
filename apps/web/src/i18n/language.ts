import type { Language } from '@juanie/fault';

const key = 'juanie.language';

/** What the reader chose, else what the browser prefers. */
export function currentLanguage(): Language {
  const chosen = localStorage.getItem(key) ?? navigator.language;
  return chosen.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(key, language);
}
