/** A request that the fast way may carry; everything else about HTTP is left to Node's server. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  /** With its `?`. */
  readonly query: string;
  /** As sent, with a port if there was one. */
  readonly host: string;
  readonly length: number;
  /** The client wants the connection closed after the answer. */
  readonly close: boolean;
  /** Request line and header lines for the pod: without what belongs to the client's connection. */
  readonly forward: string;
  /** The head as it came, for looking up other headers. */
  readonly text: string;
}

const requestLine = /^([A-Z]{3,7}) (\/[!-~]*) HTTP\/1\.1\r\n/;
const statusLine = /^HTTP\/1\.([01]) (\d{3})(?: [\t\x20-\x7e\x80-\xff]*)?\r\n/;
// Exactly RFC 9110's field lines: no folding, no blank before the colon, no lone CR or LF, no control characters.
const fieldLines = /^(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;

/** Reads a head up to and with the CRLF of its last line. Undefined: not for the fast way. */
export function parseRequestHead(text: string): RequestHead | undefined {
  const line = requestLine.exec(text);
  if (line === null) {
    return undefined;
  }
  const [all, method = '', target = ''] = line;
  const fields = text.slice(all.length);
  if (!fieldLines.test(fields)) {
    return undefined;
  }
  const read = readRequestFields(fields);
  if (read === undefined) {
    return undefined;
  }
  const mark = target.indexOf('?');
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark),
    host: read.host,
    length: read.length,
    close: read.close,
    forward: all + read.kept,
    text: fields,
  };
}

interface RequestFields {
  host: string;
  length: number;
  close: boolean;
  kept: string;
}

function readRequestFields(fields: string): RequestFields | undefined {
  const read: RequestFields = { host: '', length: -1, close: false, kept: '' };
  let from = 0;
  for (let at = 0; at < fields.length;) {
    const colon = fields.indexOf(':', at);
    const end = fields.indexOf('\r\n', colon);
    const verdict = takeRequestField(read, fields, { at, colon, end });
    if (verdict === 'refuse') {
      return undefined;
    }
    if (verdict === 'drop') {
      read.kept += fields.slice(from, at);
      from = end + 2;
    }
    at = end + 2;
  }
  read.kept += fields.slice(from);
  read.length = Math.max(read.length, 0);
  return read.host === '' ? undefined : read;
}

interface Field {
  readonly at: number;
  readonly colon: number;
  readonly end: number;
}

type FieldVerdict = 'keep' | 'drop' | 'refuse';

/** Most names are told apart from all that matter by their length alone. */
function takeRequestField(read: RequestFields, fields: string, field: Field): FieldVerdict {
  switch (field.colon - field.at) {
    case 2:
    case 4:
    case 6:
    case 7:
    case 9:
    case 10:
    case 14:
    case 15:
    case 16:
    case 17:
    case 19:
      return takeNamed(read, fields.slice(field.at, field.colon).toLowerCase(), valueOf(fields, field));
    default:
      return 'keep';
  }
}

function takeNamed(read: RequestFields, name: string, value: string): FieldVerdict {
  switch (name) {
    case 'host':
      if (read.host !== '' || !/^[\w.:[\]-]+$/.test(value)) {
        return 'refuse';
      }
      read.host = value;
      return 'keep';
    case 'content-length':
      if (read.length >= 0 || !/^\d{1,9}$/.test(value)) {
        return 'refuse';
      }
      read.length = Number(value);
      return 'keep';
    case 'connection': {
      const wish = value.toLowerCase();
      read.close ||= wish === 'close';
      return wish === 'close' || wish === 'keep-alive' ? 'drop' : 'refuse';
    }
    case 'transfer-encoding':
    case 'upgrade':
    case 'expect':
    case 'te':
    case 'trailer':
      return 'refuse';
    case 'keep-alive':
    case 'proxy-connection':
    case 'proxy-authorization':
    case 'forwarded':
    case 'x-forwarded-for':
    case 'x-forwarded-host':
    case 'x-forwarded-proto':
      return 'drop';
    default:
      return 'keep';
  }
}

function valueOf(fields: string, { colon, end }: Field): string {
  return fields.slice(colon + 1, end).trim();
}

/** A header of a parsed head; the first of its name. */
export function fieldOf(fields: string, name: string): string | undefined {
  for (let at = 0; at < fields.length;) {
    const colon = fields.indexOf(':', at);
    const end = fields.indexOf('\r\n', colon);
    if (colon - at === name.length && fields.slice(at, colon).toLowerCase() === name) {
      return valueOf(fields, { at, colon, end });
    }
    at = end + 2;
  }
  return undefined;
}

export interface ResponseHead {
  readonly status: number;
  /** Status line and header lines for the client: without what belongs to the pod's connection. */
  readonly forward: string;
  /** -1: not said. */
  readonly length: number;
  readonly chunked: boolean;
  /** The pod keeps the connection after this answer. */
  readonly keeps: boolean;
}

export function parseResponseHead(text: string): ResponseHead | undefined {
  const line = statusLine.exec(text);
  if (line === null) {
    return undefined;
  }
  const [all, minor, code] = line;
  const fields = text.slice(all.length);
  if (!fieldLines.test(fields)) {
    return undefined;
  }
  const read = { length: -1, chunked: false, keeps: minor === '1', kept: '', bad: false };
  let from = 0;
  for (let at = 0; at < fields.length;) {
    const colon = fields.indexOf(':', at);
    const end = fields.indexOf('\r\n', colon);
    if (takeResponseField(read, fields, { at, colon, end })) {
      read.kept += fields.slice(from, at);
      from = end + 2;
    }
    at = end + 2;
  }
  // A length beside chunks is how answers are smuggled (RFC 9112, 6.3).
  if (read.bad || (read.chunked && read.length >= 0)) {
    return undefined;
  }
  const { length, chunked, keeps } = read;
  const start = minor === '1' ? all : `HTTP/1.1${all.slice(8)}`;
  return { status: Number(code), forward: start + read.kept + fields.slice(from), length, chunked, keeps };
}

interface ResponseFields {
  length: number;
  chunked: boolean;
  keeps: boolean;
  bad: boolean;
}

/** True: the line is of the pod's connection only. */
function takeResponseField(read: ResponseFields, fields: string, field: Field): boolean {
  const { at, colon } = field;
  const size = colon - at;
  if (size !== 10 && size !== 14 && size !== 17 && size !== 7 && size !== 16 && size !== 18) {
    return false;
  }
  switch (fields.slice(at, colon).toLowerCase()) {
    case 'content-length': {
      const value = valueOf(fields, field);
      read.bad ||= read.length >= 0 || !/^\d{1,15}$/.test(value);
      read.length = Number(value);
      return false;
    }
    case 'transfer-encoding':
      read.chunked = valueOf(fields, field).toLowerCase() === 'chunked';
      read.bad ||= !read.chunked;
      return false;
    case 'connection': {
      const value = valueOf(fields, field).toLowerCase();
      read.keeps = value === 'close' ? false : read.keeps || value === 'keep-alive';
      return true;
    }
    case 'keep-alive':
    case 'upgrade':
    case 'trailer':
    case 'proxy-connection':
    case 'proxy-authenticate':
      return true;
    default:
      return false;
  }
}
