import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { trpc } from '../../api/client.ts';
import { useSession } from '../../app/session-context.ts';
import { useWords } from '../../i18n/text.ts';
import { Command } from '../../ui/copy.tsx';
import { lookOfDeployment, tierShapes } from '../../ui/looks.ts';
import { Section, Skeleton } from '../../ui/section.tsx';
import { Shape, State } from '../../ui/shape.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { firstSteps } from './welcome-view.ts';

/** The first minute: the sample on its track, three things to try, where everything is. */
export function WelcomePage() {
  const words = useWords();
  const { session } = useSession();
  useTitle(words.product);
  const projects = useQuery(trpc.projects.list.queryOptions());
  const sample = projects.data?.find(({ name }) => name === 'hello') ?? projects.data?.[0];
  const done = sample === undefined ? undefined : firstSteps(sample);
  const name = sample?.name ?? 'hello';
  return (
    <main
      id="content"
      className="grid w-full max-w-[1168px] gap-8 px-4 pt-8 pb-12 min-[761px]:px-6 min-[1101px]:grid-cols-[minmax(0,1fr)_312px] min-[1101px]:gap-16"
    >
      <div className="min-w-0">
        <State look={{ shape: 's-success', role: 'success' }} loud>
          {words.welcome.ready}
        </State>
        <h1 className="t-2xl mt-2 text-balance">{words.welcome.title(name)}</h1>
        <p className="text-dim mt-2">{words.welcome.lead}</p>
        {sample === undefined ? <Skeleton rows={2} /> : null}
        <div className="mt-7 grid gap-4 min-[761px]:grid-cols-3 min-[761px]:gap-0">
          {(sample?.environments ?? []).map((environment, index) => (
            <div key={environment.name} className="min-w-0 pr-3">
              <p className="row strong gap-2 whitespace-nowrap">
                <Shape name={tierShapes[environment.tier]} />
                {environment.name}
                {index === (sample?.environments.length ?? 0) - 1 ? null : (
                  <i className="border-control -mr-1 flex-1 border-t-[1.5px] max-[760px]:hidden" />
                )}
              </p>
              <p className="row mt-2 gap-2">
                <span className="t-xl num">{environment.release?.name ?? '–'}</span>
                {environment.deployment === null ? null : (
                  <State look={lookOfDeployment(environment.deployment)}>
                    {words.deploymentState[environment.deployment.state]}
                  </State>
                )}
              </p>
              <a href={environment.url} target="_blank" rel="noreferrer" className="t-xs text-link cut block">
                {environment.url.replace(/^https?:\/\//, '')}
              </a>
            </div>
          ))}
        </div>
        <div className="mt-8">
          <Section title={words.welcome.three} end={<span className="text-dim">{words.welcome.minutes}</span>}>
            <Try
              number={1}
              title={words.welcome.push}
              text={words.welcome.pushText}
              commands={[`npx juanie clone ${name}`, `git -C ${name} commit -am "Say hello" && git -C ${name} push`]}
            />
            <Try
              number={2}
              title={words.welcome.promote}
              text={words.welcome.promoteText}
              commands={[`npx juanie promote development staging -p ${name}`]}
            />
            <Try
              number={3}
              title={words.welcome.back}
              text={words.welcome.backText}
              commands={[`npx juanie rollback -p ${name} -e staging -m "trying it"`]}
            />
          </Section>
        </div>
      </div>
      <div className="grid content-start gap-8">
        <Section title={words.welcome.list}>
          <Done done label={words.welcome.account} />
          <Done done={done?.deployed === true} label={words.welcome.deployed} />
          <Done done={done?.pushed === true} label={words.welcome.push1} />
          <Done done={done?.promoted === true} label={words.welcome.promote1} />
          <p className="row flex-wrap gap-2 pt-3">
            <Link to="/account" className="button" data-size="small">
              {words.welcome.password}
            </Link>
            <Link to="/settings" className="button" data-size="small">
              {words.welcome.invite}
            </Link>
            <Link to="/projects" className="button" data-size="small" data-look="quiet">
              {words.failure.toProjects}
            </Link>
          </p>
        </Section>
        <Section title={words.settings.system}>
          <dl className="t-sm grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 py-3">
            {Object.entries(session.addresses).map(([part, address]) => (
              <div key={part} className="contents">
                <dt className="text-dim">{words.settings.parts[part] ?? part}</dt>
                <dd>{address.replace(/^https?:\/\//, '')}</dd>
              </div>
            ))}
          </dl>
        </Section>
      </div>
    </main>
  );
}

function Try({
  number,
  title,
  text,
  commands,
}: {
  number: number;
  title: string;
  text: string;
  commands: readonly string[];
}) {
  return (
    <div className="hairline grid grid-cols-[24px_minmax(0,1fr)] py-4">
      <span className="text-dim">{number}</span>
      <div className="grid min-w-0 gap-1.5">
        <h3 className="strong">{title}</h3>
        <p className="t-sm text-dim">{text}</p>
        {commands.map((command) => (
          <Command key={command} text={command} />
        ))}
      </div>
    </div>
  );
}

function Done({ done, label }: { done: boolean; label: string }) {
  return (
    <p className="hairline row min-h-9 gap-2">
      <span data-role={done ? 'success' : 'neutral'} className="text-role inline-flex">
        <Shape name={done ? 's-success' : 's-pending'} />
      </span>
      <span className={done ? 'text-dim' : ''}>{label}</span>
    </p>
  );
}
