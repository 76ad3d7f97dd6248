// Opens reports from their files in a browser and says everything that a reader would stumble over.
//
//   node check.js report.html...          exit code 1 if anything is wrong
//   CHROMIUM=/path/to/browser             the browser, where it is not found
//   SHOTS=folder                          leaves pictures of every size and the printed pages there
import { chromium } from 'playwright-core';
import axe from 'axe-core';
import { existsSync, mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const SIZES = { desk: [1440, 900], slide: [1920, 1080], phone: [390, 844] };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-extensions', '--no-default-browser-check'];

const browserPath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((path) => path && existsSync(path));
if (!browserPath) {
  console.error('no browser found: install chromium, or name one with CHROMIUM');
  process.exit(1);
}
const reports = process.argv.slice(2);
if (reports.length === 0) {
  console.error('usage: node check.js report.html...');
  process.exit(2);
}

const problems = [];
const root = process.getuid?.() === 0;
const args = root ? [...FLAGS, '--no-sandbox'] : FLAGS;

/** A page with everything written down that it says or asks for. */
async function opened(profile, file, size, settings = {}) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browserPath, args, viewport: { width: size[0], height: size[1] }, bypassCSP: true, ...settings,
  });
  const wrong = (what) => problems.push(`${basename(file)} ${size.join('x')}: ${what}`);
  const page = context.pages()[0] ?? await context.newPage();
  const address = pathToFileURL(resolve(file)).href;
  page.on('console', (message) => message.type() === 'error' && wrong(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrong(`script: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith('data:')) wrong(`asks for ${url}`);
  });
  await page.goto(address);
  return { context, page, wrong };
}

/** What axe finds, with every fold shut and with every fold open. */
async function accessible(page, wrong) {
  await page.evaluate(axe.source);
  for (const open of [false, true]) {
    await page.evaluate((open) => document.querySelectorAll('details').forEach((d) => { d.open = open; }), open);
    // The shapes of a figure are one picture: what is within them is no content of its own.
    const found = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), RULES);
    for (const v of found.violations) {
      wrong(`axe (${open ? 'open' : 'shut'}): ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')}`);
    }
  }
}

/** Nothing is wider than the page, and no text of a figure leaves it or lies on another one. */
async function laidOut(page, wrong) {
  const found = await page.evaluate(() => {
    const bad = [];
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) bad.push(`the page is ${wide} pixels too wide`);
    for (const svg of document.querySelectorAll('svg')) {
      const name = svg.closest('figure')?.id ?? 'a figure';
      const frame = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll('text')].map((t) => [t.getBoundingClientRect(), t.textContent.trim()]);
      texts.forEach(([box, text], i) => {
        // A pixel on either side is the browser's rounding.
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
          bad.push(`${name}: '${text}' is clipped`);
        }
        for (const [other, words] of texts.slice(0, i)) {
          const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          // Boxes hold the room above and below the letters; lines of text may share some of it.
          if (across > 2 && down > 0.35 * Math.min(box.height, other.height)) bad.push(`${name}: '${text}' lies on '${words}'`);
        }
      });
    }
    return bad;
  });
  found.forEach(wrong);
}

/** Every figure tells its numbers when it is pointed at, and the first place that can be seen answers the pointer. */
async function tells(page, wrong) {
  const found = await page.evaluate(() => [...document.querySelectorAll('svg')].map((svg) => ({
    name: svg.closest('figure')?.id ?? 'a figure',
    told: [...svg.querySelectorAll('.hit > title')].map((t) => t.textContent),
  })));
  for (const { name, told } of found) {
    if (told.length === 0) wrong(`${name} tells nothing when it is pointed at`);
    for (const text of told) if (!/\d|unknown/.test(text)) wrong(`${name} tells no number: '${text}'`);
  }
  const place = page.locator('svg .hit polygon').first();
  if (await place.count() === 0) return;
  await place.scrollIntoViewIfNeeded();
  await place.hover({ force: true });
  const seen = await place.evaluate((p) => getComputedStyle(p).strokeWidth);
  if (seen === '0px' || await place.evaluate((p) => getComputedStyle(p).stroke) === 'none') wrong('a place that is pointed at is not marked');
}

