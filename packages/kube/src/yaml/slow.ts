import type { Document, LineCounter, Node, ParsedNode, YAMLMap } from 'yaml';
import { AliasBudget } from './alias-budget.ts';
import { yamlLibrary } from '#yaml-library';
import { nothing, resolveScalar, type YamlDialect } from './resolve.ts';
import { inGoWords } from './parser-words.ts';
import { refold } from './refold.ts';
import { resolveTagged } from './tags.ts';
import { isYamlMap, setKey, YamlScalar, type YamlMap, type YamlValue } from './value.ts';

export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  readonly detail: string;
}

export interface SlowDocument {
  readonly value: YamlValue;
  readonly problems: readonly YamlProblem[];
}

interface Options {
  readonly dialect: YamlDialect;
}

const maxDepth = 1_000;

/** Reads one document by the whole of the language, with positions of what is wrong. */
export function readSlow(text: string, options: Options): SlowDocument {
  const counter = new (yamlLibrary().LineCounter)();
  try {
    const [document, ...more] = compose(text, counter);
    if (document === undefined) {
      return { value: null, problems: [] };
    }
    // What follows the first error is mostly its echo.
    const problems = document.errors
      .slice(0, 1)
      .map((error) => problemAt(counter, placeOf(error, text), inGoWords(error.message)));
    if (problems.length > 0) {
      return { value: null, problems };
    }
    if (more.length > 0 && options.dialect === 'kubernetes') {
      return {
        value: null,
        problems: [problemAt(counter, more[0]?.range[0] ?? 0, 'did not find expected <document start>')],
      };
    }
    return new Converter(document, text, { ...options, counter }).convert();
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      return {
        value: null,
        problems: [{ line: 1, column: 1, detail: `the document is nested more than ${maxDepth} levels deep` }],
      };
    }
    throw thrown;
  }
}

function compose(text: string, counter: LineCounter): Document.Parsed<ParsedNode>[] {
  const composer = new (yamlLibrary().Composer)({
    schema: 'failsafe',
    uniqueKeys: false,
    version: '1.1',
    merge: false,
    prettyErrors: false,
    stringKeys: false,
    logLevel: 'silent',
  });
  const parser = new (yamlLibrary().Parser)(counter.addNewLine);
  return Array.from(composer.compose(parser.parse(text))) as Document.Parsed<ParsedNode>[];
}

/** A map within a plain value is noticed at its colon. */
function placeOf(error: { readonly message: string; readonly pos: readonly [number, number] }, text: string): number {
  const [start] = error.pos;
  if (!error.message.startsWith('Nested mappings')) {
    return start;
  }
  const colon = text.slice(start).search(/:(?=\s|$)/);
  return colon < 0 ? start : start + colon;
}

function problemAt(counter: LineCounter, offset: number, detail: string): YamlProblem {
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1), detail };
}

class Converter {
  readonly #document: Document.Parsed<ParsedNode>;
  readonly #text: string;
  readonly #counter: LineCounter;
  readonly #options: Options;
  readonly #problems: YamlProblem[] = [];
  readonly #budget = new AliasBudget();
  readonly #open = new Set<Node>();
  readonly #anchors = new Map<string, Node>();
  #depth = 0;

  constructor(document: Document.Parsed<ParsedNode>, text: string, options: Options & { counter: LineCounter }) {
    this.#document = document;
    this.#text = text;
    this.#counter = options.counter;
    this.#options = options;
  }

