import { say, type Language, type Message } from '@juanie/fault';
import { catalog } from './catalog.ts';
import type { Parts } from './compose.ts';
import { writeWhole } from './data-directory.ts';
import { serverFault, serverMessages } from './faults.ts';
import { version } from './version.ts';
import { localOwner } from './owner.ts';

interface Facts {
  readonly parts: Parts;
  readonly signIn: string;
  readonly sample: string | undefined;
}

/** Writes `ready.json` whole: a reader sees all of it or nothing. */
export async function writeReadyFile(file: string, { parts, signIn, sample }: Facts): Promise<void> {
  const { addresses, data } = parts;
  const document = {
    apiVersion: 'juanie.art/v1',
    kind: 'Ready',
    version,
    pid: process.pid,
    data: data.root,
    ui: addresses.ui,
    signIn,
    tokenFile: data.path('owner.token'),
    git: `${addresses.ui}/git`,
    fleet: `${addresses.ui}/git/juanie/fleet.git`,
    registry: addresses.registry,
    kubernetes: { server: addresses.kubernetes, kubeconfig: data.path('kubeconfig') },
    gateway: addresses.gateway,
    ...(sample === undefined ? {} : { sample: await describeSample(parts, sample) }),
  };
  try {
    writeWhole(file, `${JSON.stringify(document, null, 2)}\n`);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw serverFault('ReadyFileUnwritable', { file, why }, { cause: thrown });
  }
}

async function describeSample(parts: Parts, name: string): Promise<object> {
  const project = await parts.delivery.projects.get(await localOwner(parts), name);
  return {
    project: name,
    repository: `${parts.addresses.ui}/git/${project.repository.name}.git`,
    urls: Object.fromEntries(project.environments.map((environment) => [environment.name, environment.url])),
  };
}

interface Block {
  readonly signIn: string;
  readonly sample: string | undefined;
  readonly language: Language;
  readonly answer: (line: string) => void;
}

/** The block that a newcomer reads: sample, sign-in link, what to try. */
export async function printWelcome(parts: Parts, block: Block): Promise<void> {
  const { answer, language, sample } = block;
  const t = (message: Message): string => say(catalog, message, language);
  const lines = [
    '',
    ...(sample === undefined ? [] : await sampleLines(parts, sample, t)),
    `${t(serverMessages('BlockSignIn'))}  ${block.signIn}`,
    `    (${t(serverMessages('BlockOnce'))})`,
    '',
    `${t(serverMessages('BlockNext'))}`,
  ];
  const project = sample ?? 'NAME';
  const tries = [
    serverMessages('NextChange', { project }),
    serverMessages('NextPromote', { project }),
    serverMessages('NextCluster', { kubeconfig: parts.data.path('kubeconfig') }),
  ];
  for (const line of [...lines, ...tries.map((message, index) => `  ${index + 1}. ${t(message)}`), '']) {
    answer(line);
  }
  if (parts.isolation.kind === 'none') {
    answer(t(serverMessages('IsolationNone', { why: t(parts.isolation.why) })));
  }
}

async function sampleLines(parts: Parts, name: string, t: (message: Message) => string): Promise<string[]> {
  const project = await parts.delivery.projects.get(await localOwner(parts), name);
  const [first] = project.environments;
  if (first === undefined) {
    return [];
  }
  const host = new URL(first.url).host.split(':')[0] ?? '';
  return [
    `${t(serverMessages('BlockSample'))}  ${first.url}`,
    `    curl -H 'Host: ${host}' ${parts.addresses.gateway}   (${t(serverMessages('BlockSampleCurl'))})`,
  ];
}
