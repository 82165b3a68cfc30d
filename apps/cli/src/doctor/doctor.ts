import type { Cli } from '../cli.ts';
import { instanceChecks, machineChecks, type Check, type Finding } from './checks.ts';

const marks = { ok: '✔', warning: '!', failed: '✗', skipped: '–' } as const;

/** Runs every check, one line each; exit code 1 when one has failed. */
export async function runDoctor(cli: Cli, onlyMachine: boolean): Promise<void> {
  const findings: Finding[] = [];
  for (const check of onlyMachine ? machineChecks : [...machineChecks, ...instanceChecks]) {
    findings.push(await attempt(cli, check));
  }
  cli.terminal.answer({ items: findings }, () => findings.map((finding) => render(finding, cli)).join('\n'));
  process.exitCode = findings.some(({ state }) => state === 'failed') ? 1 : 0;
}

async function attempt(cli: Cli, check: Check): Promise<Finding> {
  try {
    return await check(cli);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { group: 'instance', name: check.name, state: 'failed', value: '-', why };
  }
}

function render({ state, name, value, why, next }: Finding, cli: Cli): string {
  const { t } = cli.terminal;
  const more = [
    why === undefined ? undefined : `    ${t('Why', '原因')}   ${why}`,
    next === undefined ? undefined : `    ${t('Next', '下一步')}  ${next}`,
  ];
  return [`${marks[state]} ${name}  ${value}`, ...more.filter((line) => line !== undefined)].join('\n');
}
