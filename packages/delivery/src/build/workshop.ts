import { join } from 'node:path';
import type { Registry } from '@juanie/oci';
import type { Sandbox } from '@juanie/kubelet';
import type { BuildJob, BuildWatcher } from '../core/builder.ts';
import type { Npm, Surroundings } from './npm.ts';

/** What a build may use up before it is stopped. */
export interface BuildLimits {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

export const defaultBuildLimits: BuildLimits = { memoryBytes: 4 * 1024 ** 3, cpuSeconds: 1800, wallSeconds: 1800 };

export interface BuilderOptions {
  readonly registry: Pick<Registry, 'pushImage'>;
  /** `registry.juanie.internal`, or what images are called by outside. */
  readonly registryHost?: string;
  /** `http://git.juanie.internal`: for the label that says where an image comes from. */
  readonly gitUrl?: string;
  readonly sandbox: Sandbox;
  /** Where builds work, and what they keep for the next one. Both may be deleted while no server runs. */
  readonly folders: { readonly work: string; readonly cache: string };
  /** What builds see besides what they need: `build.environment`, `build.npmRegistry`. Wins over what is found. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The server's own environment: where npm is (PATH), how it is set up (HOME), proxies and certificates. */
  readonly surroundings: Surroundings;
  readonly limits?: BuildLimits;
}

/** One build at work. */
export interface Bench {
  readonly options: BuilderOptions;
  readonly job: BuildJob;
  readonly watcher: BuildWatcher;
  readonly signal: AbortSignal;
  readonly mark: string;
  readonly limits: BuildLimits;
  readonly npm: Npm | undefined;
  /** Proxies, certificates, npm's settings, then what the installation has set. */
  readonly environment: Readonly<Record<string, string>>;
  /** The exported tree; '' when nothing has to be on disk. */
  readonly folder: string;
}

/** Carried by every process of a build. */
export function markOf({ project, number }: { project: string; number: number }): string {
  return `build/${project}/${number}`;
}

/** Of one project: what another one's build has put there is not trusted. */
export function npmCacheOf({ options, job }: Pick<Bench, 'options' | 'job'>): string {
  return join(options.folders.cache, 'npm', job.project);
}
