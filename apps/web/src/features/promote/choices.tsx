import { useQuery } from '@tanstack/react-query';
import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Field } from '../../ui/field.tsx';
import { choosable } from './sheet-view.ts';

interface ChoicesProps {
  readonly project: Told<ProjectView>;
  readonly kind: 'deploy' | 'rollback';
  readonly environment: string;
  readonly release: string | undefined;
  readonly onChoose: (environment: string, release: string | undefined) => void;
}

/** Where to, and which release; the consequence beside it follows. */
export function Choices({ project, kind, environment, release, onChoose }: ChoicesProps) {
  const words = useWords();
  const releases = useQuery(trpc.releases.list.queryOptions({ project: project.name, limit: 100 })).data ?? [];
  const offered = choosable(releases, kind, environment);
  const listed = release === undefined || offered.some(({ name }) => name === release);
  return (
    <div className="grid gap-4">
      <Field label={words.sheet.environment}>
        <select className="input" value={environment} onChange={(event) => onChoose(event.target.value, undefined)}>
          {project.environments.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <Field label={words.sheet.release}>
        <select
          className="input"
          value={release ?? ''}
          onChange={(event) => onChoose(environment, event.target.value === '' ? undefined : event.target.value)}
        >
          {release === undefined ? <option value="">–</option> : null}
          {listed ? null : <option>{release}</option>}
          {offered.map(({ name, subject }) => (
            <option key={name} value={name}>
              {name} · {subject}
            </option>
          ))}
        </select>
      </Field>
    </div>
  );
}
