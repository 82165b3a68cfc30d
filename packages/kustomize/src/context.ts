import type { KubeObject } from '@juanie/kube';
import type { HelmChart, HelmGlobals } from './kustomization.ts';
import type { Partial, Trace } from './incremental.ts';
import type { LoadOptions, Root } from './load/root.ts';
import type { MergeSchemas } from './merge/schema.ts';
import type { ParseCache } from './read-resources.ts';

/** Renders a chart of `helmCharts`; what it answers is added like a resource file. */
export type HelmRenderer = (
  chart: HelmChart,
  globals: HelmGlobals,
  files: Pick<Root, 'dir' | 'read' | 'readText'>,
) => readonly KubeObject[] | string;

/** What all directories of one build share. */
export interface BuildContext {
  readonly load: LoadOptions;
  readonly cache: ParseCache | undefined;
  readonly warnings: string[];
  /** For the kustomization files read so far: the line of a field. */
  readonly lines: Map<string, (path: string) => number | undefined>;
  readonly helm: HelmRenderer | undefined;
  readonly trace: Trace;
  /** Set where only a part of an earlier build is gone again. */
  readonly partial: Partial | undefined;
  /** Whether a kind was met that only a whole schema can tell the scope of. */
  metUnknownType: boolean;
  /** The schemas that patches merge by; a kustomization's `openapi` replaces them for the whole build. */
  schemas: MergeSchemas;
  schemasAreSet: boolean;
}
