import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { EnvironmentView, ReleaseView } from '@juanie/delivery';
import { Avatar } from '../../frame/nav-foot.tsx';
import { useWords } from '../../i18n/text.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { tierShapes } from '../../ui/looks.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Shape } from '../../ui/shape.tsx';
import { Ago } from '../../ui/time.tsx';
import { releaseLooks } from '../pipeline/release-list.tsx';

interface RowProps {
  readonly project: string;
  readonly release: Told<ReleaseView>;
  readonly environments: readonly Told<EnvironmentView>[];
  readonly onDeploy: (environment: string) => void;
}

/** One release: its number, what changed, what it is made of, where it is. */
export function ReleaseRow({ project, release, environments, onDeploy }: RowProps) {
  const words = useWords();
  return (
    <div
      id={release.name}
      data-row
      className="hairline grid grid-cols-[64px_minmax(0,1fr)_auto] items-start gap-x-4 py-3 max-[760px]:grid-cols-[48px_minmax(0,1fr)]"
    >
      <span className="t-lg num">{release.name}</span>
      <div className="min-w-0">
        <p className="medium">{release.subject}</p>
        <p className="row t-xs text-dim mt-0.5 flex-wrap gap-x-3 gap-y-0.5">
          <span className="row gap-1.5">
            <Avatar name={release.author} />
            {release.author}
          </span>
          <code className="code-xs">{release.commit.slice(0, 7)}</code>
          <span>{release.branch}</span>
          {release.build === null ? null : (
            <Link
              to="/projects/$project/builds/$number"
              params={{ project, number: String(release.build) }}
              className="text-link num"
            >
              {words.releases.build(release.build)}
            </Link>
          )}
          <Images images={release.images} />
        </p>
        <Where release={release} />
      </div>
      <div className="row gap-3 max-[760px]:col-start-2 max-[760px]:mt-2">
        <span className="t-xs text-dim">
          <Ago time={release.createdAt} />
        </span>
        <Menu
          label={words.releases.deployTo(release.name)}
          trigger={
            <>
              {words.pipeline.deploy}
              <Shape name="i-down" />
            </>
          }
        >
          {environments.map(({ name, tier }) => (
            <MenuItem key={name} onSelect={() => onDeploy(name)}>
              <Shape name={tierShapes[tier]} />
              {words.sheet.sentence.deploy(release.name, name)}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </div>
  );
}

/** `api sha256:5be1…c20f`, cut in the middle, whole in the clipboard. */
function Images({ images }: { images: Readonly<Record<string, string>> }) {
  return Object.entries(images).map(([service, image]) => {
    const digest = image.slice(image.indexOf('sha256:') + 7);
    return (
      <span key={service} className="row gap-1">
        <code className="code-xs" title={image}>
          {service} sha256:{digest.slice(0, 4)}…{digest.slice(-4)}
        </code>
        <CopyButton text={image} small />
      </span>
    );
  });
}

function Where({ release }: { release: Told<ReleaseView> }) {
  const words = useWords();
  const shown = release.environments.filter(({ state }) => state !== 'previous');
  return shown.length === 0 ? null : (
    <p className="row t-xs mt-1 flex-wrap gap-x-4">
      {shown.map(({ name, state }) => {
        const look = releaseLooks[state];
        return (
          <span key={name} data-role={look.role} className="row gap-1.5">
            <span className="text-role inline-flex">
              <Shape name={look.shape} className="!size-3.5" />
            </span>
            {name} <span className="text-dim">{words.whereState[state]}</span>
          </span>
        );
      })}
    </p>
  );
}
