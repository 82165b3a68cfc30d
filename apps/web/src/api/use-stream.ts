import { useEffect, useState } from 'react';

/** Lines of a stream of server-sent events while the component is there (key it by path); at most `keep` of the newest. */
export function useStream<Line>(
  path: string,
  keep = 5000,
): { readonly lines: readonly Line[]; readonly ended: boolean; readonly lost: boolean } {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [state, setState] = useState<'open' | 'ended' | 'lost'>('open');
  useEffect(() => {
    let waiting: Line[] = [];
    let frame = 0;
    const source = new EventSource(path);
    // Many lines at once are one drawing.
    const flush = (): void => {
      frame = 0;
      const batch = waiting;
      waiting = [];
      setLines((before) => [...before, ...batch].slice(-keep));
    };
    source.addEventListener('message', (event: MessageEvent<string>) => {
      waiting.push(JSON.parse(event.data) as Line);
      frame ||= requestAnimationFrame(flush);
    });
    source.addEventListener('end', () => {
      source.close();
      setState('ended');
    });
    source.addEventListener('fault', () => {
      source.close();
      setState('lost');
    });
    source.addEventListener('error', () => {
      source.close();
      setState('lost');
    });
    return () => {
      cancelAnimationFrame(frame);
      source.close();
    };
  }, [path, keep]);
  return { lines, ended: state === 'ended', lost: state === 'lost' };
}
