import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFault } from '@juanie/fault';
import { startWords } from './plan-node.ts';
import { planBuild } from './plan.ts';
import { mapTree } from './testing/map-tree.ts';

const manifest = (content: object) => JSON.stringify(content);
const lock = '{"lockfileVersion":3}';

interface Row {
  readonly when: string;
  readonly files: Readonly<Record<string, string>>;
  readonly preset: 'node' | 'static';
  readonly reason: string;
  readonly commands: readonly string[];
}

const rows: readonly Row[] = [
  {
    when: 'a package.json with a start script',
    files: { 'package.json': manifest({ scripts: { start: 'node server.js --fast' } }) },
    preset: 'node',
    reason: 'PlanNodePackage',
    commands: ['run: node server.js --fast'],
  },
  {
    when: 'a package.json and a server.js',
    files: { 'package.json': '{}', 'server.js': '' },
    preset: 'node',
    reason: 'PlanNodePackage',
    commands: ['run: node server.js'],
  },
  {
    when: 'dependencies, build and test',
    files: {
      'package.json': manifest({
        scripts: { start: 'next start', build: 'next build', postbuild: 'x', test: 'vitest run' },
        dependencies: { next: '1' },
      }),
      'package-lock.json': lock,
    },
    preset: 'node',
    reason: 'PlanNodePackage',
    commands: [
      'install: npm ci',
      'build: next build',
      'build: x',
      'test: vitest run',
      'run: sh -c export PATH="$PWD/node_modules/.bin:$PATH"; exec next start',
    ],
  },
  {
    when: 'the test script that npm init writes',
    files: {
      'package.json': manifest({
        main: 'main.js',
        scripts: { test: 'echo "Error: no test specified" && exit 1' },
      }),
      'main.js': '',
    },
    preset: 'node',
    reason: 'PlanNodePackage',
    commands: ['run: node main.js'],
  },
  {
    when: 'an index.html alone',
    files: { 'index.html': '' },
    preset: 'static',
    reason: 'PlanStaticFiles',
    commands: ['run: node serve.mjs'],
  },
  {
    when: 'a build script and nothing to start',
    files: {
      'package.json': manifest({ scripts: { build: 'vite build' }, devDependencies: { vite: '1' } }),
      'package-lock.json': lock,
      'index.html': '',
    },
    preset: 'static',
    reason: 'PlanStaticBuilt',
    commands: ['install: npm ci', 'build: vite build', 'run: node serve.mjs'],
  },
  {
    when: 'juanie.yaml that says static',
    files: {
      'juanie.yaml':
        'apiVersion: juanie.art/v1\nkind: App\nservices: { web: { type: static, build: { output: www } } }',
      'www/index.html': '',
      'package.json': manifest({ scripts: { start: 'node x.js' } }),
    },
    preset: 'static',
    reason: 'PlanDeclared',
    commands: ['run: node serve.mjs'],
  },
];

