import type { Message } from '@juanie/fault';
import { message } from '../core/messages.ts';
import type { BranchRule } from '../views.ts';

export type Preset = 'default' | 'trunk' | 'gitflow';

/** Seed 001: the mapping of branches; `default` adds that `main` is seen on development at once. */
const presets: Readonly<Record<Preset, readonly BranchRule[]>> = {
  default: [
    { branches: 'main', environment: 'development', deploy: 'automatic' },
    { branches: 'main', environment: 'production', deploy: 'manual' },
    { branches: 'develop', environment: 'development', deploy: 'automatic' },
    { branches: 'feature/*', environment: 'development', deploy: 'automatic' },
    { branches: 'release/*', environment: 'staging', deploy: 'automatic' },
  ],
  trunk: [
    { branches: 'main', environment: 'development', deploy: 'automatic' },
    { branches: 'main', environment: 'staging', deploy: 'manual' },
    { branches: 'main', environment: 'production', deploy: 'manual' },
  ],
  gitflow: [
    { branches: 'feature/*', environment: 'development', deploy: 'automatic' },
    { branches: 'develop', environment: 'development', deploy: 'automatic' },
    { branches: 'release/*', environment: 'staging', deploy: 'automatic' },
    { branches: 'main', environment: 'production', deploy: 'manual' },
  ],
};

/** With the repository's own default branch where the preset says `main`. */
export function rulesOf(preset: Preset, defaultBranch = 'main'): readonly BranchRule[] {
  return presets[preset].map((rule) => (rule.branches === 'main' ? { ...rule, branches: defaultBranch } : rule));
}

/** What a push to a branch leads to. */
export interface Course {
  readonly automatic: readonly string[];
  readonly manual: readonly string[];
}

/** The first rule that matches decides for each environment; several environments may be named. */
export function decideCourse(branch: string, rules: readonly BranchRule[], environments: readonly string[]): Course {
  const first = new Map<string, BranchRule['deploy']>();
  for (const rule of rules) {
    if (matches(rule.branches, branch) && environments.includes(rule.environment) && !first.has(rule.environment)) {
      first.set(rule.environment, rule.deploy);
    }
  }
  const named = (deploy: BranchRule['deploy']) => [...first].filter(([, how]) => how === deploy).map(([name]) => name);
  return { automatic: named('automatic'), manual: named('manual') };
}

/** `*` stands for any run of characters, slashes too: `feature/*` takes `feature/a/b`. */
export function matches(glob: string, branch: string): boolean {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(branch);
}

/** Answers "why did my push (not) deploy?". */
export function explainCourse(at: { project: string; branch: string }, course: Course): Message {
  const automatic = course.automatic.join(', ');
  const manual = course.manual.join(', ');
  if (automatic !== '' && manual !== '') {
    return message('PushDeploysAndWaits', { ...at, environments: automatic, manual });
  }
  if (automatic !== '') {
    return message('PushDeploys', { ...at, environments: automatic });
  }
  return manual === '' ? message('PushMatchesNoRule', at) : message('PushWaits', { ...at, manual });
}
