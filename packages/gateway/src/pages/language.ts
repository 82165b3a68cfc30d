import type { Language } from '@juanie/fault';

/** The one of our languages that an Accept-Language header likes best; English when it likes neither. */
export function preferred(header: string | undefined): Language {
  const liked = (header ?? '')
    .slice(0, 512)
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';');
      const q = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find((value) => value !== undefined);
      return { tag, weight: Number(q ?? 1) };
    })
    .filter(({ tag, weight }) => weight > 0 && /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.weight - a.weight)[0];
  return liked?.tag.startsWith('zh') === true ? 'zh-CN' : 'en';
}