describe('a plan', () => {
  for (const { when, files, preset, reason, commands } of rows) {
    it(`is made from ${when}`, () => {
      const [service] = planBuild(mapTree(files)).view;

      assert.equal(service?.preset, preset);
      assert.equal(service?.reason.code, reason);
      assert.deepEqual(
        service?.commands.map(({ step, command }) => `${step}: ${command}`),
        commands,
      );
    });
  }

  it('installs a workspace from the lockfile above it', () => {
    const files = {
      'juanie.yaml': 'apiVersion: juanie.art/v1\nkind: App\nservices: { api: { context: apps/api } }',
      'package.json': manifest({ workspaces: ['apps/*'] }),
      'package-lock.json': lock,
      'apps/api/package.json': manifest({ scripts: { start: 'node .' }, dependencies: { koa: '1' } }),
    };

    const [part] = planBuild(mapTree(files)).parts;

    assert.deepEqual([part?.context, part?.root, part?.lockfile], ['apps/api', '', 'package-lock.json']);
  });

  it('keeps the shape of a service', () => {
    const file = `apiVersion: juanie.art/v1
kind: App
services:
  web:
    run: { port: 8080 }
    health: { path: /healthz }
    variables: { LOG_LEVEL: info, RETRIES: 3 }
    volumes: [{ name: data, path: /data, size: 1Gi }]
`;

    const plan = planBuild(mapTree({ 'juanie.yaml': file, 'package.json': '{}', 'index.js': '' }));

    assert.deepEqual(plan.services['web'], {
      type: 'web',
      port: 8080,
      healthPath: '/healthz',
      command: null,
      variables: { LOG_LEVEL: 'info', RETRIES: '3' },
      volumes: [{ name: 'data', path: '/data', size: '1Gi' }],
    });
  });

  const refusals: readonly { when: string; files: Readonly<Record<string, string>>; reason: string }[] = [
    { when: 'nothing is known', files: { 'main.rs': '' }, reason: 'BuildUndetected' },
    { when: 'nothing can be started', files: { 'package.json': '{}' }, reason: 'BuildStartUnknown' },
    {
      when: 'dependencies have no lockfile',
      files: { 'package.json': manifest({ dependencies: { koa: '1' } }), 'index.js': '', 'yarn.lock': '' },
      reason: 'BuildLockfileMissing',
    },
    { when: 'package.json is no JSON', files: { 'package.json': '{' }, reason: 'BuildManifestInvalid' },
  ];
  for (const { when, files, reason } of refusals) {
    it(`is refused when ${when}`, () => {
      assert.throws(() => planBuild(mapTree(files)), { reason });
    });
  }
});

describe('a start script', () => {
  const scripts: readonly [string, readonly string[]][] = [
    ['node server.js', ['node', 'server.js']],
    ['node --import tsx src/main.ts', ['node', '--import', 'tsx', 'src/main.ts']],
    ['next start', ['sh', '-c', 'export PATH="$PWD/node_modules/.bin:$PATH"; exec next start']],
    ['NODE_ENV=x node a.js', ['sh', '-c', 'export PATH="$PWD/node_modules/.bin:$PATH"; NODE_ENV=x node a.js']],
    ['node a.js | cat', ['sh', '-c', 'export PATH="$PWD/node_modules/.bin:$PATH"; node a.js | cat']],
  ];
  for (const [script, words] of scripts) {
    it(`${script}: is run as it has to be`, () => {
      assert.deepEqual(startWords(script), words);
    });
  }
});

describe('juanie.yaml', () => {
  it('is answered with all problems at once, each with its line', () => {
    const file = `apiVersion: juanie.art/v1
kind: App
services:
  web:
    type: cron
    helth: { path: /healthz }
    build: { preset: go, output: ../x }
    variables: { PORT: "1", 9x: y }
  Web2:
    run: { port: 70000 }
`;
    assert.deepEqual(
      problemsOf(file).map(({ path, line, message }) => [path, line, message?.code]),
      [
        ['services.web.type', 5, 'AppFileTypeLater'],
        ['services.web.helth', 6, 'AppFileMisspelt'],
        ['services.web.build.output', 7, 'AppFilePath'],
        ['services.web.build.preset', 7, 'AppFilePresetLater'],
        ['services.web.variables.PORT', 8, 'AppFilePortVariable'],
        ['services.web.variables.9x', 8, 'AppFileVariable'],
        ['services.Web2', 9, 'AppFileName'],
        ['services.Web2.run.port', 10, 'AppFileAtMost'],
      ],
    );
  });

  it('is refused when it is no YAML, or explodes', () => {
    assert.deepEqual(
      problemsOf('a: [').map(({ line, message }) => [line, message?.code]),
      [[1, 'AppFileSyntax']],
    );
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join(',')}]`),
    ];
    assert.deepEqual(
      problemsOf(bomb.join('\n')).map(({ message }) => message?.code),
      ['AppFileSyntax'],
    );
  });

  function problemsOf(file: string) {
    try {
      planBuild(mapTree({ 'juanie.yaml': file }));
    } catch (thrown) {
      assert.ok(isFault(thrown) && thrown.reason === 'AppFileInvalid', String(thrown));
      return thrown.problems;
    }
    throw new Error('it was accepted');
  }
});
