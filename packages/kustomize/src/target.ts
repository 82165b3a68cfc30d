import { absorb } from './absorb.ts';
import { Accumulator } from './accumulator.ts';
import { appendOrigin, recordTransformer, type Origin } from './build-metadata.ts';
import type { BuildContext } from './context.ts';
import { readCrds } from './crds.ts';
import { generatorsOf } from './generators/generators.ts';
import { traceDirectory, traceFile, traceKustomization } from './incremental.ts';
import { readKustomization, type KustomizationFile } from './load/kustomization-file.ts';
import type { Root } from './load/root.ts';
import { isRemoteFile, parseRepository } from './load/remote.ts';
import { noteTypes, useOpenApi } from './openapi.ts';
import { readResources } from './read-resources.ts';
import { collect, Refusal, refusalsOf, within } from './refusal.ts';
import type { Resource } from './resource.ts';
import { ResourceList } from './resource-list.ts';
import { readConfigurations } from './transformer-config-files.ts';
import { mergeConfigs } from './transformer-config.ts';
import { transformersOf } from './transformers/transformers.ts';
import { runValidators } from './transformers/validators.ts';
import { addVars, bindVars, varString } from './vars.ts';

/** The kustomization of a directory; of a partial build the one that was read before. */
function readOnce(root: Root, context: BuildContext): KustomizationFile {
  const known = context.partial?.kustomizations.get(root.shown);
  const file = known ?? readKustomization(root);
  traceKustomization(context.trace, root.shown, file);
  return file;
}

/** A directory with its kustomization, on its way to resources. */
export class Target {
  readonly root: Root;
  readonly file: KustomizationFile;
  readonly context: BuildContext;
  /** Set while origins are tracked (`buildMetadata`). */
  readonly origin: Origin | undefined;
  /** The namespace that charts get when neither they nor this kustomization name one. */
  readonly helmNamespace: string;

  constructor(given: {
    root: Root;
    file: KustomizationFile;
    context: BuildContext;
    origin: Origin | undefined;
    helmNamespace: string;
  }) {
    this.root = given.root;
    this.file = given.file;
    this.context = given.context;
    this.origin = given.origin;
    this.helmNamespace = given.helmNamespace;
  }

  static open(root: Root, context: BuildContext): Target {
    const file = readOnce(root, context);
    context.warnings.push(...file.warnings);
    context.lines.set(file.path, file.lineOf);
    const { kustomization } = file;
    useOpenApi(kustomization.openapi, root, context);
    const origin = (kustomization.buildMetadata ?? []).length > 0 ? {} : undefined;
    return new Target({ root, file, context, origin, helmNamespace: '' });
  }

  /** Where a field of the kustomization stands, for messages. */
  place(path: string): { file: string; path: string } {
    return { file: this.file.path, path };
  }

