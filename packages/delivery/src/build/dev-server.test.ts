import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDevServer } from './dev-server.ts';

describe('a start script', () => {
  for (const start of [
    'npx @11ty/eleventy --serve --quiet',
    'vite',
    'vite --host 0.0.0.0',
    'vite preview',
    'astro dev',
    'react-scripts start',
    'webpack serve --open',
    'parcel src/index.html',
    'ng serve',
  ]) {
    it(`serves a site while one works on it: ${start}`, () => assert.equal(isDevServer(start), true));
  }

  for (const start of [
    'node server.js',
    'next start',
    'vite-node server.ts',
    'tsx src/main.ts',
    'serve -s dist',
    'astro',
  ]) {
    it(`runs an application: ${start}`, () => assert.equal(isDevServer(start), false));
  }
});
