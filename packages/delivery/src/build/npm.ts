import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** The machine's npm: its program for Node, and the folders that have to be visible to use it. */
export interface Npm {
  readonly cli: string;
  /** Where the commands `npm` and `npx` are. */
  readonly bin: string;
  readonly folders: readonly string[];
}

export async function findNpm(path: string): Promise<Npm | undefined> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const command = join(folder, 'npm');
    const found = await access(command, constants.X_OK).then(
      () => true,
      () => false,
    );
    const cli = found ? await realpath(command) : undefined;
    if (cli?.endsWith('npm-cli.js')) {
      // …/npm/bin/npm-cli.js
      return { cli, bin: folder, folders: [dirname(dirname(cli)), folder] };
    }
  }
  return undefined;
}

/** Settings of npm that say how packages are reached. Tokens are not among them: builds run code that nobody vouches for. */
const carried = ['registry', 'cafile', 'ca', 'strict-ssl', 'proxy', 'https-proxy', 'noproxy', 'nodedir'];
const askingTakesMs = 20_000;

/**
 * What npm is configured with on this machine, as variables for a build, which sees neither the home nor the settings
 * of the person who runs the server. Empty when npm does not say.
 */
export async function readNpmSettings(npm: Npm, surroundings: Surroundings): Promise<Record<string, string>> {
  const told = await askNpm(npm, surroundings);
  const found = Object.entries(told).filter(
    ([name, value]) => (carried.includes(name) || /^@[^:]+:registry$/.test(name)) && value !== null && value !== '',
  );
  return Object.fromEntries(found.map(([name, value]) => [`npm_config_${name.replaceAll('-', '_')}`, String(value)]));
}

/** The environment of the server. */
export type Surroundings = Readonly<Record<string, string | undefined>>;

function askNpm(npm: Npm, surroundings: Surroundings): Promise<Record<string, unknown>> {
  const wanted = Object.entries(surroundings).filter(([name]) => /^(HOME|PATH|npm_config_.*)$/i.test(name));
  const options = { env: Object.fromEntries(wanted), timeout: askingTakesMs, cwd: '/', maxBuffer: 4 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(join(npm.bin, 'npm'), ['config', 'list', '--json'], options, (error, stdout) => {
      resolve(error === null ? parseSettings(stdout) : {});
    });
  });
}

function parseSettings(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const certificateNames = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** Proxies and certificates that the server itself uses to reach the world. */
export function networkEnvironment(surroundings: Surroundings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(surroundings).flatMap(([name, value]) =>
      value !== undefined && (certificateNames.includes(name) || /^(https?|no|all)_proxy$/i.test(name))
        ? [[name, value]]
        : [],
    ),
  );
}

/** Files that such an environment names and a build has to be able to read. */
export function filesNamed(environment: Readonly<Record<string, string>>): string[] {
  return [...certificateNames, 'npm_config_cafile'].flatMap((name) => {
    const path = environment[name];
    return path !== undefined && isAbsolute(path) && existsSync(path) ? [path] : [];
  });
}
