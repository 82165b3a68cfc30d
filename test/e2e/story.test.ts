import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { clone, type Clone } from '../product/git.ts';
import { startJuanie, type Juanie } from '../product/juanie.ts';
import { noBrowser, openBrowser, openPage, sidewaysOf, wrongOf } from './browser.ts';

if (noBrowser !== undefined) {
  console.error(noBrowser);
}

async function answers(ui: string): Promise<boolean> {
  return fetch(`${ui}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** The README's story, told in the pages only. Each part begins where the one before ended. */
describe('the story in the pages', { skip: noBrowser, timeout: 220_000 }, () => {
  let juanie: Juanie;
  let browser: Browser;
  let page: Page;
  let printed: readonly string[];
  let work: Clone;

  before(async () => {
    [juanie, browser] = await Promise.all([startJuanie(), openBrowser()]);
    ({ page, printed } = await openPage(browser));
    const token = (await readFile(juanie.ready.tokenFile, 'utf8')).trim();
    work = await clone(juanie.ready.sample?.repository ?? '', token);
  });

  after(async () => {
    await browser?.close();
    if (juanie !== undefined && !(await answers(juanie.ready.ui))) {
      console.error(`Juanie no longer answers:\n${juanie.output()}`);
    }
    await juanie?.[Symbol.asyncDispose]();
  });

  const to = (path: string) => page.goto(juanie.ready.ui + path);
  const lane = (name: string) => page.locator(`section[aria-label="${name}"]`);
  /** The pill of a deployment's page, once it has one of these words; the page is never reloaded. */
  const ends = (word: string) => page.locator('h1 + p').getByText(word, { exact: true }).waitFor({ timeout: 60_000 });

  it('signs in by the one-time link and sees the sample live', async () => {
    await page.goto(juanie.ready.signIn);
    await page.getByRole('heading', { level: 1, name: /hello/ }).waitFor();
    assert.equal(new URL(page.url()).search, '', 'the token has left the address');
    await to('/projects/hello');
    await lane('development').getByText('r1', { exact: true }).first().waitFor();
    await lane('development').getByText('Healthy').waitFor();
    assert.equal(await page.getByText('Live', { exact: true }).first().isVisible(), true);
  });

  it('shows a push on its way, without a reload', async () => {
    await work.commit({ 'greeting.js': "export const greeting = 'Good morning';\n" }, 'Greet in the morning');
    await work.push();
    const running = lane('development').locator('dl a').first();
    await page.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent?.includes('Greet in the morning') === true,
      'section[aria-label="development"]',
    );
    await running.click();
    await ends('Deployed');
    await page.getByText('Verify', { exact: true }).waitFor();
    const { body } = await juanie.visit(juanie.ready.sample?.urls['development'] ?? '');
    assert.match(body, /Good morning/);
  });

  it('promotes through the sheet after showing the change', async () => {
    await to('/projects/hello');
    await page.locator('.gate-on-track button').first().click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Greet in the morning').first().waitFor();
    assert.deepEqual(await wrongOf(page), []);
    await sheet.getByRole('button', { name: /^Promote r\d+ to staging$/ }).click();
    await ends('Deployed');
  });

  it('waits for a yes before production, and goes on with it', async () => {
    await to('/projects/hello?act=promote&to=production');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Promote r\d+ to production$/ })
      .click();
    await page.getByRole('button', { name: /^Approve r\d+ for production$/ }).click();
    await ends('Deployed');
    const { body } = await juanie.visit(juanie.ready.sample?.urls['production'] ?? '');
    assert.match(body, /Good morning/);
  });

  it('shows why a broken version failed, and what still runs', async () => {
    await to('/projects/hello');
    await work.commit({ 'server.js': "console.log('about to fail'); process.exit(3);\n" }, 'Break it');
    await work.push();
    const failed = page.getByText(/r\d+ → development: Failed/);
    await failed.waitFor({ timeout: 60_000 });
    await page.locator('[data-row]', { has: failed }).getByRole('link', { name: 'Open' }).click();
    const card = page.getByRole('alert');
    await card.getByText('Still true').waitFor();
    assert.match(await card.innerText(), /Could not deploy r\d+ to development/);
    await page.getByText('about to fail').waitFor();
    assert.deepEqual(await wrongOf(page), []);
  });

  it('rolls back with a reason, and ends the hold', async () => {
    await to('/projects/hello');
    await lane('production').waitFor();
    await page.keyboard.press('b');
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('Environment').selectOption('development');
    const button = sheet.getByRole('button', { name: 'Roll development back to r1' });
    await button.waitFor();
    assert.equal(await button.isDisabled(), true, 'a rollback wants a reason');
    await sheet.getByLabel('Reason (required)').fill('trying it');
    await button.click();
    await ends('Deployed');
    await to('/projects/hello');
    await lane('development').getByText('Held', { exact: true }).waitFor();
    await lane('development').getByRole('button', { name: 'End hold' }).click();
    await lane('development').getByText('Held', { exact: true }).waitFor({ state: 'detached' });
  });

  it('finds and runs by keyboard', async () => {
    await to('/projects/hello');
    await lane('production').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('logs');
    await page.getByRole('option', { selected: true }).getByText('Logs').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/logs/);
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForURL(/\/projects$/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('changes language and theme at once', async () => {
    await page.getByRole('button', { name: '中文' }).first().click();
    await page.getByRole('heading', { level: 1, name: '项目' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
    await page.getByRole('button', { name: '切换主题' }).first().click();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  });

  const paths = [
    '/',
    '/welcome',
    '/projects',
    '/projects/hello',
    '/projects/hello?view=list',
    '/projects/hello/releases',
    '/projects/hello/deployments',
    '/projects/hello/builds',
    '/projects/hello/builds/1',
    '/projects/hello/environments',
    '/projects/hello/environments/production',
    '/projects/hello/logs',
    '/projects/hello/variables',
    '/projects/hello/repository',
    '/projects/hello/audit',
    '/projects/hello/settings',
    '/approvals',
    '/audit',
    '/settings',
    '/account',
    '/nothing/here',
  ];

  it('is free of what axe finds, on every page', async () => {
    const wrong: string[] = [];
    for (const path of paths) {
      await to(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
      await page.waitForLoadState('networkidle', { timeout: 800 }).catch(() => undefined);
      wrong.push(...(await wrongOf(page)).map((one) => `${path} ${one}`));
    }
    assert.deepEqual(wrong, []);
  });

  it('scrolls nowhere sideways on a phone', async () => {
    const wide: string[] = [];
    for (const width of [320, 375]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of paths) {
        await to(path);
        await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
        await page.waitForLoadState('networkidle', { timeout: 500 }).catch(() => undefined);
        const pixels = await sidewaysOf(page);
        wide.push(...(pixels > 0 ? [`${path} at ${width}: ${pixels}`] : []));
      }
    }
    assert.deepEqual(wide, []);
  });

  it('has printed nothing to the console', () => {
    assert.deepEqual(printed, []);
  });
});
