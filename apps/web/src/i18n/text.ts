import { createContext, useContext } from 'react';
import type { Language } from '@juanie/fault';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** English gives the shape; a Chinese catalog without one of its keys does not compile. */
export type Words = typeof en;

export const catalogs: Readonly<Record<Language, Words>> = { en, 'zh-CN': zh };

export interface Speech {
  readonly language: Language;
  readonly words: Words;
  change(language: Language): void;
}

export const SpeechContext = createContext<Speech>({ language: 'en', words: en, change: () => undefined });

/** The words of the page in the reader's language. */
export function useWords(): Words {
  return useContext(SpeechContext).words;
}

export function useSpeech(): Speech {
  return useContext(SpeechContext);
}
