import type { Language } from '@juanie/fault';

/** The language of an answer: what was asked for by name, else the first Accept-Language that we speak, else English. */
export function parseLanguage(asked: string | undefined, accept: string | undefined): Language {
  const wishes = asked === undefined || asked === '' ? (accept ?? '') : asked;
  for (const wish of wishes.split(',')) {
    const tag = wish.trim().toLowerCase();
    if (tag.startsWith('zh')) {
      return 'zh-CN';
    }
    if (tag.startsWith('en')) {
      return 'en';
    }
  }
  return 'en';
}