  convert(): SlowDocument {
    const value = this.#document.contents === null ? null : this.#value(this.#document.contents);
    return { value, problems: this.#problems };
  }

  #value(node: Node | null): YamlValue {
    if (node === null) {
      return nothing(this.#options.dialect);
    }
    if (!this.#budget.take()) {
      this.#problem(node, 'document contains excessive aliasing');
      return null;
    }
    if (++this.#depth > maxDepth) {
      throw new RangeError('too deep');
    }
    const value = this.#byKind(node);
    this.#depth--;
    return value;
  }

  #byKind(node: Node): YamlValue {
    if (yamlLibrary().isAlias(node)) {
      return this.#alias(node, node.source);
    }
    if ('anchor' in node && typeof node.anchor === 'string') {
      this.#anchors.set(node.anchor, node);
    }
    if (yamlLibrary().isScalar(node)) {
      return this.#scalar(node);
    }
    this.#open.add(node);
    const value = yamlLibrary().isSeq(node)
      ? node.items.map((item) => this.#value(item as Node | null))
      : this.#map(node as YAMLMap);
    this.#open.delete(node);
    return value;
  }

  #alias(node: Node, name: string): YamlValue {
    const target = this.#anchors.get(name);
    if (target === undefined || this.#open.has(target)) {
      this.#problem(
        node,
        target === undefined ? `unknown anchor '${name}' referenced` : `anchor '${name}' value contains itself`,
      );
      return null;
    }
    this.#budget.enterAlias();
    const value = this.#value(target);
    this.#budget.leaveAlias();
    return value;
  }

  #scalar(node: Node): YamlValue {
    const { value, type, tag } = node as unknown as { value: unknown; type?: string; tag?: string };
    const text = this.#closed(typeof value === 'string' ? value : '', type, node);
    if (tag !== undefined) {
      const tagged = resolveTagged(text, tag, this.#options.dialect);
      if (tagged === undefined) {
        this.#problem(node, `cannot decode \`${text}\` as a ${tag.replace('tag:yaml.org,2002:', '!!')}`);
        return null;
      }
      return tagged;
    }
    if (type === 'BLOCK_FOLDED' && this.#options.dialect === 'kyaml') {
      return refold(text);
    }
    if (type !== 'PLAIN' && type !== undefined) {
      return text;
    }
    return resolveScalar(text, this.#options.dialect);
  }

  /** go-yaml adds no break to a block scalar that ends with the text, within its last line. */
  #closed(value: string, type: string | undefined, node: Node): string {
    const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
    const isOpen = isBlock && !this.#text.endsWith('\n') && (node.range?.[1] ?? 0) >= this.#text.length;
    return isOpen && value.endsWith('\n') ? value.slice(0, -1) : value;
  }

  #map(node: YAMLMap): YamlValue {
    const own: YamlMap = {};
    const merges: Node[] = [];
    for (const pair of node.items) {
      const key = pair.key as Node | null;
      if (
        yamlLibrary().isScalar(key) &&
        key.value === '<<' &&
        (key.type === 'PLAIN' || key.tag === 'tag:yaml.org,2002:merge')
      ) {
        merges.push(pair.value as Node);
        continue;
      }
      const name = this.#key(key);
      if (name === undefined) {
        this.#problem(key ?? node, 'invalid map key: a map or a list');
        continue;
      }
      const isTwice = Object.hasOwn(own, name);
      if (isTwice && this.#options.dialect === 'kyaml') {
        this.#problem(key ?? node, `mapping key ${JSON.stringify(name)} already defined`);
      }
      setKey(own, name, this.#value(pair.value as Node | null));
    }
    return merges.length === 0 ? own : this.#merged(own, merges, node);
  }

  #key(key: Node | null): string | undefined {
    const value = this.#value(key);
    if (value instanceof YamlScalar) {
      return this.#options.dialect === 'kyaml' ? value.text : String(value.value);
    }
    return typeof value === 'object' && value !== null ? undefined : String(value);
  }

  /** Own keys win over merged ones, earlier merged maps over later ones. */
  #merged(own: YamlMap, merges: Node[], node: Node): YamlMap {
    if (merges.length > 1 && this.#options.dialect === 'kyaml') {
      this.#problem(node, 'duplicate merge key');
    }
    for (const merge of merges) {
      const value = this.#value(merge);
      const sources = Array.isArray(value) ? value : [value];
      for (const source of sources) {
        if (!isYamlMap(source)) {
          this.#problem(node, 'map merge requires map or sequence of maps as the value');
          continue;
        }
        for (const key of Object.keys(source)) {
          if (!Object.hasOwn(own, key)) {
            setKey(own, key, source[key] as YamlValue);
          }
        }
      }
    }
    return own;
  }

  #problem(node: Node, detail: string): void {
    const offset = node.range?.[0] ?? 0;
    this.#problems.push(problemAt(this.#counter, offset, detail));
  }
}
