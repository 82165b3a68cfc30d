import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { projectLooks } from '../../ui/looks.ts';
import { Section } from '../../ui/section.tsx';
import { State } from '../../ui/shape.tsx';
import { Members } from './members.tsx';

export function ProjectSettingsPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  return (
    <div className="grid max-w-200 gap-8">
      <h1 className="t-xl">{words.tabs.settings}</h1>
      <Members project={project} />
      <Rest project={project} />
      <Deletion project={project} />
    </div>
  );
}

/** A project at rest takes no deployments; it comes back as it was. */
function Rest({ project }: { project: string }) {
  const words = useWords();
  const found = useQuery(trpc.projects.get.queryOptions({ name: project }));
  const set = useCommand(trpc.projects.setState.mutationOptions());
  const state = found.data?.state;
  return (
    <Section title={words.settings.state}>
      <div className="row flex-wrap gap-2 py-3">
        {state === undefined ? null : <State look={projectLooks[state]}>{words.projectState[state]}</State>}
        {state === 'active' ? (
          <>
            <Button small disabled={set.isPending} onClick={() => set.mutate({ name: project, state: 'suspended' })}>
              {words.settings.suspend}
            </Button>
            <Button small disabled={set.isPending} onClick={() => set.mutate({ name: project, state: 'archived' })}>
              {words.settings.archive}
            </Button>
          </>
        ) : (
          <Button small disabled={set.isPending} onClick={() => set.mutate({ name: project, state: 'active' })}>
            {words.settings.activate}
          </Button>
        )}
      </div>
      {set.error === null ? null : <FailureCard error={set.error} />}
    </Section>
  );
}

/** Lists everything that goes before it goes. */
function Deletion({ project }: { project: string }) {
  const words = useWords();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const plan = useQuery(trpc.projects.deletionPlan.queryOptions({ name: project }, { enabled: open }));
  const remove = useCommand(
    trpc.projects.delete.mutationOptions({ onSuccess: () => void navigate({ to: '/projects' }) }),
  );
  return (
    <Section title={words.settings.deleteTitle}>
      {open ? (
        <div className="grid gap-3 py-3">
          {(plan.data ?? []).map((item) => (
            <div key={`${item.kind} ${item.name}`} className="hairline grid grid-cols-[132px_minmax(0,1fr)] gap-3 py-2">
              <span className="text-dim">{item.kind}</span>
              <span>
                <code className="code-sm">{item.name}</code> <span className="t-sm text-dim">{item.detail.text}</span>
              </span>
            </div>
          ))}
          <label className="grid gap-1">
            <span>{words.settings.typeName(project)}</span>
            <input
              className="input"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
            />
          </label>
          <div>
            <Button
              look="danger"
              disabled={typed !== project || remove.isPending}
              onClick={() => remove.mutate({ name: project, confirm: typed })}
            >
              {words.settings.deleteProject(project)}
            </Button>
          </div>
          {remove.error === null ? null : <FailureCard error={remove.error} />}
        </div>
      ) : (
        <div className="py-3">
          <Button small onClick={() => setOpen(true)}>
            {words.settings.deleteShow}
          </Button>
        </div>
      )}
    </Section>
  );
}
