import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { fault } from './faults.ts';

/** Addresses that are not of the public internet: this machine, private networks, link-local, and the like. */
const inside = new BlockList();
const subnets: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['2001:db8::', 32],
  ['2002::', 16],
];
for (const [address, prefix] of subnets) {
  inside.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
}

export function isInside(address: string): boolean {
  const [, mapped] = /^::ffff:([0-9.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined) {
    return isInside(mapped);
  }
  return inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') || /^::ffff:/i.test(address);
}

export interface MirrorAddress {
  /** Without user and password: what may be shown. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Where the host was found to be; git is held to these. */
  readonly addresses: readonly string[];
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
}

export type Resolve = (host: string) => Promise<readonly string[]>;

export async function resolveHost(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Takes an address apart and looks where it leads. Throws GitUrlInvalid, GitHostUnknown or GitHostPrivate. */
export async function checkMirrorAddress(
  text: string,
  options: { allowPrivate: boolean; resolve: Resolve },
): Promise<MirrorAddress> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') {
    throw fault('GitUrlInvalid', { url: withoutCredentials(text) });
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await options.resolve(host).catch(() => []) : [host];
  if (addresses.length === 0) {
    throw fault('GitHostUnknown', { host });
  }
  const first = addresses.find(isInside);
  if (first !== undefined && !options.allowPrivate) {
    throw fault('GitHostPrivate', { host, address: first });
  }
  const credentials =
    url.username === '' && url.password === ''
      ? undefined
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = '';
  url.password = '';
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { url: url.href, host, port, addresses, credentials };
}

function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//').slice(0, 300);
}
