/** Who did something and when, as Git keeps it. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Default: now. */
  readonly at?: Date;
}

export interface CommitInfo {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Required<Signature>;
  readonly committer: Required<Signature>;
  /** The first line. */
  readonly subject: string;
  readonly message: string;
  /** `Key: value` lines of the last paragraph, in order. */
  readonly trailers: readonly { readonly key: string; readonly value: string }[];
}

/** Throws a RangeError where the bytes are not a commit. */
export function parseCommit(id: string, data: Buffer): CommitInfo {
  const text = data.toString('utf8');
  const split = text.indexOf('\n\n');
  const head = split < 0 ? text : text.slice(0, split);
  const message = split < 0 ? '' : text.slice(split + 2);
  const lines = head.split('\n');
  const valuesOf = (key: string) =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [tree] = valuesOf('tree');
  const [author] = valuesOf('author');
  const [committer] = valuesOf('committer');
  if (tree === undefined || author === undefined || committer === undefined) {
    throw new RangeError('not a commit');
  }
  return {
    id,
    tree,
    parents: valuesOf('parent'),
    author: parseSignature(author),
    committer: parseSignature(committer),
    subject: message.trimStart().split('\n', 1)[0] ?? '',
    message,
    trailers: parseTrailers(message),
  };
}

export interface CommitParts {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Required<Signature>;
  readonly committer: Required<Signature>;
  readonly message: string;
}

export function formatCommit(parts: CommitParts): Buffer {
  const lines = [
    `tree ${parts.tree}`,
    ...parts.parents.map((parent) => `parent ${parent}`),
    `author ${formatSignature(parts.author)}`,
    `committer ${formatSignature(parts.committer)}`,
  ];
  // Git refuses a commit with a NUL, and expects the message to end a line.
  const message = parts.message.replaceAll('\0', '').replace(/\n*$/, '\n');
  return Buffer.from(`${lines.join('\n')}\n\n${message}`);
}

/** In UTC: a commit made by the server has nobody's time zone. */
export function formatSignature({ name, email, at }: Required<Signature>): string {
  return `${clean(name) || 'unknown'} <${clean(email)}> ${Math.floor(at.getTime() / 1000)} +0000`;
}

/** Git takes off what would end the field, and punctuation around it. */
function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what ends a field
  return text.replace(/[\u0000-\u001f<>]/g, '').replace(/^[\s.,:;"'\\]+|[\s,:;"'\\]+$/g, '');
}

function parseSignature(text: string): Required<Signature> {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<([^>]*)> ?(-?[0-9]+)?/.exec(text) ?? [];
  return { name, email, at: new Date(Number(seconds) * 1000) };
}

export function parseTrailers(message: string): { key: string; value: string }[] {
  const paragraphs = message.trimEnd().split(/\n[ \t]*\n/);
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '') : '';
  const trailers: { key: string; value: string }[] = [];
  for (const line of last.split('\n')) {
    const [, key, value] = /^([A-Za-z0-9][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    const before = trailers.at(-1);
    if (key !== undefined && value !== undefined) {
      trailers.push({ key, value: value.trimEnd() });
    } else if (/^[ \t]/.test(line) && before !== undefined) {
      before.value = `${before.value} ${line.trim()}`;
    }
  }
  return trailers;
}
