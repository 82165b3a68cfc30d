import { Link } from '@tanstack/react-router';
import type { Told } from '@juanie/api';
import type { DeploymentView, LogLine } from '@juanie/delivery';
import { useStream } from '../../api/use-stream.ts';
import { useWords } from '../../i18n/text.ts';
import { sayMoment } from '../../ui/time.tsx';
import { LogRows } from '../../ui/log-rows.tsx';

/** The last lines of the pod that is not ready yet, live. */
export function StepTail({ deployment: { project, environment, pods } }: { deployment: Told<DeploymentView> }) {
  const words = useWords();
  const pod = (pods.find(({ ready }) => !ready) ?? pods.at(-1))?.name;
  return pod === undefined ? null : (
    <div>
      <Tail key={pod} project={project} environment={environment} pod={pod} />
      <p className="t-xs text-dim mt-1">
        {pod} ·{' '}
        <Link to="/projects/$project/logs" params={{ project }} search={{ environment }} className="text-link">
          {words.deployment.allLogs}
        </Link>
      </p>
    </div>
  );
}

function Tail({ project, environment, pod }: { project: string; environment: string; pod: string }) {
  const query = new URLSearchParams({ project, environment, pod, tail: '5', follow: 'true' });
  const { lines } = useStream<LogLine>(`/api/logs?${query}`, 5);
  return lines.length === 0 ? null : (
    <div className="border-hair overflow-hidden rounded-1 border py-2">
      <LogRows lines={lines.map(({ time, line }) => `${sayMoment(time)} ${line}`)} />
    </div>
  );
}
