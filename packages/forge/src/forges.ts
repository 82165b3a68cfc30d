import type { GitHost } from '@juanie/git';
import { embedded } from './embedded/embedded.ts';
import { fault } from './faults.ts';
import type { ForgeAdapter } from './forge.ts';

export interface ForgesOptions {
  /** The Git host of this installation. */
  readonly git: GitHost;
}

/** In order of asking: the first that matches is taken. */
export function forgeAdapters({ git }: ForgesOptions): readonly ForgeAdapter[] {
  return [embedded(git)];
}

/** `id`: said by the installation, for hosts whose name tells nothing. Throws ForgeUnknown. */
export function pickForge(adapters: readonly ForgeAdapter[], repository: URL, id?: string): ForgeAdapter {
  const found = adapters.find((adapter) => (id === undefined ? adapter.matches(repository) : adapter.id === id));
  if (found === undefined) {
    throw fault('ForgeUnknown', {
      repository: id ?? repository.host,
      known: adapters.map((adapter) => adapter.id).join(', '),
    });
  }
  return found;
}
