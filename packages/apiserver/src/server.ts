import type { KubeObject } from '@juanie/kube';
import type { Transport } from '@juanie/kube-client';
import type { Api } from './api.ts';
import { ensureBasics } from './bootstrap.ts';
import { installDefinitions } from './definitions/install.ts';
import { watchRemovals } from './definitions/removal.ts';
import type { Credentials } from './http/authenticate.ts';
import type { User } from './http/exchange.ts';
import { inProcessTransport } from './http/in-process.ts';
import { listen, type Listener } from './http/listener.ts';
import { renderKubeconfig } from './keys/kubeconfig.ts';
import { openKeys, writeWhole, type Keys } from './keys/keys.ts';
import { openTokens } from './keys/tokens.ts';
import { keyOf } from './kinds/kind.ts';
import { openKinds } from './kinds/kinds.ts';
import type { NodePort } from './node-port.ts';
import { forgetOldEvents } from './notices/old-events.ts';
import { openSnapshots } from './read/snapshots.ts';
import { openAllocator } from './rules/addresses.ts';
import { openStore, type Store } from './store/store.ts';
import { readStored } from './view/decode.ts';

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
  /** Begins to answer over TLS; port 0 means any. */
  listen(at: { host: string; port: number }): Promise<{ host: string; port: number }>;
  /** Writes what kubectl needs, for the address that is listened on. */
  writeKubeconfig(file: string): Promise<void>;
  /** The access of the owner, for clients that speak over the network. */
  readonly access: { readonly ca: string; readonly token: string; readonly cert: string; readonly key: string };
  attachNode(node: NodePort): void;
  /** Ends connections and watches; everything acknowledged is on disk. */
  close(): Promise<void>;
}

export async function openApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const now = options.now ?? (() => new Date());
  const onError = options.onError ?? (() => undefined);
  const [store, keys] = await Promise.all([openStore({ dir: options.dir }), openKeys(options.keysDir, now())]);
  let node: NodePort | undefined;
  const api: Api = {
    store,
    kinds: openKinds(),
    snapshots: openSnapshots(),
    openWatches: new Set(),
    addresses: openAllocator(store),
    tokens: openTokens(keys.tokenSecret, now),
    now,
    node: () => node,
  };
  installDefinitions(api, options.crds ?? []);
  const stops = [watchRemovals(api), forgetOldEvents(api)];
  await ensureBasics(inProcessTransport(api, { name: 'system:apiserver', groups: ['system:masters'] }, onError));
  const listeners = openListeners({ api, keys, credentials: credentialsOf(api, keys), onError });
  return {
    transport: (user) => inProcessTransport(api, user, onError),
    ...listeners,
    access: { ca: keys.authority.cert, token: keys.adminToken, cert: keys.admin.cert, key: keys.admin.key },
    attachNode(attached) {
      node = attached;
    },
    async close() {
      for (const end of api.openWatches) {
        end();
      }
      await listeners.closeAll();
      stops.forEach((stop) => stop());
      await store.close();
    },
  };
}

function openListeners(options: { api: Api; keys: Keys; credentials: Credentials; onError: (error: unknown) => void }) {
  const open: Listener[] = [];
  return {
    async listen(at: { host: string; port: number }): Promise<{ host: string; port: number }> {
      const listener = await listen(at, options);
      open.push(listener);
      return { host: listener.host, port: listener.port };
    },
    async writeKubeconfig(file: string): Promise<void> {
      const [first] = open;
      const host = first?.host.includes(':') === true ? `[${first.host}]` : (first?.host ?? '127.0.0.1');
      await writeWhole(file, renderKubeconfig(`https://${host}:${first?.port ?? 0}`, options.keys));
    },
    async closeAll(): Promise<void> {
      await Promise.all(open.map((one) => one.close()));
    },
  };
}

function credentialsOf(api: Api, keys: Keys): Credentials {
  return {
    adminToken: keys.adminToken,
    tokens: api.tokens,
    hasAccount: ({ namespace, name, uid }) => hasAccount(api.store, keyOf(namespace, name), uid),
  };
}

function hasAccount(store: Store, key: string, uid: string): boolean {
  const stored = store.collection('serviceaccounts').get(key);
  return stored !== undefined && readStored(stored).metadata.uid === uid;
}
