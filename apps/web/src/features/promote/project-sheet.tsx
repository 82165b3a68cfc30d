import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { PromoteSheet } from './promote-sheet.tsx';
import type { SheetKind } from './sheet-body.tsx';

/** The sheet over any page of a project; what is chosen in it stays with it. */
export function ProjectSheet({
  project: name,
  kind,
  environment,
  release,
  onClose,
}: {
  project: string;
  kind: SheetKind;
  environment: string;
  release?: string | null;
  onClose: () => void;
}) {
  const project = useQuery(trpc.projects.get.queryOptions({ name }));
  const [chosen, setChosen] = useState({ environment, release: release ?? undefined });
  return project.data === undefined ? null : (
    <PromoteSheet
      key={`${chosen.environment} ${chosen.release}`}
      project={project.data}
      kind={kind}
      environment={chosen.environment}
      release={chosen.release}
      onChoose={(to, next) => setChosen({ environment: to, release: next })}
      onClose={onClose}
    />
  );
}
