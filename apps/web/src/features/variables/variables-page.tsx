import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { EnvironmentTabs } from '../../ui/environment-tabs.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Skeleton } from '../../ui/section.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { VariableEditor } from './variable-editor.tsx';

/** Variables of one environment; all edits together are one commit and one deployment. */
export function VariablesPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const search = useSearch({ from: '/frame/projects/$project/variables' });
  const navigate = useNavigate();
  const words = useWords();
  const found = useQuery(trpc.projects.get.queryOptions({ name: project }));
  const environments = found.data?.environments ?? [];
  const environment = search.environment ?? environments[0]?.name;
  useTitle(`${words.tabs.variables} · ${project}`);
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  return (
    <>
      <div className="row mb-4 flex-wrap gap-3">
        <h1 className="t-xl">{words.tabs.variables}</h1>
        <EnvironmentTabs
          environments={environments}
          chosen={environment}
          onChoose={(name) =>
            void navigate({ to: '/projects/$project/variables', params: { project }, search: { environment: name } })
          }
        />
      </div>
      {environment === undefined ? (
        <Skeleton />
      ) : (
        <VariableEditor key={environment} project={project} environment={environment} add={search.add} />
      )}
    </>
  );
}