  /** Components work on what their parent has accumulated so far; everything else begins with nothing. */
  accumulate(into = new Accumulator(this.context.partial !== undefined)): Accumulator {
    const { kustomization } = this.file;
    let result = into;
    within('accumulating resources', {}, () => this.#addPaths(result, kustomization.resources ?? [], 'resources'));
    result.mergeConfig(readConfigurations(kustomization.configurations ?? [], this));
    result.mergeConfig(readCrds(kustomization.crds ?? [], this));
    this.#generate(result);
    result = within('accumulating components', {}, () => this.#addComponents(result));
    this.#transform(result);
    runValidators(this, result);
    within(
      `merging vars [${(kustomization.vars ?? []).map((each) => varString(each)).join(' ')}]`,
      this.place('vars'),
      () => {
        bindVars(result.list, kustomization.vars ?? []);
        addVars(result.vars, kustomization.vars ?? []);
      },
    );
    return result;
  }

  /** Adds the files and directories that a field lists; everything that is refused is refused together. */
  #addPaths(into: Accumulator, paths: readonly string[], field: string): void {
    const { partial } = this.context;
    const entries = partial === undefined ? paths : (partial.entries.get(this.file.path) ?? []);
    collect(entries.map((path, at) => () => this.addPath(into, path, `${field}[${at}]`)));
  }

  addPath(into: Accumulator, path: string, field: string): void {
    // Directories are the common case of what is no file: they are told without an error being made.
    const sentence = this.root.directorySentence(path);
    if (sentence !== undefined) {
      traceDirectory(this.context.trace, this.file.path, path);
      const asFile = `accumulating resources from '${path}': ${sentence}`;
      this.#addDirectory(into, { path, field, asFile, refusal: undefined });
      return;
    }
    const refused = this.#tryFile(into, path);
    if (refused === undefined) {
      traceFile(this.context.trace, this.root.fileOf(path), { kustomization: this.file.path, entry: path });
      return;
    }
    const [first] = refusalsOf(refused);
    if (first === undefined) {
      throw refused;
    }
    if (isRemoteFile(path) && parseRepository(path) === undefined) {
      throw first.at(this.place(field));
    }
    this.#addDirectory(into, { path, field, asFile: first.message, refusal: first });
  }

  /** Builds what a path names as a directory; `asFile` is what was refused about it as a file. */
  #addDirectory(
    into: Accumulator,
    at: { path: string; field: string; asFile: string; refusal: Refusal | undefined },
  ): void {
    const { path, field, asFile, refusal } = at;
    const place = this.place(field);
    let root: Root;
    try {
      root = this.root.enter(path);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) {
        throw thrown;
      }
      if (refusal?.message.includes('MalformedYAMLError') === true) {
        throw refusal;
      }
      const sentence = `accumulation err='${asFile}': ${thrown.message}`;
      throw new Refusal(sentence, { ...place, ...refusal?.place }, refusal?.said ?? thrown.said);
    }
    within(`accumulation err='${asFile}'`, {}, () => {
      const below = this.#accumulateBelow(root, { path, field });
      within(`recursed merging from path '${root.shown}'`, place, () => into.absorb(below));
    });
  }

  /** Reads a path as a file of resources; what was thrown when it is none. */
  #tryFile(into: Accumulator, path: string): unknown {
    try {
      const resources = within(`accumulating resources from '${path}'`, {}, () => this.readFile(path));
      const origin = this.origin === undefined ? undefined : appendOrigin(this.origin, path);
      for (const resource of resources) {
        resource.origin = origin;
      }
      noteTypes(resources, this.context);
      within(`merging resources from '${path}'`, {}, () => into.list.appendAll(resources));
      return undefined;
    } catch (thrown) {
      return thrown;
    }
  }

  readFile(path: string): Resource[] {
    const { cache } = this.context;
    const key = cache === undefined ? undefined : this.root.idOf(path);
    const file = this.root.fileOf(path);
    try {
      const resources = readResources(this.root.readText(path), { file, cache, key });
      new ResourceList().appendAll(resources);
      return resources;
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.message.startsWith('MalformedYAMLError')) {
        throw new Refusal(`${thrown.message} in File: ${path}`, thrown.place, thrown.said);
      }
      throw thrown;
    }
  }

  #open(root: Root, path: string): Target {
    const file = within(`couldn't make target for path '${root.shown}'`, {}, () => readOnce(root, this.context));
    this.context.warnings.push(...file.warnings);
    this.context.lines.set(file.path, file.lineOf);
    const { namespace } = this.file.kustomization;
    const buildMetadata = this.file.kustomization.buildMetadata;
    const kustomization = { ...file.kustomization, ...(buildMetadata === undefined ? {} : { buildMetadata }) };
    useOpenApi(kustomization.openapi, root, this.context);
    const origin = this.origin === undefined ? undefined : appendOrigin(this.origin, path);
    return new Target({
      root,
      file: { ...file, kustomization },
      context: this.context,
      origin,
      helmNamespace: namespace || this.helmNamespace,
    });
  }

  #accumulateBelow(root: Root, at: { path: string; field: string }): Accumulator {
    const target = within('', this.place(at.field), () => this.#open(root, at.path));
    if (target.file.kustomization.kind === 'Component') {
      throw new Refusal(`expected kind != 'Component' for path '${root.shown}'`, this.place(at.field));
    }
    return within(`recursed accumulation of path '${root.shown}'`, {}, () => target.accumulate());
  }

  #addComponents(into: Accumulator): Accumulator {
    let result = into;
    (this.file.kustomization.components ?? []).forEach((path, at) => {
      result = this.#addComponent(result, path, this.place(`components[${at}]`));
    });
    return result;
  }

  #addComponent(into: Accumulator, path: string, place: { file: string; path: string }): Accumulator {
    const quote = (refusal: Refusal, prefix: string): Refusal =>
      new Refusal(`${prefix}${JSON.stringify(refusal.message)}`, { ...place, ...refusal.place }, refusal.said);
    let root: Root;
    try {
      root = this.root.enter(path);
    } catch (thrown) {
      throw thrown instanceof Refusal ? quote(thrown, 'loader.New ') : thrown;
    }
    try {
      const target = this.#open(root, path);
      const { kind = '' } = target.file.kustomization;
      if (kind !== 'Component') {
        throw new Refusal(`expected kind 'Component' for path '${root.shown}' but got '${kind}'`);
      }
      return within(`recursed accumulation of path '${root.shown}'`, {}, () => target.accumulate(into));
    } catch (thrown) {
      const [first] = refusalsOf(thrown);
      throw first === undefined ? thrown : quote(first, 'accumulateDirectory: ');
    }
  }

  #generate(into: Accumulator): void {
    for (const { generate, origin } of generatorsOf(this)) {
      const made = generate();
      for (const resource of made) {
        resource.origin ??= origin;
      }
      within('merging from generator', {}, () => absorb(into.list, made));
    }
  }

  #transform(into: Accumulator): void {
    const config = mergeConfigs(into.config, into.config);
    for (const { transform, origin } of transformersOf(this, config)) {
      transform(into.list);
      if (this.origin !== undefined && origin !== undefined) {
        recordTransformer(into.list, origin);
      }
      into.list.dropEmpties();
    }
  }
}
