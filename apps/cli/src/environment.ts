import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '@juanie/fault';

/** What the surroundings say; read once, here and nowhere else. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly dataDir: string;
  readonly configDir: string;
  readonly cwd: string;
  readonly language: Language;
  readonly isTerminal: boolean;
}

export function readSurroundings(argv: readonly string[]): Surroundings {
  const { env } = process;
  const home = homedir();
  return {
    env,
    home,
    dataDir: env.JUANIE_DATA ?? join(env.XDG_DATA_HOME ?? join(home, '.local/share'), 'juanie'),
    configDir: join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'juanie'),
    cwd: process.cwd(),
    language: languageOf(flagValue(argv, '--lang') ?? env.JUANIE_LANG ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG),
    isTerminal: process.stdout.isTTY === true && process.stderr.isTTY === true && env.JUANIE_NO_INPUT === undefined,
  };
}

function languageOf(wish: string | undefined): Language {
  return wish?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en';
}

/** A flag's value before the command line is parsed: the language decides how help is written. */
export function flagValue(argv: readonly string[], flag: string): string | undefined {
  const at = argv.indexOf(flag);
  const joined = argv.find((argument) => argument.startsWith(`${flag}=`));
  return at < 0 ? joined?.slice(flag.length + 1) : argv[at + 1];
}
