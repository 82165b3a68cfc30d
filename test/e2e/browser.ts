/** A real Chromium with the product's pages in it; what the page prints to its console is kept. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

const path = process.env.CHROMIUM;

/** Why there is nothing to test with; undefined when there is a browser. */
export const noBrowser =
  path !== undefined && existsSync(path) ? undefined : 'NO CHROMIUM: set CHROMIUM to test the pages in a real browser';

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(path === undefined ? {} : { executablePath: path }),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}

export interface Visit {
  readonly page: Page;
  /** Everything that was printed or thrown in the page. */
  readonly printed: readonly string[];
}

export async function openPage(browser: Browser, locale = 'en-GB'): Promise<Visit> {
  const context = await browser.newContext({ locale, viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const printed: string[] = [];
  page.on('console', (message) => printed.push(message.text()));
  page.on('pageerror', (error) => printed.push(error.message));
  return { page, printed };
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong in the page as it is now: rule and first place. */
export async function wrongOf(page: Page): Promise<readonly string[]> {
  const axe = await readFile(axeFile, 'utf8');
  await page.evaluate(axe);
  return page.evaluate(async () => {
    interface Axe {
      run(options: object): Promise<{
        violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
      }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${String(node.target[0])} ${node.failureSummary ?? ''}`),
    );
  });
}

/** How far the page can be pushed sideways, in pixels. */
export async function sidewaysOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
