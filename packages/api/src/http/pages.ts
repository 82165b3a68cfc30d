import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/**
 * The built user interface: hashed assets are kept by browsers for a year, every other path answers the
 * one page (its router knows the rest). Undefined when the interface is not built.
 */
export async function readPage(root: string, path: string): Promise<Response | undefined> {
  const asset = await readInside(root, path);
  if (asset !== undefined && path !== '/') {
    const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return new Response(asset, { headers: headersOf(path, cache) });
  }
  if (path.startsWith('/assets/')) {
    return undefined;
  }
  const page = await readInside(root, '/index.html');
  return page === undefined ? undefined : new Response(page, { headers: headersOf('/index.html', 'no-cache') });
}

async function readInside(root: string, path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = normalize(join(root, path));
  if (!file.startsWith(root + sep)) {
    return undefined;
  }
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? new Uint8Array(await readFile(file)) : undefined;
}

function headersOf(path: string, cache: string): Record<string, string> {
  return {
    'content-type': types[extname(path)] ?? 'application/octet-stream',
    'cache-control': cache,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
  };
}
