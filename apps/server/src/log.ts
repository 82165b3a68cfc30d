import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

const maximumBytes = 10 * 1_048_576;

/** One JSON line for each thing worth knowing later; a full file is set aside once. */
export function openLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const write =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maximumBytes) {
        renameSync(file, `${file}.1`);
      }
      appendFileSync(file, `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`, {
        mode: 0o600,
      });
    };
  return { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') };
}
