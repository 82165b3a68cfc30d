interface BlockPlace {
  /** Of the `|` or `>`. */
  readonly at: number;
  readonly lineEnd: number;
  /** The indentation of the collection that holds the scalar. */
  readonly parent: number;
}

interface Block {
  readonly value: string;
  /** The start of the line after it. */
  readonly next: number;
}

const header = /^[|>]([-+]?)([1-9]?)([-+]?) *(?: #.*)?$/;

/** A literal or folded scalar; undefined where tabs or odd indentation make it a matter for the slow path. */
export function readBlockScalar(text: string, place: BlockPlace): Block | undefined {
  const match = header.exec(text.slice(place.at, place.lineEnd));
  if (match === null || (match[1] !== '' && match[3] !== '')) {
    return undefined;
  }
  const chomp = match[1] || match[3] || '';
  const given = match[2] === '' ? undefined : Math.max(place.parent, 0) + Number(match[2]);
  const lines = gather(text, { from: place.lineEnd + 1, given, parent: place.parent });
  if (lines === undefined) {
    return undefined;
  }
  const value = text.charCodeAt(place.at) === 124 ? joinLiteral(lines, chomp) : joinFolded(lines, chomp);
  return { value, next: lines.next };
}

interface Lines {
  /** Content lines without their indentation; blank lines are ''. */
  readonly lines: string[];
  /** How many blank lines end it. */
  readonly trailing: number;
  /** False where the text ends within the last content line. */
  readonly closed: boolean;
  readonly next: number;
}

function gather(text: string, from: { from: number; given: number | undefined; parent: number }): Lines | undefined {
  const lines: string[] = [];
  let indent = from.given;
  let start = from.from;
  let trailing = 0;
  let closed = true;
  let widestBlank = 0;
  while (start < text.length) {
    let at = start;
    while (text.charCodeAt(at) === 32 && (indent === undefined || at - start < indent)) {
      at++;
    }
    const code = text.charCodeAt(at);
    if (code === 10) {
      widestBlank = Math.max(widestBlank, at - start);
      lines.push('');
      trailing++;
      start = at + 1;
      continue;
    }
    if (code === 9 || at >= text.length) {
      return undefined;
    }
    if (indent === undefined) {
      if (at - start <= from.parent) {
        break;
      }
      if (widestBlank > at - start) {
        return undefined;
      }
      indent = at - start;
    }
    if (at - start < indent) {
      break;
    }
    const lineEnd = text.indexOf('\n', at);
    closed = lineEnd >= 0;
    const end = closed ? lineEnd : text.length;
    if ((!closed || from.given !== undefined) && text.slice(at, end).trim() === '') {
      return undefined;
    }
    lines.push(text.slice(at, end));
    trailing = 0;
    start = end + 1;
  }
  if (indent === undefined && widestBlank > 0) {
    return undefined;
  }
  return { lines, trailing, closed, next: start };
}

function joinLiteral({ lines, trailing, closed }: Lines, chomp: string): string {
  const content = trailing === 0 ? lines : lines.slice(0, lines.length - trailing);
  if (chomp === '+') {
    return content.length === 0 ? '\n'.repeat(trailing) : content.join('\n') + '\n'.repeat(trailing + (closed ? 1 : 0));
  }
  return content.join('\n') + (chomp === '-' || content.length === 0 || !closed ? '' : '\n');
}

/** libyaml's folding: a single break between lines that start at the margin becomes a space. */
function joinFolded({ lines, trailing, closed }: Lines, chomp: string): string {
  const content = trailing === 0 ? lines : lines.slice(0, lines.length - trailing);
  let out = '';
  let pending = 0;
  let leading = '';
  let leadingBlank = false;
  for (const line of content) {
    if (line === '') {
      pending++;
      continue;
    }
    const blank = line.startsWith(' ') || line.startsWith('\t');
    if (leading !== '' && !leadingBlank && !blank) {
      out += pending === 0 ? ' ' : '';
    } else {
      out += leading;
    }
    out += '\n'.repeat(pending) + line;
    pending = 0;
    leading = '\n';
    leadingBlank = blank;
  }
  const last = closed ? leading : '';
  return chomp === '-' ? out : out + last + (chomp === '+' ? '\n'.repeat(trailing) : '');
}
