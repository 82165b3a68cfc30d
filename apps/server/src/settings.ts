import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { Language, Problem } from '@juanie/fault';
import { serverFault } from './faults.ts';
import { address, domainName, parseConfig, type ConfigFile } from './config-file.ts';

/** Where one part listens; `asked` says that a person named it, so that it never moves. */
export interface Listen {
  readonly host: string;
  readonly port: number;
  readonly asked: boolean;
}

export interface Settings {
  readonly data: string;
  readonly listen: Listen;
  readonly kube: Listen;
  readonly gateway: Listen;
  /** Absent: what the data directory has, else `localhost`. */
  readonly domain: string | undefined;
  readonly sample: boolean;
  readonly readyFile: string | undefined;
  readonly language: Language;
  readonly privateMirrors: boolean;
  readonly build: BuildSettings;
}

export interface BuildSettings {
  readonly npmRegistry: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly concurrency: number;
  readonly memoryMegabytes: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** What was given, weakest last: flags, environment, file. */
export interface Given {
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly defaults: { readonly data: string; readonly language: Language; readonly cwd: string };
}

/** All settings, each from the strongest place that names it; throws one fault with every problem. */
export function readSettings({ flags, env, defaults }: Given): Settings {
  const configPath = text(flags.config) ?? env.JUANIE_CONFIG;
  const file = configPath === undefined ? {} : parseConfig(readConfig(configPath), configPath);
  const problems: Problem[] = [];
  const pick = (flag: string, fromFile: string | undefined, schema: z.ZodType<string>): string | undefined => {
    const variable = `JUANIE_${flag.toUpperCase()}`;
    const value = text(flags[flag]) ?? env[variable] ?? fromFile;
    const place = text(flags[flag]) === undefined && env[variable] !== undefined ? `${variable}=` : `--${flag} `;
    const parsed = value === undefined ? undefined : schema.safeParse(value);
    if (parsed?.success === false) {
      problems.push(...parsed.error.issues.map((issue) => ({ path: `${place}${value ?? ''}`, detail: issue.message })));
    }
    return value;
  };

  const listen = pick('listen', file.listen, address);
  const kube = pick('kube', file.kube, address);
  const gateway = pick('gateway', file.gateway, address);
  const domain = pick('domain', file.domain, domainName);
  const data = pick('data', file.data, z.string().min(1)) ?? defaults.data;
  if (problems.length > 0) {
    throw serverFault('SettingsInvalid', { count: problems.length }, { problems });
  }
  const readyFile = text(flags.readyFile);
  return {
    data: absolute(defaults.cwd, data),
    listen: parseListen(listen, 7400),
    kube: parseListen(kube, 7443),
    gateway: parseListen(gateway, 7480),
    domain,
    sample: flags.sample !== false && file.sample !== false,
    readyFile: readyFile === undefined ? undefined : absolute(defaults.cwd, readyFile),
    language:
      flags.lang === undefined && env.JUANIE_LANG === undefined ? (file.lang ?? defaults.language) : defaults.language,
    privateMirrors: file.allowPrivateMirrors ?? false,
    build: buildSettings(file),
  };
}

function buildSettings({ build }: ConfigFile): BuildSettings {
  return {
    npmRegistry: build?.npmRegistry,
    environment: build?.environment ?? {},
    concurrency: build?.concurrency ?? 2,
    memoryMegabytes: build?.memoryMegabytes ?? 2048,
    cpuSeconds: build?.cpuSeconds ?? 1800,
    wallSeconds: build?.wallSeconds ?? 1800,
  };
}

function parseListen(given: string | undefined, port: number): Listen {
  if (given === undefined) {
    return { host: '127.0.0.1', port, asked: false };
  }
  const colon = given.lastIndexOf(':');
  return { host: given.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(given.slice(colon + 1)), asked: true };
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw serverFault(
      'ConfigUnreadable',
      { file: path, why: thrown instanceof Error ? thrown.message : '' },
      { cause: thrown },
    );
  }
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function absolute(cwd: string, path: string): string {
  return isAbsolute(path) ? path : resolve(cwd, path);
}
