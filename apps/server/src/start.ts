import { say as sentence, type Message } from '@juanie/fault';
import { catalog } from './catalog.ts';
import { checkMachine } from './checks.ts';
import { compose, type Parts } from './compose.ts';
import { openDataDirectory, type DataDirectory } from './data-directory.ts';
import { serverMessages } from './faults.ts';
import { choosePort, type Chosen } from './ports.ts';
import { printWelcome, writeReadyFile } from './ready.ts';
import { waitForSample } from './sample.ts';
import type { Listen, Settings } from './settings.ts';

export interface Server {
  /** Drains, ends pods, closes every store. */
  stop(): Promise<void>;
}

export interface Rim {
  /** Progress, one line for each step. */
  readonly say: (line: string) => void;
  /** The final block. */
  readonly answer: (line: string) => void;
  /** Folder of the built pages, once they are built. */
  readonly pages: Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts every part in order, tells each step with its time, and answers when all of it serves. */
export async function startServer(settings: Settings, rim: Rim): Promise<Server> {
  const steps = stepTeller(settings, rim);
  await checkMachine(settings);
  const data = openDataDirectory(settings.data);
  let composed: Parts | undefined;
  try {
    steps.done(serverMessages('StepData', { data: settings.data }));
    const addresses = await chooseAddresses(settings, data, steps.tell);
    const parts = await compose({ settings, data, addresses, rim, tell: steps.done });
    composed = parts;
    data.announce({ ui: parts.addresses.ui, gateway: parts.addresses.gateway, kubernetes: parts.addresses.kubernetes });
    const sample = await startSample(parts, settings, steps.done);
    await finish(parts, { settings, data, rim, sample });
    return { stop: () => stop(parts, data, steps.tell) };
  } catch (thrown) {
    await composed?.stop().catch(() => undefined);
    data.close();
    throw thrown;
  }
}

export interface Addresses {
  readonly listen: Chosen;
  readonly kube: Chosen;
  readonly gateway: Chosen;
}

async function chooseAddresses(
  settings: Settings,
  data: DataDirectory,
  tell: (message: Message) => void,
): Promise<Addresses> {
  const choose = async (flag: 'listen' | 'kube' | 'gateway'): Promise<Chosen> => {
    const wanted: Listen = settings[flag];
    const chosen = await choosePort(`--${flag}`, wanted, data.kept[flag]);
    if (chosen.moved) {
      tell(serverMessages('PortMoved', { flag: `--${flag}`, wanted: wanted.port, port: chosen.port }));
    }
    return chosen;
  };
  return { listen: await choose('listen'), kube: await choose('kube'), gateway: await choose('gateway') };
}

async function startSample(
  parts: Parts,
  settings: Settings,
  done: (message: Message) => void,
): Promise<string | undefined> {
  const project = settings.sample ? await waitForSample(parts) : undefined;
  if (project !== undefined) {
    done(serverMessages('StepSample', { project }));
  }
  return project;
}

async function finish(
  parts: Parts,
  to: { settings: Settings; data: DataDirectory; rim: Rim; sample: string | undefined },
): Promise<void> {
  const signIn = `${parts.addresses.ui}/welcome?token=${await parts.delivery.people.createSignInLink()}`;
  if (to.settings.readyFile !== undefined) {
    await writeReadyFile(to.settings.readyFile, { parts, signIn, sample: to.sample });
  }
  await printWelcome(parts, { signIn, sample: to.sample, language: to.settings.language, answer: to.rim.answer });
}

async function stop(parts: Parts, data: DataDirectory, tell: (message: Message) => void): Promise<void> {
  tell(serverMessages('Stopping'));
  try {
    await parts.stop();
  } finally {
    data.close();
  }
}

function stepTeller({ language }: Settings, { say }: Rim) {
  let last = performance.now();
  const tell = (message: Message): void => say(`· ${sentence(catalog, message, language)}`);
  const done = (message: Message): void => {
    const now = performance.now();
    say(`✔ ${sentence(catalog, message, language)}  ${((now - last) / 1000).toFixed(2)} s`);
    last = now;
  };
  return { tell, done };
}
