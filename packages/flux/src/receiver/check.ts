import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ReceiverSpec } from '@juanie/flux-api';

export interface Delivery {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** True when who sent this knows the token, and the Receiver wants the event. Every comparison takes its time. */
export function isAccepted(
  { type, events }: Pick<ReceiverSpec, 'type' | 'events'>,
  token: string,
  delivery: Delivery,
): boolean {
  const { headers } = delivery;
  switch (type) {
    case 'generic':
      return true;
    case 'generic-hmac':
      return isSigned(headers['x-signature'], token, delivery);
    case 'github':
      return (
        isSigned(headers['x-hub-signature-256'] ?? headers['x-hub-signature'], token, delivery) &&
        isWanted(events, headers['x-github-event'])
      );
    case 'bitbucket':
      return (
        isSigned(headers['x-hub-signature-256'] ?? headers['x-hub-signature'], token, delivery) &&
        isWanted(events, headers['x-event-key'])
      );
    case 'gitlab':
      return isSame(headers['x-gitlab-token'] ?? '', token) && isWanted(events, headers['x-gitlab-event']);
    case 'harbor':
      return isSame(headers['authorization'] ?? '', token);
    case 'nexus':
      return isSigned(`sha1=${headers['x-nexus-webhook-signature'] ?? ''}`, token, delivery);
  }
}

const algorithms = new Set(['sha1', 'sha256', 'sha512']);

/** `<algorithm>=<hex of the HMAC>` */
function isSigned(signature: string | undefined, token: string, { body }: Delivery): boolean {
  const [algorithm = '', hex = ''] = (signature ?? '').split('=', 2);
  return (
    algorithms.has(algorithm) && isSame(hex.toLowerCase(), createHmac(algorithm, token).update(body).digest('hex'))
  );
}

function isSame(given: string, wanted: string): boolean {
  const [left, right] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

function isWanted(events: readonly string[], event: string | undefined): boolean {
  return events.length === 0 || events.some((each) => each.toLowerCase() === event?.toLowerCase());
}
