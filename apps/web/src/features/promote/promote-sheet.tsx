import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { SheetView } from '@juanie/delivery';
import { trpc } from '../../api/client.ts';
import { useWords, type Words } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Skeleton } from '../../ui/section.tsx';
import { Gates } from './gates.tsx';
import { Consequence, useSheet, type Asked } from './sheet-body.tsx';

/** The exact consequence before acting; one sheet for deploy, promotion and rollback. */
export function PromoteSheet({ onClose, ...asked }: Asked & { onClose: () => void }) {
  const words = useWords();
  const sheet = useSheet(asked);
  const [note, setNote] = useState('');
  const act = useAct(asked);
  const noteNeeded = asked.kind === 'rollback' && note.trim() === '';
  return (
    <Sheet
      wide
      title={sheet.data === undefined ? asked.environment : sentence(sheet.data, words)}
      onClose={onClose}
      footer={
        sheet.data === undefined ? null : (
          <>
            <span className="row code-xs text-dim mr-auto min-w-0 gap-1">
              <code className="cut">{sheet.data.command}</code>
              <CopyButton text={sheet.data.command} />
            </span>
            <Button onClick={onClose}>{words.action.cancel}</Button>
            <Button
              look="solid"
              disabled={!sheet.data.possible || noteNeeded || act.isPending}
              onClick={() => sheet.data !== undefined && act.run(sheet.data, note)}
            >
              {sentence(sheet.data, words)}
            </Button>
          </>
        )
      }
    >
      <div className="grid min-h-full min-[761px]:grid-cols-[minmax(0,1fr)_312px]">
        <div className="min-w-0 px-4 py-5 min-[761px]:px-6">
          {sheet.error === null ? null : <FailureCard error={sheet.error} />}
          {act.error === null ? null : <FailureCard error={act.error} />}
          {sheet.data === undefined ? <Skeleton rows={6} /> : <Consequence sheet={sheet.data} />}
        </div>
        <div className="border-hair grid content-start gap-6 border-t px-4 py-5 min-[761px]:border-t-0 min-[761px]:border-l min-[761px]:px-6">
          {sheet.data === undefined ? null : <Gates sheet={sheet.data} />}
          <label className="grid gap-1">
            <span className="medium">{asked.kind === 'rollback' ? words.sheet.reason : words.sheet.note}</span>
            <textarea
              className="input"
              placeholder={words.sheet.noteHelp}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </label>
        </div>
      </div>
    </Sheet>
  );
}

function sentence({ kind, release, environment }: Told<SheetView>, { sheet }: Words): string {
  return sheet.sentence[kind === 'change' ? 'deploy' : kind](release.name, environment);
}

/** One command, keyed so that a double click does it once; then the page of what was started. */
function useAct({ project, environment, kind }: Asked) {
  const navigate = useNavigate();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const onSuccess = (made: { number: number }): void =>
    void navigate({ to: '/projects/$project/deployments/$number', params: { project, number: String(made.number) } });
  const promote = useMutation(trpc.deployments.promote.mutationOptions({ onSuccess }));
  const rollback = useMutation(trpc.deployments.rollback.mutationOptions({ onSuccess }));
  const deploy = useMutation(trpc.deployments.deploy.mutationOptions({ onSuccess }));
  const run = (sheet: Told<SheetView>, note: string): void => {
    const release = sheet.release.name;
    if (kind === 'promote') {
      promote.mutate({ project, to: environment, release, note, hash: sheet.hash, idempotencyKey });
    } else if (kind === 'rollback') {
      rollback.mutate({ project, environment, to: release, note, idempotencyKey });
    } else {
      deploy.mutate({ project, environment, release, note, idempotencyKey });
    }
  };
  return {
    run,
    isPending: promote.isPending || rollback.isPending || deploy.isPending,
    error: promote.error ?? rollback.error ?? deploy.error,
  };
}
