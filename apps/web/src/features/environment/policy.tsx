import type { Told } from '@juanie/api';
import type { ApprovalPolicy, EnvironmentView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section } from '../../ui/section.tsx';

const policies: readonly ApprovalPolicy[] = ['automatic', 'optional', 'required'];

/** How a release may come here, in one sentence, and the choice. */
export function Policy({ project, environment }: { project: string; environment: Told<EnvironmentView> }) {
  const words = useWords();
  const set = useCommand(trpc.environments.setPolicy.mutationOptions());
  return (
    <Section title={words.environment.policy}>
      <div className="grid gap-2 py-3">
        <p>{words.environment.policyText[environment.approval]}</p>
        <select
          className="input"
          aria-label={words.environment.policy}
          value={environment.approval}
          disabled={set.isPending}
          onChange={(event) =>
            set.mutate({
              project,
              environment: environment.name,
              approval: policies.find((policy) => policy === event.target.value) ?? 'required',
            })
          }
        >
          {policies.map((policy) => (
            <option key={policy} value={policy}>
              {words.environment.policyName[policy]}
            </option>
          ))}
        </select>
        {set.error === null ? null : <FailureCard error={set.error} />}
      </div>
    </Section>
  );
}
