import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projects } from '../../../dev/fixtures/projects.ts';
import { speakIn } from '../../../dev/fixtures/speak.ts';
import { cellOf, columnsOf, countsOf, shownProjects } from './projects-view.ts';

const all = projects(speakIn('en'));
const shop = all.find(({ name }) => name === 'shop');

describe('the list of projects', () => {
  it('has the stations as columns, in their order', () => {
    assert.deepEqual(
      columnsOf(all).map(({ name }) => name),
      ['development', 'staging', 'production'],
    );
  });

  it('counts what wants a look and what runs', () => {
    assert.deepEqual(countsOf(all), { all: 11, attention: 4, running: 2 });
  });

  it('finds by name and by description, the newest change first', () => {
    const found = shownProjects(all, { filter: 'all', typed: 'ST' });
    assert.deepEqual(
      found.map(({ name }) => name),
      ['shop', 'inventory'],
    );
  });

  it('shows what needs a look before the age', () => {
    const notes = shop?.environments.map((environment) => cellOf(environment)?.note);
    assert.deepEqual(notes, ['deploying', 'drifted', 'held']);
    assert.equal(cellOf(undefined), undefined);
  });
});
