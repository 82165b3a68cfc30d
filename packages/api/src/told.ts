import { say, type Catalog, type Language, type Message } from '@juanie/fault';

/** The same value with the sentence added to every message inside it. */
export type Told<T> = T extends Message
  ? T & { readonly text: string }
  : T extends string | number | boolean | bigint | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Told<Item>[]
      : T extends object
        ? { [Key in keyof T]: Told<T[Key]> }
        : T;

/** Adds `text` to every `{ code, params }` of a plain value, in the reader's language. Does not change its argument. */
export function tell<T>(value: T, catalog: Catalog, language: Language): Told<T> {
  return walk(value, (message) => say(catalog, message, language)) as Told<T>;
}

function walk(value: unknown, sentence: (message: Message) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => walk(item, sentence));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (isMessage(value)) {
    return { ...value, text: sentence(value) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, sentence)]));
}

function isMessage(value: object): value is Message {
  const { code, params } = value as Partial<Message>;
  return typeof code === 'string' && typeof params === 'object' && params !== null;
}
