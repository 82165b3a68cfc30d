import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import type { Words } from '../../i18n/text.ts';
import { tierShapes } from '../../ui/looks.ts';
import { gateTo } from '../pipeline/pipeline-view.ts';

/** One line of the command menu: a verb or a place. */
export interface Entry {
  readonly key: string;
  readonly group: 'actions' | 'places' | 'projects';
  readonly icon: string;
  readonly label: string;
  /** Other words that find it: the other language, pinyin, initials. */
  readonly aliases: string;
  readonly to: string;
  readonly shortcut?: string;
  /** Shown only when it is searched for. */
  readonly quiet?: boolean;
  /** Why it cannot be done now. */
  readonly blocked?: string;
}

/** Everything that can be reached or done, the current project first. */
export function entriesOf(
  projects: readonly Told<ProjectView>[],
  current: string | undefined,
  words: Words,
): readonly Entry[] {
  const sorted = projects.toSorted((a, b) => Number(b.name === current) - Number(a.name === current));
  return [
    ...sorted.flatMap((project) => actionsOf(project, words, project.name !== current)),
    ...(current === undefined ? [] : pagesOf(current, words)),
    ...places(words),
    ...sorted.flatMap((project) => projectEntries(project)),
  ];
}

function actionsOf(project: Told<ProjectView>, words: Words, named: boolean): readonly Entry[] {
  const path = `/projects/${project.name}`;
  const whose = named ? ` · ${project.name}` : '';
  const { sentence } = words.sheet;
  return project.environments.flatMap((environment): Entry[] => {
    const { name, release } = environment;
    const gate = gateTo(environment);
    const entry = (verb: 'promote' | 'rollback' | 'deploy', label: string, blocked?: string): Entry => ({
      key: `${project.name} ${name} ${verb}`,
      group: 'actions',
      icon: verb === 'rollback' ? 's-rollback' : 'i-arrow',
      label: `${label}${whose}`,
      aliases: `${words.menu.aliases[verb]} ${project.name} ${name}`,
      to: `${path}?act=${verb}&to=${name}`,
      quiet: named,
      ...(blocked === undefined ? {} : { blocked }),
    });
    return [
      ...(environment.promotion === null
        ? []
        : [
            entry(
              'promote',
              sentence.promote(environment.promotion.release, name),
              gate?.kind === 'promote' ? undefined : gate?.kind === 'approval' ? words.waitingFor.approval : gate?.why,
            ),
          ]),
      entry('deploy', words.menu.deployTo(name)),
      ...(release === null ? [] : [entry('rollback', words.menu.rollBack(name))]),
    ];
  });
}

function pagesOf(project: string, words: Words): readonly Entry[] {
  const path = `/projects/${project}`;
  const page = (suffix: string, label: string, aliases: string): Entry => ({
    key: `${path}${suffix}`,
    group: 'places',
    icon: 'i-right',
    label: `${project} · ${label}`,
    aliases,
    to: `${path}${suffix}`,
  });
  const { tabs } = words;
  const { aliases } = words.menu;
  return [
    page('', tabs.pipeline, aliases.pipeline),
    page('/releases', tabs.releases, aliases.releases),
    page('/deployments', tabs.deployments, aliases.deployments),
    page('/builds', tabs.builds, aliases.builds),
    page('/environments', tabs.environments, aliases.environments),
    page('/logs', tabs.logs, aliases.logs),
    page('/variables', tabs.variables, aliases.variables),
    page('/repository', tabs.repository, aliases.repository),
    page('/settings', tabs.settings, aliases.settings),
  ];
}

function places({ frame, menu: { aliases } }: Words): readonly Entry[] {
  const place = (to: string, icon: string, label: string): Entry => ({
    key: to,
    group: 'places',
    icon,
    label,
    aliases: '',
    to,
  });
  return [
    { ...place('/', 'i-home', frame.home), aliases: aliases.home, shortcut: 'g h' },
    { ...place('/projects', 'i-projects', frame.projects), aliases: aliases.projects, shortcut: 'g p' },
    { ...place('/approvals', 'i-approvals', frame.approvals), aliases: aliases.approvals, shortcut: 'g a' },
    { ...place('/audit', 'i-audit', frame.audit), aliases: aliases.audit },
    { ...place('/settings', 'i-settings', frame.settings), aliases: aliases.settings, shortcut: 'g s' },
    { ...place('/account', 'i-user', frame.account), aliases: aliases.account },
  ];
}

function projectEntries(project: Told<ProjectView>): readonly Entry[] {
  const path = `/projects/${project.name}`;
  const entry = (to: string, shown: Pick<Entry, 'icon' | 'label' | 'aliases'>): Entry => ({
    key: to,
    group: 'projects',
    to,
    ...shown,
  });
  return [
    entry(path, { icon: 'i-projects', label: project.name, aliases: project.description }),
    ...project.environments.flatMap(({ name, tier, strip, release }) => [
      entry(`${path}/environments/${name}`, {
        icon: tierShapes[tier],
        label: `${project.name} / ${name}`,
        aliases: release?.name ?? '',
      }),
      ...strip.slice(-3).map((one) => ({
        ...entry(`${path}/deployments/${one.number}`, {
          icon: 'i-right',
          label: `${project.name} #${one.number}`,
          aliases: `${one.release ?? ''} ${name}`,
        }),
        quiet: true,
      })),
    ]),
  ];
}

/** Entries with every typed word, best first: the beginning of a word of the label, then anywhere, then an alias. */
export function findEntries(entries: readonly Entry[], typed: string, limit = 40): readonly Entry[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return entries.filter(({ quiet }) => quiet !== true).slice(0, limit);
  }
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function scoreOf({ label, aliases, blocked }: Entry, words: readonly string[]): number {
  const text = label.toLowerCase();
  const others = aliases.toLowerCase();
  let score = blocked === undefined ? 1 : 0.5;
  for (const word of words) {
    const at = text.indexOf(word);
    const begins = at === 0 || (at > 0 && /[\s/·#]/.test(text.charAt(at - 1)));
    const found = begins ? 4 : at > 0 ? 2 : others.includes(word) ? 1 : 0;
    if (found === 0) {
      return 0;
    }
    score += found;
  }
  return score;
}
