import { useState } from 'react';
import type { Told } from '@juanie/api';
import type { ProjectView, SheetView } from '@juanie/delivery';
import { useWords, type Words } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { FailureCard } from '../../ui/failure-page.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Skeleton } from '../../ui/section.tsx';
import { Choices } from './choices.tsx';
import { FromTo } from './from-to.tsx';
import { Gates } from './gates.tsx';
import { movedSince } from './sheet-view.ts';
import { Consequence, useSheet, type SheetKind } from './sheet-body.tsx';
import { useAct } from './use-act.ts';

interface PromoteProps {
  readonly project: Told<ProjectView>;
  readonly kind: SheetKind;
  readonly environment: string;
  readonly release?: string | null | undefined;
  /** Another environment or release was chosen. */
  readonly onChoose: (environment: string, release: string | undefined) => void;
  readonly onClose: () => void;
}

/** The exact consequence before acting; one sheet for deploy, promotion and rollback. */
export function PromoteSheet({ project, kind, environment, release, onChoose, onClose }: PromoteProps) {
  const words = useWords();
  const [vars, setVars] = useState<'then' | 'now'>('then');
  const asked = { project: project.name, environment, kind, release: release ?? null, vars };
  const sheet = useSheet(asked);
  const [note, setNote] = useState('');
  const [read, setRead] = useState<string>();
  const act = useAct(asked);
  const seen = read ?? sheet.data?.hash;
  if (read === undefined && sheet.data !== undefined) {
    setRead(sheet.data.hash);
  }
  const moved = movedSince(seen, sheet.data);
  const missing = kind === 'rollback' && note.trim() === '';
  const blocked = sheet.data?.possible !== true || missing || moved;
  return (
    <Sheet
      wide
      title={sheet.data === undefined ? environment : sentence(sheet.data, words)}
      onClose={onClose}
      footer={
        sheet.data === undefined ? null : (
          <>
            <span className="row code-xs text-dim mr-auto min-w-0 gap-1 max-[760px]:hidden">
              <code className="cut">{sheet.data.command}</code>
              <CopyButton text={sheet.data.command} />
            </span>
            {missing && sheet.data.possible ? <span className="t-xs text-dim">{words.sheet.reasonFirst}</span> : null}
            <Button onClick={onClose}>{words.action.cancel}</Button>
            <Button
              look="solid"
              className="max-[760px]:w-full"
              disabled={blocked || act.isPending}
              onClick={() => sheet.data !== undefined && act.run(sheet.data, note)}
            >
              {act.isPending ? words.sheet.asking : sentence(sheet.data, words)}
            </Button>
          </>
        )
      }
    >
      <div className="grid min-h-full content-start min-[761px]:grid-cols-[minmax(0,1fr)_312px] min-[761px]:content-stretch">
        <div className="grid min-w-0 content-start gap-6 px-4 py-5 min-[761px]:px-6">
          {sheet.error === null ? null : <FailureCard error={sheet.error} retry={() => void sheet.refetch()} />}
          {act.error === null ? null : <FailureCard error={act.error} />}
          {moved ? (
            <p data-role="warning" className="row bg-tint t-sm gap-2.5 rounded-1 px-3 py-2">
              {words.sheet.moved(environment)}
              <Button small className="ml-auto" onClick={() => setRead(sheet.data?.hash)}>
                {words.sheet.readAgain}
              </Button>
            </p>
          ) : null}
          {sheet.data === undefined ? null : <FromTo project={project} sheet={sheet.data} />}
          {sheet.isPending ? <Skeleton rows={6} /> : null}
          {sheet.data === undefined ? null : <Consequence sheet={sheet.data} />}
        </div>
        <div className="border-hair grid content-start gap-6 border-t px-4 py-5 min-[761px]:border-t-0 min-[761px]:border-l min-[761px]:px-6">
          {kind === 'promote' ? null : (
            <Choices
              project={project}
              kind={kind}
              environment={environment}
              release={release ?? sheet.data?.release.name}
              onChoose={onChoose}
            />
          )}
          {kind === 'rollback' ? <Variables vars={vars} onChange={setVars} /> : null}
          {sheet.data === undefined ? null : <Gates sheet={sheet.data} />}
          <label className="grid gap-1">
            <span className="medium">{kind === 'rollback' ? words.sheet.reason : words.sheet.note}</span>
            <textarea
              className="input"
              placeholder={words.sheet.noteHelp}
              value={note}
              required={kind === 'rollback'}
              onChange={(event) => setNote(event.target.value)}
            />
          </label>
          {kind === 'rollback' ? <p className="t-sm text-dim">{words.sheet.holdAfter(environment)}</p> : null}
        </div>
      </div>
    </Sheet>
  );
}

/** A rollback brings the variables of then with it, unless one keeps those of now. */
function Variables({ vars, onChange }: { vars: 'then' | 'now'; onChange: (vars: 'then' | 'now') => void }) {
  const words = useWords();
  return (
    <fieldset className="grid gap-1.5">
      <legend className="medium mb-1">{words.tabs.variables}</legend>
      {(['then', 'now'] as const).map((one) => (
        <label key={one} className="row gap-2">
          <input
            type="radio"
            name="vars"
            checked={vars === one}
            onChange={() => onChange(one)}
            className="accent-[var(--accent-solid)]"
          />
          {one === 'then' ? words.sheet.varsThen : words.sheet.varsNow}
        </label>
      ))}
    </fieldset>
  );
}

function sentence({ kind, release, environment }: Told<SheetView>, { sheet }: Words): string {
  return sheet.sentence[kind === 'change' ? 'deploy' : kind](release.name, environment);
}
