import type { FileTree } from '@juanie/kube';
import type { BuildView, StepState } from '../views.ts';

/** How a service of an application runs, from `juanie.yaml` and what was detected; part of a release. */
export interface ServiceShape {
  readonly type: 'web' | 'static' | 'worker';
  /** Null for what listens nowhere. */
  readonly port: number | null;
  readonly healthPath: string | null;
  /** Null: the image's own. */
  readonly command: readonly string[] | null;
  /** The application's defaults; an environment's variables win. */
  readonly variables: Readonly<Record<string, string>>;
  readonly volumes: readonly { readonly name: string; readonly path: string; readonly size: string }[];
}

export interface BuildPlan {
  readonly services: Readonly<Record<string, ServiceShape>>;
  readonly view: NonNullable<BuildView['plan']>;
}

export interface BuildJob {
  readonly project: string;
  readonly number: number;
  readonly commit: string;
  /** The commit's own time: images are made of it alone. */
  readonly commitTime: Date;
  readonly repository: { readonly name: string; readonly dir: string };
  readonly tree: FileTree;
  readonly plan: BuildPlan;
}

export interface BuildWatcher {
  step(name: string, state: StepState): void;
  line(step: string, line: string): void;
}

export interface BuildResult {
  /** service -> `registry.juanie.internal/<project>/<service>@sha256:…` */
  readonly images: Readonly<Record<string, string>>;
}

/** Whoever builds here. Outside CI does the same and ends with the same `finish`. */
export interface Builder {
  /** Throws a Fault with every problem of the application's own file. */
  plan(source: { readonly project: string; readonly tree: FileTree }): BuildPlan | Promise<BuildPlan>;
  /** Rejects with a Fault that names the failed step; the signal kills the whole tree of processes. */
  run(job: BuildJob, watcher: BuildWatcher, signal: AbortSignal): Promise<BuildResult>;
  /** Of an interrupted server: ends what a build has left running. */
  sweep?(job: { readonly project: string; readonly number: number }): Promise<void>;
}
