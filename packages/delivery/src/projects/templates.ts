import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { fault } from '../core/faults.ts';
import type { TemplateView } from '../delivery.ts';

const maxFiles = 2_000;
const maxBytes = 5_000_000;

const Text = z.object({ en: z.string(), 'zh-CN': z.string() });
/** Only what is shown; parameters come with the templates that have some. */
const TemplateFile = z.object({ name: z.string().optional(), title: Text.optional(), description: Text });

/** Starters of projects: `templates/<name>/template.yaml` and `files/`. */
export function listTemplates(dir: string | undefined): readonly TemplateView[] {
  if (dir === undefined) {
    return [];
  }
  return folders(dir).map((name) => readTemplate(dir, name));
}

function folders(dir: string): string[] {
  try {
    const names = readdirSync(dir).filter((name) =>
      statSync(join(dir, name, 'template.yaml'), { throwIfNoEntry: false }),
    );
    return names.toSorted();
  } catch {
    // No folder of templates: none can be chosen.
    return [];
  }
}

function readTemplate(dir: string, name: string): TemplateView {
  const read = TemplateFile.safeParse(parse(readFileSync(join(dir, name, 'template.yaml'), 'utf8')));
  if (!read.success) {
    const detail = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw fault('TemplateUnusable', { name, detail });
  }
  const { title, description } = read.data;
  return { name, title: title ?? { en: name, 'zh-CN': name }, description };
}

/** The files of a template with `{{ project }}` filled in. */
export function templateFiles(dir: string | undefined, name: string, project: string): ReadonlyMap<string, Uint8Array> {
  const known = dir === undefined ? [] : folders(dir);
  if (dir === undefined || !known.includes(name)) {
    throw fault('TemplateNotFound', { name, known: known.join(', ') });
  }
  const files = new Map<string, Uint8Array>();
  collect(join(dir, name, 'files'), '', files);
  const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  if (files.size > maxFiles || bytes > maxBytes) {
    throw fault('TemplateUnusable', { name, detail: `${files.size} files, ${bytes} bytes` });
  }
  return new Map([...files].map(([path, content]) => [path, filled(content, project)]));
}

function collect(dir: string, prefix: string, files: Map<string, Uint8Array>): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') {
      collect(join(dir, entry.name), path, files);
    } else if (entry.isFile() && files.size <= maxFiles) {
      files.set(path, readFileSync(join(dir, entry.name)));
    }
  }
}

function filled(content: Uint8Array, project: string): Uint8Array {
  if (content.includes(0)) {
    return content;
  }
  const text = new TextDecoder().decode(content);
  return text.includes('{{') ? new TextEncoder().encode(text.replace(/\{\{\s*project\s*\}\}/g, project)) : content;
}
