import type { GitObject } from '../object.ts';
import { modes } from '../tree.ts';

const ident = '[^<>\\n\\0]+ <[^<>\\n\\0]*> (?:0|[1-9][0-9]{0,11}) [+-][0-9]{4}\\n';
const commitHead = new RegExp(
  `^tree [0-9a-f]{40}\\n(?:parent [0-9a-f]{40}\\n)*author ${ident}committer ${ident}(?!parent |author |tree )`,
);
const tagHead = new RegExp(
  `^object [0-9a-f]{40}\\ntype (?:commit|tree|blob)\\ntag [A-Za-z0-9][A-Za-z0-9._+-]*\\ntagger ${ident}\\n`,
);
const knownModes = new Set(['100644', '100755', '120000', '40000', '160000']);
const plainDotGit = new Set(['.gitignore', '.gitkeep', '.github', '.gitlab-ci.yml', '.gitlab', '.gitea']);

/**
 * True for objects that `git fsck --strict` has nothing to say about, judged narrowly: false means "let git
 * judge", never "broken". It may be too careful; it may never be too kind.
 */
export function isPlainlySound({ type, data }: GitObject): boolean {
  switch (type) {
    case 'blob':
      return true;
    case 'commit':
      return !data.includes(0) && commitHead.test(data.toString('latin1', 0, 8192)) && data.includes('\n\n');
    case 'tag':
      return !data.includes(0) && tagHead.test(data.toString('latin1', 0, 8192));
    case 'tree':
      return isSoundTree(data);
  }
}

function isSoundTree(data: Buffer): boolean {
  // One character for each byte: such strings compare as the bytes do.
  const text = data.toString('latin1');
  const names = new Set<string>();
  let before = '';
  for (let at = 0; at < text.length;) {
    const space = text.indexOf(' ', at);
    const nul = text.indexOf('\0', space);
    if (space < 0 || nul < 0 || nul + 21 > text.length) {
      return false;
    }
    const mode = text.slice(at, space);
    const name = text.slice(space + 1, nul);
    const key = mode === '40000' ? `${name}/` : name;
    if (
      !knownModes.has(mode) ||
      !isPlainName(name, mode) ||
      names.has(name) ||
      before >= key ||
      isNull(data, nul + 1)
    ) {
      return false;
    }
    names.add(name);
    before = key;
    at = nul + 21;
  }
  return true;
}

/** `name` as latin1: one character for each byte. */
function isPlainName(name: string, mode: string): boolean {
  const lower = name.toLowerCase();
  const isMode = (wanted: number) => mode === wanted.toString(8);
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    // Bytes that begin characters which HFS+ leaves out of names, and what NTFS reads as something else.
    !/[/\\:~\u00e2\u00ef]/.test(name) &&
    (!lower.startsWith('.git') || (plainDotGit.has(lower) && !isMode(modes.symlink)))
  );
}

function isNull(data: Buffer, at: number): boolean {
  return data[at] === 0 && data.subarray(at, at + 20).every((byte) => byte === 0);
}
