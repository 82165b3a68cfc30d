const acts = ['promote', 'deploy', 'rollback'] as const;
export type Act = (typeof acts)[number];

/** What stands in the address of the pipeline: the view, and the sheet that is open. */
export interface PipelineSearch {
  readonly view?: 'list';
  readonly act?: Act;
  readonly to?: string;
  readonly release?: string;
}

export function readPipelineSearch(search: Readonly<Record<string, unknown>>): PipelineSearch {
  const act = acts.find((one) => one === search['act']);
  const text = (name: 'to' | 'release') =>
    typeof search[name] === 'string' && search[name] !== '' ? { [name]: search[name] } : {};
  return {
    ...(search['view'] === 'list' ? { view: 'list' } : {}),
    ...(act === undefined ? {} : { act }),
    ...text('to'),
    ...text('release'),
  };
}
