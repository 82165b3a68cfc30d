import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Language } from '@juanie/fault';
import { hostName } from '../proxy/address.ts';
import { statusOf, type Failure } from '../proxy/failure.ts';
import type { Asking, Page } from '../proxy/refuse.ts';
import { preferred } from './language.ts';
import { commandOf, messageOf, renderHtml, sayAs, type Notice, type Place } from './page.ts';

export interface PageOptions {
  /** The names of the environment that lives in a namespace. */
  readonly placeOf: (namespace: string) => Place | undefined;
  readonly now: () => number;
}

/** Makes what answers in the place of an application: a page, JSON for programs, some lines for a terminal. */
export function openPages({ placeOf, now }: PageOptions) {
  return (asking: Asking, failure: Failure): Page => {
    const notice = noticeOf(asking, failure, { placeOf, now });
    const language = preferred(asking.header('accept-language'));
    const { type, body } = draw(notice, language, asking.header('accept') ?? '');
    const headers = {
      'Content-Type': `${type}; charset=utf-8`,
      'Content-Length': String(Buffer.byteLength(body)),
      'Content-Language': language,
      'Cache-Control': 'no-store',
      Vary: 'Accept, Accept-Language',
      'X-Request-Id': notice.request,
      ...(notice.status === 503 ? { 'Retry-After': '5' } : {}),
    };
    const { status } = notice;
    return { status, phrase: STATUS_CODES[status] ?? '', headers, body: asking.method === 'HEAD' ? '' : body };
  };
}

function noticeOf(asking: Asking, failure: Failure, { placeOf, now }: PageOptions): Notice {
  const { reason, namespace, pods = [] } = failure;
  return {
    status: statusOf(failure),
    reason,
    host: hostName(asking.header('host') ?? ''),
    place: namespace === undefined ? undefined : placeOf(namespace),
    pods,
    time: new Date(now()),
    request: `req_${randomBytes(8).toString('hex')}`,
    repeatable: asking.method === 'GET' || asking.method === 'HEAD',
  };
}

function draw(notice: Notice, language: Language, accept: string): { type: string; body: string } {
  if (accept.includes('text/html')) {
    return { type: 'text/html', body: renderHtml(notice, language) };
  }
  return /\bjson\b/.test(accept)
    ? { type: 'application/json', body: renderJson(notice, language) }
    : { type: 'text/plain', body: renderText(notice, language) };
}

function renderJson(notice: Notice, language: Language): string {
  const { reason, host, place, pods, request } = notice;
  const error = {
    reason: `Gateway${reason}`,
    message: sayAs(language, messageOf(notice, 'Text')),
    next: [`${sayAs(language, messageOf(notice, 'Why'))} ${commandOf(notice)}`],
    stillTrue: [],
  };
  const about = { host, ...place, ...(pods.length === 0 ? {} : { unreadyPods: pods }), request };
  return `${JSON.stringify({ apiVersion: 'juanie.art/v1', error, about })}\n`;
}

function renderText(notice: Notice, language: Language): string {
  const { status, host, place, request } = notice;
  const where = place === undefined ? host : `${host} (${place.project} · ${place.environment})`;
  const [colon, gap] = language === 'zh-CN' ? ['：', ''] : [': ', ' '];
  return (
    `${status} ${sayAs(language, messageOf(notice, 'Title'))}${colon}${where}\n` +
    `${sayAs(language, messageOf(notice, 'Why'))}${gap}${commandOf(notice)}\n${request}\n`
  );
}
