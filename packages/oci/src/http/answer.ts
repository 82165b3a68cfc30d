import type { ServerResponse } from 'node:http';
import { isFault, type Fault } from '@juanie/fault';

/** The codes of the Distribution specification. */
export type ErrorCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'UNSUPPORTED'
  | 'UNKNOWN';

interface Meaning {
  readonly status: number;
  readonly code: ErrorCode;
}

const meanings: Readonly<Record<string, Meaning>> = {
  OciNameInvalid: { status: 400, code: 'NAME_INVALID' },
  OciTagInvalid: { status: 400, code: 'MANIFEST_INVALID' },
  OciDigestInvalid: { status: 400, code: 'DIGEST_INVALID' },
  OciDigestMismatch: { status: 400, code: 'DIGEST_INVALID' },
  OciBlobUnknown: { status: 404, code: 'BLOB_UNKNOWN' },
  // To a client it is not there: it pushes it again, which heals it.
  OciBlobDamaged: { status: 404, code: 'BLOB_UNKNOWN' },
  OciBlobTooLarge: { status: 413, code: 'SIZE_INVALID' },
  OciManifestUnknown: { status: 404, code: 'MANIFEST_UNKNOWN' },
  OciManifestInvalid: { status: 400, code: 'MANIFEST_INVALID' },
  OciManifestIncomplete: { status: 404, code: 'MANIFEST_BLOB_UNKNOWN' },
  OciUploadUnknown: { status: 404, code: 'BLOB_UPLOAD_UNKNOWN' },
  OciUploadOffset: { status: 416, code: 'BLOB_UPLOAD_INVALID' },
};

export function answerError(response: ServerResponse, { status, code }: Meaning, message: string): void {
  const body = JSON.stringify({ errors: [{ code, message }] });
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** False where it is no error of a client: somebody has to look at it. */
export function answerFault(response: ServerResponse, error: unknown): boolean {
  const meaning = isFault(error) ? meanings[error.reason] : undefined;
  if (response.headersSent) {
    // Part of a blob is on its way: the client must see that it is not whole.
    response.destroy();
  } else if (meaning === undefined) {
    answerError(response, { status: 500, code: 'UNKNOWN' }, 'internal error');
  } else {
    answerError(response, meaning, (error as Fault).message);
  }
  return meaning !== undefined && (error as Fault).reason !== 'OciBlobDamaged';
}

export function answerEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | number>> = {},
): void {
  response.writeHead(status, { ...headers, 'content-length': 0 });
  response.end();
}

export function answerJson(
  response: ServerResponse,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
