import type { Described, Language } from '@juanie/fault';

/** A failure on stderr: the cause, its places, what is still true, what to do. */
export function renderError(error: Described, language: Language): string {
  const zh = language === 'zh-CN';
  const places = error.problems.map(({ file, line, path, message }) => {
    const place = [file, line].filter((part) => part !== undefined).join(':');
    return `  ${[place, path === '' ? '' : `${path}:`, message.trim()].filter((part) => part !== '').join(' ')}`;
  });
  const still = error.stillTrue.map((sentence) => `${zh ? '仍然' : 'Still'}  ${sentence}`);
  const next = error.next.map((sentence) => `${zh ? '下一步' : 'Next'}   ${sentence}`);
  return [`✗ ${error.message}`, ...places, ...still, ...next].join('\n');
}

/** Whether the command line asks for JSON; read from the words, because the line itself may be wrong. */
export function wantsJson(argv: readonly string[]): boolean {
  const words = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return words.some(
    (word, index) =>
      word === '--json' ||
      word === '-ojson' ||
      word === '--output=json' ||
      (word === 'json' && (words[index - 1] === '-o' || words[index - 1] === '--output')),
  );
}
