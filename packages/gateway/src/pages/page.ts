import { say, type Language, type Message, type Params } from '@juanie/fault';
import { gatewayMessages } from '../messages.ts';
import type { FailureReason } from '../proxy/failure.ts';
import { icons, script, style } from './style.ts';

/** What a page says; made once, drawn as HTML, JSON or text. */
export interface Notice {
  readonly status: number;
  readonly reason: FailureReason;
  readonly host: string;
  readonly place: Place | undefined;
  readonly pods: readonly string[];
  readonly time: Date;
  readonly request: string;
  /** The request can be sent again by itself: nothing was changed by it. */
  readonly repeatable: boolean;
}

/** An environment by its names. */
export interface Place {
  readonly project: string;
  readonly environment: string;
}

const retrySeconds = 5;

type Part = 'Title' | 'Text' | 'Why';

/** 502 has one title and text for visitors; what exactly went wrong is for the owner. */
const sharedWith: Partial<Record<FailureReason, FailureReason>> = { ClosedEarly: 'Refused', BadAnswer: 'Refused' };

export function messageOf({ reason, host }: Notice, part: Part): Message {
  const about = part === 'Why' ? reason : (sharedWith[reason] ?? reason);
  return { code: `Gateway${about}${part}`, params: { host } };
}

export function sayAs(language: Language, message: Message): string {
  return say(gatewayMessages.catalog, message, language);
}

/** What the owner types to see more. */
export function commandOf({ place }: Notice): string {
  return place === undefined ? 'juanie project list' : `juanie status -p ${place.project} -e ${place.environment}`;
}

export function renderHtml(notice: Notice, language: Language): string {
  const title = messageOf(notice, 'Title');
  const retries = notice.repeatable && notice.status >= 500;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${retries ? `<meta http-equiv="refresh" content="${retrySeconds}">\n` : ''}<title>${escape(sayAs(language, title))}</title>
<style>${style}</style>
</head>
<body data-en="${escape(sayAs('en', title))}" data-zh="${escape(sayAs('zh-CN', title))}">
<main><div>
<p class="num dim">${notice.status}</p><h1>${both(title)}</h1>
<p class="dim">${both(messageOf(notice, 'Text'))}</p>
${retries ? again() : ''}${facts(notice)}
${owner(notice)}
</div><footer class="row xs dim">${icons.mark}<span>Juanie</span><button type="button" id="lang"><span lang="en">中文</span><span lang="zh-CN">English</span></button></footer></main>
<script>${script}</script>
</body>
</html>
`;
}

function again(): string {
  const wait = gatewayMessages('GatewayTriesAgain', { seconds: retrySeconds });
  return `<div class="row act"><a class="b" href="">${icons.refresh}${words('GatewayTryAgain')}</a><span class="xs dim">${both(wait)}</span></div>\n`;
}

function facts({ host, place, time, request }: Notice): string {
  const where =
    place === undefined
      ? ''
      : `<dt>${words('GatewayEnvironment')}</dt><dd>${escape(place.project)} · ${escape(place.environment)}</dd>`;
  return (
    `<dl><dt>${words('GatewaySite')}</dt><dd>${escape(host)}</dd>${where}` +
    `<dt>${words('GatewayTime')}</dt><dd><time datetime="${time.toISOString()}">${escape(formatLocal(time))}</time></dd>` +
    `<dt>${words('GatewayRequest')}</dt><dd><code>${escape(request)}</code></dd></dl>`
  );
}

function owner(notice: Notice): string {
  const command = escape(commandOf(notice));
  const pods =
    notice.pods.length === 0
      ? ''
      : `<p class="dim">${both(gatewayMessages('GatewayUnready', { pods: notice.pods.slice(0, 5).join(', ') }))}</p>`;
  return (
    `<details><summary>${icons.right}${words('GatewayOwner')}</summary>` +
    `${pods}<p class="dim">${both(messageOf(notice, 'Why'))}</p>` +
    `<div class="cmd"><code>${command}</code><button type="button" data-copy="${command}" aria-label="${label('GatewayCopy')}">${icons.copy}</button></div></details>`
  );
}

type Code = Parameters<typeof gatewayMessages>[0];

function words(code: Code, params: Params = {}): string {
  return both(gatewayMessages(code, params));
}

function label(code: Code): string {
  const message = gatewayMessages(code);
  return `${sayAs('en', message)} / ${sayAs('zh-CN', message)}`;
}

/** Both languages stand in the page; the one of the document is shown. */
function both(message: Message): string {
  return `<span lang="en">${escape(sayAs('en', message))}</span><span lang="zh-CN">${escape(sayAs('zh-CN', message))}</span>`;
}

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `2026-11-20 14:22:07 GMT+8`, in the machine's time zone. */
export function formatLocal(time: Date): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    dateStyle: undefined,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    timeZoneName: 'short',
  }).formatToParts(time);
  const at = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${at('year')}-${at('month')}-${at('day')} ${at('hour')}:${at('minute')}:${at('second')} ${at('timeZoneName')}`;
}
