import { nothing, resolveScalar, type YamlDialect } from './resolve.ts';
import type { YamlMap, YamlValue } from './value.ts';
import { readBlockScalar } from './block-scalar.ts';
import { refold } from './refold.ts';
import { readDouble, readSingle, type Quoted } from './quoted.ts';

/** Thrown inside the fast path for whatever it leaves to the slow one. */
class NotPlain extends Error {}

const notPlain = new NotPlain();
const maxDepth = 100;

/** What resolves to something else than a string as a key, per dialect. */
const plainKeys = new Set<string>();

/**
 * Reads one document in the block style that manifests are written in: maps, sequences, one-line
 * scalars, block scalars, comments, small flow collections. Undefined for anything else, right or
 * wrong: the slow path judges it. Whatever this answers, the slow path answers too (fuzzed).
 */
export function readFast(text: string, dialect: YamlDialect): { value: YamlValue } | undefined {
  try {
    return { value: new FastReader(text, dialect).document() };
  } catch (thrown) {
    if (thrown === notPlain) {
      return undefined;
    }
    throw thrown;
  }
}

class FastReader {
  readonly #text: string;
  readonly #dialect: YamlDialect;
  /** The current content line: where its content starts, its column and where the line ends. */
  #at = 0;
  #indent = -1;
  #end = 0;
  #depth = 0;

  constructor(text: string, dialect: YamlDialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  document(): YamlValue {
    this.#nextLine(0);
    if (this.#indent === 0 && /^---[ ]*(?: #.*)?$/.test(this.#text.slice(this.#at, this.#end))) {
      this.#nextLine(this.#end + 1);
    }
    if (this.#indent < 0) {
      return null;
    }
    if (this.#indent !== 0 || (!this.#isDash() && this.#keyEnd() === undefined)) {
      throw notPlain;
    }
    const value = this.#node(0);
    if (this.#indent >= 0) {
      throw notPlain;
    }
    return value;
  }

  /** Moves to the next line with content, from the start of a line. The end of the text is indent -1. */
  #nextLine(from: number): void {
    const text = this.#text;
    let start = from;
    while (start < text.length) {
      let at = start;
      let code = text.charCodeAt(at);
      while (code === 32) {
        code = text.charCodeAt(++at);
      }
      if (code === 10) {
        start = at + 1;
        continue;
      }
      const lineEnd = text.indexOf('\n', at);
      const end = lineEnd < 0 ? text.length : lineEnd;
      if (code === 35) {
        start = end + 1;
        continue;
      }
      if (at >= text.length) {
        break;
      }
      if (code === 9) {
        throw notPlain;
      }
      this.#at = at;
      this.#indent = at - start;
      this.#end = end;
      return;
    }
    this.#at = text.length;
    this.#end = text.length;
    this.#indent = -1;
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === 45 && isSpaceOrEnd(this.#text.charCodeAt(this.#at + 1));
  }

  #node(indent: number): YamlValue {
    if (++this.#depth > maxDepth) {
      throw notPlain;
    }
    const value = this.#isDash() ? this.#sequence(indent) : this.#mapping(indent);
    this.#depth--;
    return value;
  }

  #sequence(indent: number): YamlValue[] {
    const items: YamlValue[] = [];
    while (this.#indent === indent && this.#isDash()) {
      items.push(this.#item(indent));
    }
    if (this.#indent > indent) {
      throw notPlain;
    }
    return items;
  }

  #item(indent: number): YamlValue {
    const text = this.#text;
    let at = this.#at + 1;
    while (text.charCodeAt(at) === 32) {
      at++;
    }
    const code = text.charCodeAt(at);
    if (at >= this.#end || code === 35) {
      this.#nextLine(this.#end + 1);
      return this.#indent > indent ? this.#node(this.#checked(this.#indent)) : nothing(this.#dialect);
    }
    const column = indent + (at - this.#at);
    this.#at = at;
    if (this.#isDash() || this.#keyEnd() !== undefined) {
      this.#indent = column;
      return this.#node(column);
    }
    return this.#scalar(indent);
  }

