import { join } from 'node:path';
import type { KubeObject } from '@juanie/kube';
import type { Transport } from '@juanie/kube-client';
import type { Api } from './api.ts';
import type { User } from './http/exchange.ts';
import { inProcessTransport } from './http/in-process.ts';
import { ensureBasics } from './bootstrap.ts';
import { installDefinitions } from './definitions/install.ts';
import { watchRemovals } from './definitions/removal.ts';
import { openKinds } from './kinds/kinds.ts';
import type { NodePort } from './node-port.ts';
import { openSnapshots } from './read/snapshots.ts';
import { openAllocator } from './rules/addresses.ts';
import { openStore } from './store/store.ts';

export interface ApiServerOptions {
  /** Where objects are kept; a folder of its own. */
  readonly dir: string;
  /** Where the CA, its certificates and tokens are kept; mode 0700, files 0600. */
  readonly keysDir: string;
  /** CustomResourceDefinitions that are there from the first start and brought up to date at every start. */
  readonly crds?: readonly KubeObject[];
  readonly now?: () => Date;
  /** Told of failures on our side, for the log. */
  readonly onError?: (error: unknown) => void;
}

export interface ApiServer {
  /** The API without a socket, as a user. */
  transport(user: User): Transport;
  attachNode(node: NodePort): void;
  close(): Promise<void>;
}

export async function openApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const store = await openStore({ dir: join(options.dir) });
  let node: NodePort | undefined;
  const api: Api = {
    store,
    kinds: openKinds(),
    snapshots: openSnapshots(),
    addresses: openAllocator(store),
    now: options.now ?? (() => new Date()),
    node: () => node,
  } as unknown as Api;
  const onError = options.onError ?? (() => undefined);
  installDefinitions(api, options.crds ?? []);
  const stopRemovals = watchRemovals(api);
  await ensureBasics(inProcessTransport(api, { name: 'system:apiserver', groups: ['system:masters'] }, onError));
  return {
    transport: (user) => inProcessTransport(api, user, onError),
    attachNode(attached) {
      node = attached;
    },
    async close() {
      stopRemovals();
      await store.close();
    },
  };
}
