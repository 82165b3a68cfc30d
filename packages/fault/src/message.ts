/** The languages that every sentence of the product exists in. */
export type Language = 'en' | 'zh-CN';

/** One sentence in every language; `{name}` stands for a parameter. */
export type Text = Readonly<Record<Language, string>>;

export type Params = Readonly<Record<string, string | number | boolean>>;

/**
 * Something to be said to a person, kept as a permanent code and its parameters so that it can be
 * stored, compared and said in the reader's language. Never a finished sentence.
 */
export interface Message {
  readonly code: string;
  readonly params: Params;
}

/** Code -> sentence. Several catalogs are joined at the rim by `catalogOf`. */
export type Catalog = Readonly<Record<string, Text>>;

/**
 * A package's own sentences. The result makes messages, one method for each code, so that a code
 * outside the table does not compile; `.catalog` is the table itself.
 */
export function defineMessages<const Table extends Record<string, Text>>(table: Table) {
  function message(code: keyof Table & string, params: Params = {}): Message {
    return { code, params };
  }
  return Object.assign(message, { catalog: table as Catalog });
}

/** Joins catalogs. Throws when two of them define one code: codes are permanent and unique. */
export function catalogOf(...parts: readonly Catalog[]): Catalog {
  const joined: Record<string, Text> = {};
  for (const part of parts) {
    for (const [code, text] of Object.entries(part)) {
      if (joined[code] !== undefined && joined[code] !== text) {
        throw new Error(`The message code ${code} is defined twice.`);
      }
      joined[code] = text;
    }
  }
  return joined;
}

/** The sentence of a message. An unknown code is said as itself, with its parameters. */
export function say(catalog: Catalog, message: Message, language: Language): string {
  const text = catalog[message.code]?.[language];
  return text === undefined ? `${message.code} ${JSON.stringify(message.params)}` : fill(text, message.params);
}

/** Puts parameters into `{name}` places; an absent one stays visible as `{name}`. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{([a-zA-Z][a-zA-Z0-9]*)\}/g, (place, name: string) => {
    const value = params[name];
    return value === undefined ? place : String(value);
  });
}
