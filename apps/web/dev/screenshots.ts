/**
 * Pictures of every page with the example answers: `node apps/web/dev/screenshots.ts OUT [--only NAME,…] [--lang zh]
 * [--theme dark] [--width 375]`. Build the pages first. Says what was printed to the console and what scrolls sideways.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { serveExample, type Mode } from './serve.ts';

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly mode?: Mode;
  /** What to do before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const shop = '/projects/shop';
const click = (selector: string) => async (page: Page) => page.locator(selector).first().click();
const shots: readonly Shot[] = [
  { name: 'home', path: '/' },
  { name: 'welcome', path: '/welcome' },
  { name: 'projects', path: '/projects' },
  { name: 'projects-empty', path: '/projects', mode: 'empty' },
  { name: 'new-project', path: '/projects', act: click('main button[data-look=solid]') },
  { name: 'pipeline', path: shop },
  { name: 'pipeline-list', path: `${shop}?view=list` },
  { name: 'pipeline-slow', path: shop, mode: 'slow' },
  { name: 'pipeline-failing', path: shop, mode: 'failing' },
  { name: 'setup', path: '/projects/returns' },
  { name: 'setup-failed', path: '/projects/broken' },
  { name: 'promote', path: shop, act: click('section button[data-look=solid]:visible') },
  { name: 'menu', path: shop, act: (page) => page.keyboard.press('Control+k') },
  { name: 'help', path: shop, act: (page) => page.keyboard.press('?') },
  { name: 'releases', path: `${shop}/releases` },
  { name: 'history', path: `${shop}/deployments` },
  { name: 'running', path: `${shop}/deployments/129` },
  { name: 'failed', path: `${shop}/deployments/133` },
  { name: 'approval', path: `${shop}/deployments/130` },
  { name: 'builds', path: `${shop}/builds` },
  { name: 'build', path: `${shop}/builds/156` },
  { name: 'environments', path: `${shop}/environments` },
  { name: 'environment', path: `${shop}/environments/staging` },
  { name: 'production', path: `${shop}/environments/production` },
  { name: 'logs', path: `${shop}/logs?environment=staging` },
  { name: 'variables', path: `${shop}/variables` },
  { name: 'repository', path: `${shop}/repository` },
  { name: 'project-settings', path: `${shop}/settings` },
  { name: 'approvals', path: '/approvals' },
  { name: 'audit', path: '/audit' },
  { name: 'settings', path: '/settings' },
  { name: 'account', path: '/account' },
  { name: 'sign-in', path: '/', mode: 'out' },
  { name: 'not-found', path: '/nothing/here' },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    lang: { type: 'string' },
    theme: { type: 'string' },
    width: { type: 'string' },
    dist: { type: 'string' },
  },
});
const out = positionals[0] ?? 'shots';
const wanted = values.only?.split(',');
const pick = <T extends string>(all: readonly T[], one: string | undefined): readonly T[] =>
  all.filter((item) => one === undefined || item === one);

async function take(
  browser: Browser,
  look: { lang: 'zh' | 'en'; theme: 'light' | 'dark'; width: number },
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.width < 700 ? 800 : 900 },
    locale: look.lang === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: look.theme,
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Shanghai',
  });
  for (const shot of shots) {
    if (wanted === undefined || wanted.includes(shot.name)) {
      const page = await context.newPage();
      const name = `${shot.name}-${look.width === 1360 ? '' : `${look.width}-`}${look.lang}-${look.theme}`;
      page.on('console', (message) => say(name, `console: ${message.text()}`));
      page.on('pageerror', (error) => say(name, `error: ${error.message}`));
      const { url } = await served(shot.mode ?? 'full');
      await page.goto(url + shot.path);
      await page
        .locator('h1, [role=log], [role=alert]')
        .first()
        .waitFor({ timeout: 1500 })
        .catch(() => undefined);
      await shot.act?.(page);
      await page.waitForTimeout(350);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) {
        say(name, `scrolls sideways by ${overflow}`);
      }
      await page.screenshot({ path: join(out, `${name}.png`) });
      await page.close();
    }
  }
  await context.close();
}

const servers = new Map<Mode, ReturnType<typeof serveExample>>();
function served(mode: Mode): ReturnType<typeof serveExample> {
  const server = servers.get(mode) ?? serveExample(mode, values.dist === undefined ? {} : { dist: values.dist });
  servers.set(mode, server);
  return server;
}

function say(name: string, text: string): void {
  process.stdout.write(`${name}: ${text}\n`);
}

await mkdir(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
for (const lang of pick(['zh', 'en'], values.lang)) {
  for (const theme of pick(['light', 'dark'], values.theme)) {
    for (const width of [1360, 375].filter((one) => values.width === undefined || String(one) === values.width)) {
      await take(browser, { lang, theme, width });
    }
  }
}
await browser.close();
await Promise.all([...servers.values()].map(async (server) => (await server).close()));
