import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { useWords } from '../i18n/text.ts';
import { changesBetween, statesOf } from './announce-view.ts';

const everyMs = 5000;

/** One polite voice for readers of the screen: changes of state only, at most one every five seconds. */
export function Announcer() {
  const words = useWords();
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const before = useRef<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    const timer = setInterval(() => {
      const projects = queries
        .getQueriesData<Told<ProjectView>>({ queryKey: [['projects', 'get']] })
        .flatMap(([, project]) => (project === undefined ? [] : [project]));
      const now = statesOf(projects);
      const changes = changesBetween(before.current, now);
      before.current = now;
      if (changes.length > 0) {
        setSaid(changes.map(({ place, state }) => `${place}: ${words.deploymentState[state]}`).join('. '));
      }
    }, everyMs);
    return () => clearInterval(timer);
  }, [queries, words]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
