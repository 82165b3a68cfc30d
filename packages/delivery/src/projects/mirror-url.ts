import { isIP } from 'node:net';
import { fault } from '../core/faults.ts';

/** A public address that Git may fetch from; credentials in it are refused, they would be shown. */
export function checkMirrorUrl(text: string, privateAllowed: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw fault('MirrorAddressInvalid', { address: text.replace(/\/\/[^/@]*@/, '//…@').slice(0, 200) });
  }
  if (!privateAllowed && isPrivateHost(url.hostname)) {
    throw fault('MirrorAddressPrivate', { address: url.hostname });
  }
  return url;
}

/** Names and addresses that lead into this machine or its network. Names that resolve there are caught when dialled. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(host) === 0) {
    return host === 'localhost' || /\.(localhost|local|internal|lan|home|intranet)$/.test(host) || !host.includes('.');
  }
  return (
    /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      host,
    ) || /^(::|::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*|::ffff:.*)$/.test(host)
  );
}
