import type { AuditView } from '@juanie/delivery';
import type { Words } from '../../i18n/text.ts';

type Entry = Pick<AuditView, 'actor' | 'action' | 'target' | 'detail'>;

/** `lin.wei promoted shop/staging (r142)`: who did what, in words where there are any. */
export function auditSentence(entry: Entry, words: Words['audit']): string {
  const verb = words.verbs[entry.action] ?? entry.action;
  const more = detailOf(entry);
  return words.sentence(entry.actor, verb, entry.target) + (more === '' ? '' : words.brackets(more));
}

const told = [
  'environment',
  'release',
  'to',
  'number',
  'role',
  'reason',
  'note',
  'replicas',
  'policy',
  'preset',
  'state',
];

/** The parameters that a reader asks for; nothing that is empty, long or nested. */
export function detailOf({ detail }: Pick<Entry, 'detail'>): string {
  return told
    .map((name) => detail[name])
    .filter((value) => (typeof value === 'string' && value !== '' && value.length < 120) || typeof value === 'number')
    .join(', ');
}
