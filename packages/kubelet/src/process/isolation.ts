import type { Message } from '@juanie/fault';
import { message } from '../faults.ts';

/** How containers are kept from one another on this machine, and why so. */
export type Isolation =
  | { readonly kind: 'none'; readonly why: Message }
  | { readonly kind: 'namespaces'; readonly why: Message; readonly tools: IsolationTools };

export interface IsolationTools {
  readonly unshare: string;
  readonly mount: string;
  readonly umount: string;
  readonly pivotRoot: string;
  readonly setpriv: string;
  readonly nsenter: string;
  /** The server is root: no user namespace, capabilities are dropped instead. */
  readonly isRoot: boolean;
}

export const isolationOff: Isolation = { kind: 'none', why: message('IsolationOff') };

/** New mount, process and IPC namespaces; an ordinary user needs a user namespace to be allowed to. */
export function unshareArguments({ isRoot }: IsolationTools): string[] {
  return [...(isRoot ? [] : ['--user', '--map-root-user']), '--mount', '--pid', '--ipc', '--fork', '--kill-child'];
}

/** What root inside may still do: enough for a server that drops its own rights, not for leaving. */
const keptByRoot = ['chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'net_bind_service'];

export function dropArguments({ setpriv, isRoot }: IsolationTools): string[] {
  const bounding = isRoot ? ['-all', ...keptByRoot.map((name) => `+${name}`)].join(',') : '-all';
  return [setpriv, '--no-new-privs', '--inh-caps=-all', `--bounding-set=${bounding}`, '--'];
}
