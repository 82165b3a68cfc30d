import type { CommanderError } from 'commander';
import type { Fault } from '@juanie/fault';
import { cliFault } from './faults.ts';

type Reason = Parameters<typeof cliFault>[0];

/** What the parser of the command line says, by its code, as the faults that exist in both languages. */
const wrongs: Readonly<Record<string, { reason: Reason; found: RegExp }>> = {
  'commander.unknownCommand': { reason: 'CommandUnknown', found: /^unknown command '(?<name>[^']*)'/ },
  'commander.unknownOption': { reason: 'OptionUnknown', found: /^unknown option '(?<name>[^']*)'/ },
  'commander.missingArgument': { reason: 'ArgumentMissing', found: /^missing required argument '(?<name>[^']*)'/ },
  'commander.missingMandatoryOptionValue': {
    reason: 'OptionNeeded',
    found: /^required option '(?<name>[^']*)' not specified/,
  },
  'commander.optionMissingArgument': { reason: 'OptionEmpty', found: /^option '(?<name>[^']*)' argument missing/ },
  'commander.excessArguments': { reason: 'ArgumentsTooMany', found: /got (?<name>\d+)/ },
};

/** A wrong command line as a fault: what is wrong with it, and the nearest right word where there is one. */
export function usageFault({ code, message }: Pick<CommanderError, 'code' | 'message'>): Fault {
  if (code === 'commander.help') {
    return cliFault('SubcommandNeeded');
  }
  const detail = message.replace(/^error: /, '');
  const wrong = wrongs[code];
  const name = wrong?.found.exec(detail)?.groups?.name;
  if (wrong === undefined || name === undefined) {
    return cliFault('UsageWrong', { detail: detail.replaceAll('\n', ' ') });
  }
  const near = /Did you mean (?:one of )?(?<near>[^?]+)\?/.exec(detail)?.groups?.near;
  return near !== undefined && (wrong.reason === 'CommandUnknown' || wrong.reason === 'OptionUnknown')
    ? cliFault(wrong.reason === 'CommandUnknown' ? 'CommandMisspelt' : 'OptionMisspelt', { name, near })
    : cliFault(wrong.reason, { name });
}
