import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { healthLooks, syncLooks, tierShapes } from '../../ui/looks.ts';
import { Skeleton } from '../../ui/section.tsx';
import { Shape, State } from '../../ui/shape.tsx';
import { NewEnvironmentSheet } from './new-environment-sheet.tsx';

/** Every environment of the project with its three facts. */
export function EnvironmentsPage() {
  const { project } = useParams({ from: '/frame/projects/$project' });
  const words = useWords();
  const found = useQuery(trpc.projects.get.queryOptions({ name: project }));
  const [creating, setCreating] = useState(false);
  if (found.error !== null) {
    return <FailureCard error={found.error} retry={() => void found.refetch()} />;
  }
  return (
    <>
      <div className="row mb-4 gap-3">
        <h1 className="t-xl">{words.tabs.environments}</h1>
        <Button small className="ml-auto" onClick={() => setCreating(true)}>
          <Shape name="i-plus" />
          {words.environment.create}
        </Button>
      </div>
      {found.data === undefined ? <Skeleton /> : null}
      {(found.data?.environments ?? []).map((environment) => (
        <Link
          key={environment.name}
          to="/projects/$project/environments/$environment"
          params={{ project, environment: environment.name }}
          className="hairline hover:bg-raised grid min-h-13 grid-cols-[minmax(0,1.2fr)_80px_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.4fr)] items-center gap-3 hover:no-underline max-[760px]:grid-cols-2 max-[760px]:py-3"
        >
          <span className="row strong gap-2">
            <Shape name={tierShapes[environment.tier]} />
            {environment.name}
          </span>
          <span className="num">{environment.release?.name ?? '–'}</span>
          <State look={healthLooks[environment.health]}>{words.health[environment.health]}</State>
          <State look={syncLooks[environment.sync]}>{words.sync[environment.sync]}</State>
          <code className="code-xs text-dim cut">{environment.namespace}</code>
        </Link>
      ))}
      {creating ? <NewEnvironmentSheet project={project} onClose={() => setCreating(false)} /> : null}
    </>
  );
}
