import { access, constants, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { timesOf } from '../logs/log-file.ts';
import { PullProblem, type PreparedImage } from '../image/puller.ts';
import type { Run, RunName } from '../process/run.ts';
import { ConfigProblem } from './config-problem.ts';
import type { NodeContext } from './context.ts';
import { buildEnvironment, expand } from './environment.ts';
import { portVariables, type HostPorts } from './host-ports.ts';
import type { Container, Pod } from './pod.ts';
import { parseQuantity } from './quantity.ts';
import { readReferences } from './references.ts';
import { MountProblem, type PodVolumes } from './volumes.ts';

export interface StartRequest {
  readonly pod: Pod;
  readonly container: Container;
  readonly attempt: number;
  readonly ports: HostPorts;
  readonly volumes: PodVolumes;
}

export type StartResult =
  | { readonly ok: true; readonly run: Run; readonly imageID: string }
  | { readonly ok: false; readonly reason: string; readonly message: string }
  /** The container was made and its command could not be run: an exit like any other. */
  | { readonly ok: 'failed'; readonly message: string; readonly imageID: string };

/** From a container's words to a running one; every refusal is one that users of Kubernetes know. */
export async function startContainer(context: NodeContext, request: StartRequest): Promise<StartResult> {
  const { recorder } = context;
  const { pod, container } = request;
  try {
    const image = await pull(context, request);
    const order = await prepare(context, request, image);
    recorder.record(pod, { reason: 'Created', message: `Created container: ${container.name}` });
    const missing = await findMissing(context, order);
    if (missing !== undefined) {
      const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to start container process: ${missing}`;
      recorder.record(pod, { type: 'Warning', reason: 'Failed', message: `Error: ${message}` });
      return { ok: 'failed', message, imageID: image.imageID };
    }
    const run = await context.runtime.start(order);
    recorder.record(pod, { reason: 'Started', message: `Started container ${container.name}` });
    void context.runtime.forgetBefore(order.name).catch(context.onError);
    return { ok: true, run, imageID: image.imageID };
  } catch (thrown) {
    return refusalOf(context, request, thrown);
  }
}

async function pull(
  { puller, recorder, clock }: NodeContext,
  { pod, container }: StartRequest,
): Promise<PreparedImage> {
  const begun = clock.now();
  const reference = container.image ?? '';
  const image = await puller.ensure(reference);
  const took = `${clock.now() - begun}ms`;
  const message = image.wasPresent
    ? `Container image "${reference}" already present on machine`
    : `Successfully pulled image "${reference}" in ${took} (${took} including waiting)`;
  recorder.record(pod, { reason: 'Pulled', message });
  return image;
}

async function prepare(context: NodeContext, request: StartRequest, image: PreparedImage) {
  const { runtime, recorder, folders, size } = context;
  const { pod, container, attempt, ports, volumes } = request;
  const { config } = image;
  const name: RunName = { podUid: pod.metadata.uid ?? '', container: container.name, attempt };
  const workingDir = container.workingDir ?? (config.WorkingDir || '/');
  const temporary = runtime.placeOf(name, '/tmp');
  const imageEnvironment: Record<string, string> = {
    HOME: temporary,
    TMPDIR: temporary,
    ...parseAssignments(config.Env ?? []),
  };
  const path = [dirname(process.execPath), imageEnvironment['PATH'] ?? defaultPath].join(delimiter);
  const { values, skipped } = buildEnvironment({
    pod,
    container,
    node: size,
    references: await readReferences(context.client, pod, container),
    image: { ...imageEnvironment, PATH: path },
    runtime: portVariables(container, ports),
  });
  for (const { from, keys } of skipped) {
    const message = `Keys [${keys.join(', ')}] from the EnvFrom ${from} were skipped since they are considered invalid environment variable names.`;
    recorder.record(pod, { type: 'Warning', reason: 'InvalidEnvironmentVariableNames', message });
  }
  const { memory, cpu } = container.resources?.limits ?? {};
  return {
    name,
    layers: image.layers,
    command: commandOf(container, config, values),
    workingDir,
    environment: values,
    mounts: await volumes.mountsOf(container, { workingDir, environment: values }),
    logFile: logFileOf(folders.logs, pod, name),
    memoryLimit: memory === undefined ? undefined : parseQuantity(memory),
    cpuLimit: cpu === undefined ? undefined : parseQuantity(cpu),
  };
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function logFileOf(folder: string, { metadata }: Pod, { container, attempt }: Omit<RunName, 'podUid'>): string {
  return join(folder, `${metadata.namespace}_${metadata.name}_${metadata.uid}`, container, `${attempt}.log`);
}

function parseAssignments(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]));
}

/** A container's command replaces the image's entry point and its arguments the image's; both are expanded. */
function commandOf(
  { command, args }: Container,
  image: { readonly Entrypoint?: readonly string[]; readonly Cmd?: readonly string[] },
  values: Readonly<Record<string, string>>,
): string[] {
  const rest = args ?? (command === undefined ? (image.Cmd ?? []) : []);
  return [...(command ?? image.Entrypoint ?? []), ...rest].map((word) => expand(word, values));
}

type Order = Awaited<ReturnType<typeof prepare>>;

/** Why the command cannot be run, in runc's words; undefined when it can. */
async function findMissing(
  { runtime }: NodeContext,
  { name, command, environment, workingDir }: Order,
): Promise<string | undefined> {
  const program = command[0];
  if (program === undefined || program === '') {
    return 'no command specified';
  }
  if (program.includes('/')) {
    // Its file is known once the root is laid out; the shell says the rest.
    return isAbsolute(program) && runtime.isolation.kind === 'none' && !(await isFile(program))
      ? `exec: "${program}": stat ${program}: no such file or directory`
      : undefined;
  }
  void name;
  void workingDir;
  for (const folder of (environment['PATH'] ?? '').split(delimiter).filter((path) => isAbsolute(path))) {
    if (await isExecutable(join(folder, program))) {
      return undefined;
    }
  }
  return `exec: "${program}": executable file not found in $PATH`;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => isFile(path),
    () => false,
  );
}

function refusalOf({ recorder, onError }: NodeContext, { pod, container }: StartRequest, thrown: unknown): StartResult {
  if (thrown instanceof PullProblem) {
    const failed =
      thrown.reason === 'ErrImagePull' ? `Failed to pull image "${container.image}": ` : 'Failed to inspect image: ';
    recorder.record(pod, { type: 'Warning', reason: 'Failed', message: `${failed}${thrown.message}` });
    recorder.record(pod, { type: 'Warning', reason: 'Failed', message: `Error: ${thrown.reason}` });
    return { ok: false, reason: thrown.reason, message: thrown.message };
  }
  if (thrown instanceof ConfigProblem) {
    recorder.record(pod, { type: 'Warning', reason: 'Failed', message: `Error: ${thrown.message}` });
    return { ok: false, reason: 'CreateContainerConfigError', message: thrown.message };
  }
  if (thrown instanceof MountProblem) {
    recorder.record(pod, { type: 'Warning', reason: 'FailedMount', message: thrown.message });
    return { ok: false, reason: thrown.reason, message: thrown.message };
  }
  onError(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  recorder.record(pod, { type: 'Warning', reason: 'Failed', message: `Error: ${text}` });
  return { ok: false, reason: 'CreateContainerError', message: text };
}

/** The log exists before anything is written to it, so that it can be watched. */
export async function ensureLogFile(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '', { flag: 'a' });
}

export async function forgetLog(file: string): Promise<void> {
  await rm(file, { force: true });
  await rm(timesOf(file), { force: true });
}