/** The skip link comes first, and every fold opens from the keyboard. */
async function byKeyboard(page, wrong) {
  await page.evaluate(() => { document.querySelectorAll('details').forEach((d) => { d.open = false; }); });
  await page.evaluate(() => scrollTo(0, 0));
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.className);
  if (first !== 'skip') wrong(`Tab reaches '${first}' before the link that skips to the report`);
  await page.keyboard.press('Enter');
  const at = await page.evaluate(() => location.hash);
  if (at !== '#main') wrong('the link that skips to the report does not');
  const folds = page.locator('details > summary');
  for (const i of [0, await folds.count() - 1].filter((i, n, all) => i >= 0 && all.indexOf(i) === n)) {
    await folds.nth(i).focus();
    await page.keyboard.press('Enter');
    if (!await folds.nth(i).evaluate((s) => s.parentElement.open)) wrong(`fold ${i} does not open from the keyboard`);
  }
}

/** The words of the page are there without scripts. */
async function withoutScripts(file) {
  const profile = mkdtempSync(join(tmpdir(), 'report-'));
  const { context, page, wrong } = await opened(profile, file, SIZES.desk, { javaScriptEnabled: false });
  const heading = await page.locator('h1').innerText();
  if (!heading.trim()) wrong('there is no heading without scripts');
  if (await page.locator('h2').count() < 5) wrong('sections are missing without scripts');
  const fold = page.locator('details').first();
  await fold.locator('summary').click();
  if (await fold.getAttribute('open') === null) wrong('a fold does not open without scripts');
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}

/** Printed: every page is there, parameters are unfolded, and the file is a PDF. */
async function printed(page, wrong, shot) {
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = false; }));
  const folded = () => [...document.querySelectorAll('details.parameters table')]
    .filter((t) => !t.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })).length;
  // The browser applies the paper's style with one of its next frames, not within the call that asks for it.
  await page.waitForFunction(`(${folded})() === 0`, null, { timeout: 5000 }).catch(() => {});
  const hidden = await page.evaluate(folded);
  if (hidden > 0) wrong(`print: ${hidden} tables of parameters stay folded`);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  if (pdf.subarray(0, 5).toString() !== '%PDF-') wrong('print: no PDF');
  if (shot) writeFileSync(`${shot}.pdf`, pdf);
  await page.emulateMedia({ media: 'screen' });
}

for (const file of reports) {
  const megabytes = readFileSync(file).length / 1e6;
  for (const [name, size] of Object.entries(SIZES)) {
    const profile = mkdtempSync(join(tmpdir(), 'report-'));
    const { context, page, wrong } = await opened(profile, file, size);
    const shot = process.env.SHOTS && join(process.env.SHOTS, `${basename(file, '.html')}-${name}`);
    if (shot) {
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      for (let i = 0; i * (size[1] - 40) < Math.min(height, 12 * size[1]); i += 1) {
        await page.evaluate((y) => scrollTo({ top: y, behavior: 'instant' }), i * (size[1] - 40));
        await page.screenshot({ path: `${shot}-${String(i).padStart(2, '0')}.png` });
      }
    }
    await accessible(page, wrong);
    await laidOut(page, wrong);
    if (name === 'desk') {
      await tells(page, wrong);
      await byKeyboard(page, wrong);
      await printed(page, wrong, shot);
    }
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
  await withoutScripts(file);
  console.log(`${basename(file)}: ${megabytes.toFixed(1)} MB, looked at as ${Object.keys(SIZES).join(', ')} and print`);
}
for (const problem of problems) console.error(`wrong: ${problem}`);
process.exit(problems.length > 0 ? 1 : 0);
