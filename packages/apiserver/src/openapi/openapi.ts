import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Kinds } from '../kinds/kinds.ts';
import { jsonReply, type ApiReply, type ApiRequest } from '../http/exchange.ts';
import { unknownPath } from '../http/status.ts';
import { renderCustomDocument } from './custom.ts';

const generated = join(import.meta.dirname, '../generated/openapi');
/** The types of `Scale` have no group of their own among the kinds. */
const extra = ['apis/autoscaling/v1'];

/** Documents change only with the kinds: those of built-in groups never, those of definitions with their generation. */
const documents = new Map<string, Promise<Buffer>>();

/** `GET /openapi/v3` and the documents it lists; undefined for other paths. There is no v2: clients do without. */
export async function answerOpenApi(kinds: Kinds, request: ApiRequest): Promise<ApiReply | undefined> {
  if (request.path === '/openapi/v3') {
    return jsonReply(200, { paths: listDocuments(kinds) });
  }
  if (!request.path.startsWith('/openapi/v3/')) {
    return undefined;
  }
  const name = request.path.slice('/openapi/v3/'.length);
  if (!documentNames(kinds).includes(name)) {
    throw unknownPath();
  }
  const packed = await readDocument(kinds, name);
  return documentReply(request, packed, hashOf(kinds, name));
}

function documentReply(request: ApiRequest, packed: Buffer, hash: string): ApiReply {
  const gzip = request.headers['accept-encoding']?.includes('gzip') === true;
  const hashed = request.query.get('hash') === hash;
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      etag: `"${hash}"`,
      vary: 'Accept, Accept-Encoding',
      ...(hashed
        ? { 'cache-control': 'public, immutable', expires: new Date(Date.now() + 31_536_000_000).toUTCString() }
        : { 'cache-control': 'no-cache, private' }),
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    },
    body: gzip ? packed : gunzipSync(packed),
  };
}

function documentNames(kinds: Kinds): string[] {
  const served = kinds
    .groups()
    .flatMap(({ name, versions }) =>
      versions.map(({ version }) => (name === '' ? `api/${version}` : `apis/${name}/${version}`)),
    );
  return [...served, ...extra];
}

function listDocuments(kinds: Kinds): Record<string, { serverRelativeURL: string }> {
  return Object.fromEntries(
    documentNames(kinds).map((name) => [
      name,
      { serverRelativeURL: `/openapi/v3/${name}?hash=${hashOf(kinds, name)}` },
    ]),
  );
}

/** Custom groups change as a whole: a new generation of the kinds is a new hash for each. */
function hashOf(kinds: Kinds, name: string): string {
  const salt = isCustom(kinds, name) ? `${kinds.generation}` : '';
  return createHash('sha256').update(`${name} ${salt}`).digest('hex').slice(0, 32).toUpperCase();
}

function kindsIn(kinds: Kinds, name: string) {
  const apiVersion = name.slice(name.indexOf('/') + 1);
  return kinds.list().filter((kind) => kind.apiVersion === apiVersion);
}

function isCustom(kinds: Kinds, name: string): boolean {
  return kindsIn(kinds, name).some(({ custom }) => custom !== undefined);
}

function readDocument(kinds: Kinds, name: string): Promise<Buffer> {
  if (isCustom(kinds, name)) {
    return Promise.resolve(gzipSync(JSON.stringify(renderCustomDocument(kindsIn(kinds, name)))));
  }
  let document = documents.get(name);
  if (document === undefined) {
    document = readFile(join(generated, `${name.replaceAll('/', '__')}.json.gz`));
    documents.set(name, document);
  }
  return document;
}
