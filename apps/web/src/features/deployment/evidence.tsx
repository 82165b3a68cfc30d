import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Section } from '../../ui/section.tsx';
import { State } from '../../ui/shape.tsx';
import { severityOf } from './deployment-view.ts';

type Deployment = Told<DeploymentView>;

/** Pods of the rollout: ready, or why not. */
export function Pods({ deployment }: { deployment: Deployment }) {
  const words = useWords();
  const { pods } = deployment;
  if (pods.length === 0) {
    return null;
  }
  const ready = pods.filter((pod) => pod.ready).length;
  return (
    <Section
      title={words.deployment.pods}
      end={<span className="num">{words.pipeline.ready(ready, pods.length)}</span>}
    >
      {pods.map((pod) => (
        <div key={pod.name} className="hairline py-2.5">
          <div className="row gap-2">
            <code className="code-sm cut">{pod.name}</code>
            <span className="t-sm ml-auto">
              <State
                look={
                  pod.ready
                    ? { shape: 's-success', role: 'success' }
                    : pod.reason === null
                      ? { shape: 's-running', role: 'progress' }
                      : { shape: 's-failed', role: 'danger' }
                }
              >
                {pod.ready ? words.deployment.podReady : (pod.reason ?? words.deployment.podStarting)}
              </State>
            </span>
          </div>
          {pod.restarts === 0 ? null : <p className="t-sm text-dim">{words.deployment.restarts(pod.restarts)}</p>}
        </div>
      ))}
    </Section>
  );
}

/** What the cluster said meanwhile. */
export function Events({ deployment: { evidence } }: { deployment: Deployment }) {
  const words = useWords();
  if (evidence === null || evidence.events.length === 0) {
    return null;
  }
  return (
    <Section title={words.deployment.events} count={evidence.events.length}>
      {evidence.events.slice(-12).map((event, index) => (
        <div key={`${event.time} ${index}`} className="hairline grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 py-2">
          <time className="t-sm text-dim">{new Date(event.time).toLocaleTimeString()}</time>
          <span className="t-sm" title={event.message}>
            <span
              data-role={event.type === 'Warning' ? 'warning' : 'neutral'}
              className={event.type === 'Warning' ? 'text-role medium' : 'medium'}
            >
              {event.reason}
            </span>{' '}
            <span className="text-dim">{event.message}</span>
          </span>
        </div>
      ))}
    </Section>
  );
}

/** The last lines of each container that ended, kept before it was removed. */
export function EvidenceLog({ deployment: { evidence } }: { deployment: Deployment }) {
  const words = useWords();
  return (evidence?.logs ?? []).map(({ pod, container, lines }) => (
    <Section
      key={`${pod} ${container}`}
      title={words.deployment.lastLines}
      end={
        <span className="row text-dim gap-2">
          <code className="code-xs">{pod}</code>
          <CopyButton text={lines.join('\n')} />
        </span>
      }
    >
      <pre className="code-sm overflow-x-auto py-2 whitespace-pre-wrap" tabIndex={0}>
        {lines.slice(-50).map((line, index) => {
          const severity = severityOf(line);
          return (
            <div
              key={index}
              data-role={severity === 'error' ? 'danger' : 'warning'}
              className={`px-3 ${severity === 'error' ? 'bg-tint' : ''}`}
            >
              <span className={severity === 'plain' ? '' : 'text-role'}>{line === '' ? ' ' : line}</span>
            </div>
          );
        })}
      </pre>
    </Section>
  ));
}
