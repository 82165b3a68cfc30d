import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greeting } from '../greeting.js';
import { escape, page } from '../page.js';

test('the page greets and says where it runs', () => {
  const html = page({ environment: 'staging', release: 'r7' });
  assert.match(html, /staging · r7/);
  assert.ok(html.includes(escape(greeting)));
});

test('nothing from outside becomes markup', () => {
  assert.equal(escape('<b>"&'), '&lt;b&gt;&quot;&amp;');
});
