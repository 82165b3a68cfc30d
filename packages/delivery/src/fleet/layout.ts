import type { FileTree } from '@juanie/kube';
import type { ServiceShape } from '../core/builder.ts';
import type { FileChanges } from '../core/git.ts';

/** Where something runs, as the fleet names it. */
export interface Place {
  readonly project: string;
  readonly environment: string;
}

export interface EnvironmentFacts extends Place {
  readonly namespace: string;
  readonly cluster: string;
  readonly tier: 'development' | 'staging' | 'production';
}

export type Size = 'small' | 'medium' | 'large';

/** One service of an environment, as the fleet says it. */
export interface OverlayService {
  /** `registry.juanie.internal/shop/web@sha256:…` */
  readonly image: string;
  /** What the release says of it, as the layout writes it; kept as it is unless another release comes. */
  readonly release: string;
}

/** What an environment should run: read from the fleet and written back. */
export interface Overlay {
  /** `r142`; null before the first deployment. */
  readonly release: string | null;
  readonly services: Readonly<Record<string, OverlayService>>;
  readonly replicas: number;
  readonly size: Size;
  readonly hosts: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Changes when pods are to be replaced without any other change. */
  readonly restart: string | null;
  /** The deployment that wrote it last. */
  readonly deployment: number | null;
}

export interface ReleaseFacts {
  readonly project: string;
  readonly release: string;
  readonly commit: string;
}

/** How desired state lies in the fleet repository. A project stores which layout it has. */
export interface FleetLayout {
  readonly id: 'kustomize';
  /** The first files of an empty fleet. */
  firstFiles(facts: { cluster: string; url: string; domain: string }): FileChanges;
  /** What else names the installation's domain. */
  moveDomain(tree: FileTree, facts: { cluster: string; domain: string }): FileChanges;
  /** Where the engine is pointed at first. */
  clusterDir(cluster: string): string;
  /** Its own objects of the cluster and an overlay that runs nothing yet. Files that are there stay. */
  createEnvironment(tree: FileTree, facts: EnvironmentFacts): FileChanges;
  removeEnvironment(tree: FileTree, facts: EnvironmentFacts): FileChanges;
  /** What is left of a project when its environments are gone. */
  removeProject(tree: FileTree, project: string): FileChanges;
  overlayDir(place: Place): string;
  /** Of the engine's object that applies an environment. */
  engineName(place: Place): string;
  /** Undefined before the environment was created. Throws OverlayBroken for what cannot be read. */
  read(tree: FileTree, place: Place): Overlay | undefined;
  write(tree: FileTree, at: EnvironmentFacts, overlay: Overlay): FileChanges;
  describeService(facts: ReleaseFacts, service: string, shape: ServiceShape): string;
  /** Which environments a changed path belongs to; `environment` null: all of the project. */
  placeOf(path: string): { project: string; environment: string | null } | undefined;
}
