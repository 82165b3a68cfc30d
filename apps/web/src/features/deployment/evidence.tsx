import type { Told } from '@juanie/api';
import type { DeploymentView } from '@juanie/delivery';
import { useWords } from '../../i18n/text.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { LogRows } from '../../ui/log-rows.tsx';
import { Section } from '../../ui/section.tsx';
import { State } from '../../ui/shape.tsx';

type Deployment = Told<DeploymentView>;

/** Pods of the rollout: ready, or why not. */
export function Pods({ deployment }: { deployment: Deployment }) {
  const words = useWords();
  const { pods } = deployment;
  if (pods.length === 0) {
    return null;
  }
  const ready = pods.filter((pod) => pod.ready).length;
  const mixed = new Set(pods.map((pod) => pod.release)).size > 1;
  return (
    <Section
      title={words.deployment.pods}
      end={
        <span className="row num gap-2">
          <Meter pods={pods} />
          {words.pipeline.ready(ready, pods.length)}
        </span>
      }
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
          <p className="t-sm text-dim num empty:hidden">
            {[mixed ? pod.release : null, pod.restarts === 0 ? null : words.deployment.restarts(pod.restarts)]
              .filter((part) => part !== null)
              .join(' · ')}
          </p>
        </div>
      ))}
    </Section>
  );
}

/** One piece for each pod: ready, on its way, failed. */
function Meter({ pods }: { pods: Deployment['pods'] }) {
  const role = ({ ready, reason }: Deployment['pods'][number]): string =>
    ready ? 'success' : reason === null ? 'progress' : 'danger';
  return pods.length > 12 ? null : (
    <span className="row gap-1" aria-hidden>
      {pods.map((pod) => (
        <i key={pod.name} data-role={role(pod)} className="bg-role h-1.5 w-5 rounded-[1px]" />
      ))}
    </span>
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
      <div className="overflow-x-auto py-2" tabIndex={0} role="region" aria-label={words.deployment.lastLines}>
        <LogRows lines={lines.slice(-50)} />
      </div>
    </Section>
  ));
}
