/**
 * The file server of static images: plain JavaScript that runs without anything installed. It knows every file from
 * `site.json`, which the builder writes, and serves nothing else; so no address leads out of the site.
 *
 * `site.json`: `{ fallback: "/index.html" | null, files: { "/a.css": [size, "etag", "text/css"] } }`
 */
export const staticServer = `import { createServer } from 'node:http';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { fallback, files } = JSON.parse(readFileSync(here('site.json'), 'utf8'));
const folder = here('site');
const known = new Map(Object.entries(files));

function find(path) {
  if (known.has(path)) return { path };
  if (path.endsWith('/')) return known.has(path + 'index.html') ? { path: path + 'index.html' } : undefined;
  if (known.has(path + '.html')) return { path: path + '.html' };
  return known.has(path + '/index.html') ? { redirect: path + '/' } : undefined;
}

function rangeOf(header, size) {
  const match = /^bytes=(\\d*)-(\\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const from = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const to = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return from > to || from >= size ? 'none' : { from, to };
}

function send(request, response, path, status) {
  const [size, etag, type] = known.get(path);
  const headers = { 'content-type': type, etag, 'accept-ranges': 'bytes', 'cache-control': 'public, max-age=0, must-revalidate', 'x-content-type-options': 'nosniff' };
  const tags = request.headers['if-none-match'];
  if (status === 200 && tags !== undefined && (tags === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\\//, '') === etag))) {
    response.writeHead(304, headers).end();
    return;
  }
  const wanted = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const range = status === 200 && wanted ? rangeOf(request.headers.range, size) : undefined;
  if (range === 'none') {
    response.writeHead(416, { 'content-range': 'bytes */' + size }).end();
    return;
  }
  const { from, to } = range ?? { from: 0, to: size - 1 };
  response.writeHead(range === undefined ? status : 206, {
    ...headers,
    'content-length': to - from + 1,
    ...(range === undefined ? {} : { 'content-range': 'bytes ' + from + '-' + to + '/' + size }),
  });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  pipeline(createReadStream(folder + path, { start: from, end: to }), response, () => {});
}

function plain(response, status, text, headers = {}) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text + '\\n');
}

function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://site').pathname);
  } catch {
    return undefined;
  }
}

const server = createServer((request, response) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    plain(response, 405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
    return;
  }
  const path = pathOf(request.url);
  if (path === undefined) {
    plain(response, 400, 'This address cannot be read.');
    return;
  }
  const found = find(path);
  if (found?.redirect !== undefined) {
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    plain(response, 308, 'Moved.', { location: encodeURI(found.redirect).replace(/^\\/+/, '/') + query });
  } else if (found !== undefined) {
    send(request, response, found.path, 200);
  } else if (fallback !== null && !/\\.[a-z0-9]+$/i.test(path)) {
    send(request, response, fallback, 200);
  } else if (known.has('/404.html')) {
    send(request, response, '/404.html', 404);
  } else {
    plain(response, 404, 'There is nothing at this address.');
  }
});
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST ?? '127.0.0.1');
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
`;

const types: Readonly<Record<string, string>> = {
  aac: 'audio/aac',
  apng: 'image/apng',
  atom: 'application/atom+xml',
  avif: 'image/avif',
  bin: 'application/octet-stream',
  bmp: 'image/bmp',
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  eot: 'application/vnd.ms-fontobject',
  gif: 'image/gif',
  gz: 'application/gzip',
  htm: 'text/html; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  ics: 'text/calendar; charset=utf-8',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonld: 'application/ld+json; charset=utf-8',
  jxl: 'image/jxl',
  m4a: 'audio/mp4',
  map: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  ogv: 'video/ogg',
  opus: 'audio/ogg',
  otf: 'font/otf',
  pdf: 'application/pdf',
  png: 'image/png',
  rss: 'application/rss+xml',
  svg: 'image/svg+xml; charset=utf-8',
  tar: 'application/x-tar',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  ttf: 'font/ttf',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  wav: 'audio/wav',
  webm: 'video/webm',
  webmanifest: 'application/manifest+json; charset=utf-8',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
  xhtml: 'application/xhtml+xml; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  yaml: 'application/yaml; charset=utf-8',
  yml: 'application/yaml; charset=utf-8',
  zip: 'application/zip',
};

/** By the end of the name; what is not known is bytes. */
export function contentTypeOf(path: string): string {
  const dot = path.lastIndexOf('.');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    (dot < 0 || !name.includes('.') ? undefined : types[path.slice(dot + 1).toLowerCase()]) ??
    'application/octet-stream'
  );
}
