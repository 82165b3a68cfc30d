import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { BranchRule, ProjectView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Section } from '../../ui/section.tsx';
import { Shape } from '../../ui/shape.tsx';

/** Which branch goes where: a preset, or one's own list; the first rule that fits counts. */
export function Rules({ project }: { project: Told<ProjectView> }) {
  const words = useWords();
  const [items, setItems] = useState<readonly BranchRule[]>();
  const set = useCommand(trpc.projects.setRules.mutationOptions({ onSuccess: () => setItems(undefined) }));
  const rules = items ?? project.rules.items;
  const edit = (index: number, change: Partial<BranchRule>): void =>
    setItems(rules.map((rule, at) => (at === index ? { ...rule, ...change } : rule)));
  return (
    <Section title={words.projects.rulesLabel}>
      <div className="grid gap-2 py-3">
        <select
          className="input"
          aria-label={words.projects.rulesLabel}
          value={project.rules.preset}
          onChange={(event) => {
            const preset = (['default', 'trunk', 'gitflow'] as const).find((name) => name === event.target.value);
            if (preset !== undefined) {
              set.mutate({ name: project.name, preset });
            }
          }}
        >
          {(['default', 'trunk', 'gitflow'] as const).map((preset) => (
            <option key={preset} value={preset}>
              {words.projects.rules[preset]}
            </option>
          ))}
          {project.rules.preset === 'custom' ? <option value="custom">{words.repository.custom}</option> : null}
        </select>
        {rules.map((rule, index) => (
          <div key={index} className="grid grid-cols-[88px_minmax(0,1fr)_96px_auto] items-center gap-1.5">
            <input
              className="input code-sm !h-8 !px-1.5"
              aria-label={words.repository.branches}
              value={rule.branches}
              onChange={(event) => edit(index, { branches: event.target.value })}
            />
            <select
              className="input t-sm !h-8 !px-1"
              aria-label={words.tabs.environments}
              value={rule.environment}
              onChange={(event) => edit(index, { environment: event.target.value })}
            >
              {project.environments.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            <select
              className="input t-sm !h-8 !px-1"
              aria-label={words.repository.how}
              value={rule.deploy}
              onChange={(event) => edit(index, { deploy: event.target.value === 'manual' ? 'manual' : 'automatic' })}
            >
              <option value="automatic">{words.repository.automatic}</option>
              <option value="manual">{words.repository.manual}</option>
            </select>
            <Button
              icon
              look="quiet"
              aria-label={words.action.delete}
              onClick={() => setItems(rules.filter((_, at) => at !== index))}
            >
              <Shape name="i-close" />
            </Button>
          </div>
        ))}
        <div className="row gap-2">
          <Button
            small
            onClick={() =>
              setItems([
                ...rules,
                { branches: 'feature/*', environment: project.environments[0]?.name ?? '', deploy: 'automatic' },
              ])
            }
          >
            <Shape name="i-plus" />
            {words.repository.addRule}
          </Button>
          {items === undefined ? null : (
            <Button
              small
              look="solid"
              className="ml-auto"
              disabled={set.isPending}
              onClick={() => set.mutate({ name: project.name, preset: 'custom', items: [...items] })}
            >
              {words.action.save}
            </Button>
          )}
        </div>
        {set.error === null ? null : <FailureCard error={set.error} />}
      </div>
    </Section>
  );
}