  /** A nested node must be a collection: a scalar on a line of its own is left to the slow path. */
  #checked(indent: number): number {
    if (!this.#isDash() && this.#keyEnd() === undefined) {
      throw notPlain;
    }
    return indent;
  }

  #mapping(indent: number): YamlMap {
    const map: YamlMap = {};
    while (this.#indent === indent) {
      const end = this.#keyEnd();
      if (end === undefined) {
        throw notPlain;
      }
      const key = this.#key(end);
      if (map[key] !== undefined || key === '__proto__') {
        if (key === '__proto__' || Object.hasOwn(map, key)) {
          throw notPlain;
        }
      }
      this.#at = end + 1;
      map[key] = this.#value(indent);
    }
    if (this.#indent > indent) {
      throw notPlain;
    }
    return map;
  }

  /** Where the colon after the key stands, if this line begins with a key that the fast path reads. */
  #keyEnd(): number | undefined {
    const text = this.#text;
    const first = text.charCodeAt(this.#at);
    if (first === 34 || first === 39) {
      const quoted = this.#quoted(first);
      return text.charCodeAt(quoted.end) === 58 && isSpaceOrEnd(text.charCodeAt(quoted.end + 1))
        ? quoted.end
        : undefined;
    }
    const isMark = first === 45 || first === 63 || first === 58;
    if (isIndicator(first) || (isMark && isSpaceOrEnd(text.charCodeAt(this.#at + 1)))) {
      return undefined;
    }
    for (let at = this.#at; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      if (code === 58 && isSpaceOrEnd(text.charCodeAt(at + 1))) {
        return at > this.#at ? at : undefined;
      }
      if (code === 35 && at > this.#at && isSpaceOrEnd(text.charCodeAt(at - 1))) {
        return undefined;
      }
    }
    return undefined;
  }

  #key(end: number): string {
    const text = this.#text;
    const first = text.charCodeAt(this.#at);
    if (first === 34 || first === 39) {
      return this.#quoted(first).value;
    }
    const key = text.slice(this.#at, end);
    if (plainKeys.has(key)) {
      return key;
    }
    if (key.length > 128 || key === '<<' || key.endsWith(' ') || key.includes('\t') || /^(?:---|\.\.\.)/.test(key)) {
      throw notPlain;
    }
    if (typeof resolveScalar(key, 'kubernetes') !== 'string' || typeof resolveScalar(key, 'kyaml') !== 'string') {
      throw notPlain;
    }
    if (plainKeys.size < 10_000) {
      plainKeys.add(key);
    }
    return key;
  }

  #value(indent: number): YamlValue {
    const text = this.#text;
    let at = this.#at;
    while (text.charCodeAt(at) === 32) {
      at++;
    }
    if (at >= this.#end || text.charCodeAt(at) === 35) {
      this.#nextLine(this.#end + 1);
      if (this.#indent > indent) {
        return this.#node(this.#checked(this.#indent));
      }
      return this.#indent === indent && this.#isDash() ? this.#node(indent) : nothing(this.#dialect);
    }
    this.#at = at;
    return this.#scalar(indent);
  }

  /** The scalar or small flow collection from here to the end of the line; moves to the next line. */
  #scalar(indent: number): YamlValue {
    const text = this.#text;
    const first = text.charCodeAt(this.#at);
    if (first === 124 || first === 62) {
      const block = readBlockScalar(text, { at: this.#at, lineEnd: this.#end, parent: indent });
      if (block === undefined) {
        throw notPlain;
      }
      this.#nextLine(block.next);
      if (this.#indent > indent) {
        throw notPlain;
      }
      return first === 62 && this.#dialect === 'kyaml' ? refold(block.value) : block.value;
    }
    const value = this.#inline(first);
    this.#nextLine(this.#end + 1);
    if (this.#indent > indent) {
      throw notPlain;
    }
    return value;
  }

  #inline(first: number): YamlValue {
    if (first === 34 || first === 39) {
      const quoted = this.#quoted(first);
      this.#finish(quoted.end);
      return quoted.value;
    }
    if (first === 91 || first === 123) {
      return this.#emptyFlow(first);
    }
    if (isIndicator(first)) {
      throw notPlain;
    }
    if ((first === 45 || first === 63 || first === 58) && isSpaceOrEnd(this.#text.charCodeAt(this.#at + 1))) {
      throw notPlain;
    }
    return this.#plain();
  }

  #emptyFlow(first: number): YamlValue {
    if (this.#text.charCodeAt(this.#at + 1) !== first + 2) {
      throw notPlain;
    }
    this.#finish(this.#at + 2);
    return first === 91 ? [] : {};
  }

  #plain(): YamlValue {
    const text = this.#text;
    let end = this.#end;
    for (let at = this.#at; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 58 && isSpaceOrEnd(text.charCodeAt(at + 1))) {
        throw notPlain;
      }
      if (code === 9) {
        throw notPlain;
      }
      if (code === 35 && text.charCodeAt(at - 1) === 32) {
        end = at;
      }
    }
    while (text.charCodeAt(end - 1) === 32) {
      end--;
    }
    return resolveScalar(text.slice(this.#at, end), this.#dialect);
  }

  #quoted(first: number): Quoted {
    const quoted =
      first === 34 ? readDouble(this.#text, this.#at, this.#end) : readSingle(this.#text, this.#at, this.#end);
    if (quoted === undefined) {
      throw notPlain;
    }
    return quoted;
  }

  /** Nothing but a comment may follow. */
  #finish(from: number): void {
    let at = from;
    while (this.#text.charCodeAt(at) === 32) {
      at++;
    }
    const isComment = this.#text.charCodeAt(at) === 35 && at > from;
    if (at < this.#end && !isComment) {
      throw notPlain;
    }
  }
}

/** Space, line break or the end of the text (NaN). A tab counts as well, and is then refused by the caller's rules. */
function isSpaceOrEnd(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || Number.isNaN(code);
}

/** Characters that a plain scalar cannot begin with, whatever follows. */
function isIndicator(code: number): boolean {
  switch (code) {
    case 35: // #
    case 38: // &
    case 42: // *
    case 33: // !
    case 124: // |
    case 62: // >
    case 39: // '
    case 34: // "
    case 37: // %
    case 64: // @
    case 96: // `
    case 91: // [
    case 93: // ]
    case 123: // {
    case 125: // }
    case 44: // ,
      return true;
    default:
      return false;
  }
}
