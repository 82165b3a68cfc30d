import type { Message } from '@juanie/fault';
import type { FileTree } from '@juanie/kube';
import type { ServiceShape } from '../core/builder.ts';
import type { AppService } from './app-file.ts';

/** How one service is built and started; everything the runner needs and nothing that it would have to find out. */
export interface ServicePlan {
  readonly name: string;
  readonly preset: 'node' | 'static';
  readonly reason: Message;
  /** The folder of the service; '' is the repository. */
  readonly context: string;
  /** Where dependencies are installed: the context, or a folder above it. */
  readonly root: string;
  /** Absent: there is nothing to install. */
  readonly lockfile?: string;
  readonly scripts: readonly PlannedScript[];
  /** Static: where the files are, in order of looking; from the context. */
  readonly outputs: readonly string[];
  readonly fallback?: string;
  /** Of the image. */
  readonly command: readonly string[];
  readonly shape: ServiceShape;
}

export interface PlannedScript {
  readonly step: 'build' | 'test';
  readonly name: string;
  /** For sh. */
  readonly script: string;
}

/** What a service is planned from. */
export interface Planning {
  readonly tree: FileTree;
  readonly name: string;
  readonly service: AppService;
  /** '' is the repository. */
  readonly context: string;
}
