/**
 * What every browser journey stands on: a town of its own, a browser that goes nowhere else, and a report in
 * lines of `ok - name` and `not ok - name`. One journey is one file and one process.
 *
 * @example
 * import { axe, journey, open, signIn, step } from '../lib.mjs';
 *
 * export const engines = ['sqlite', 'postgres']; // without this line: SQLite alone
 *
 * await journey(import.meta.url, async (town) => {
 *   const page = await open('/');
 *   await step('a secretary signs in', async () => {
 *     await signIn(page, town.account('secretary'));
 *     await axe(page, 'desk');
 *   });
 * });
 */

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { chromium } from 'playwright-core';

/**
 * A person of the town who can sign in.
 * @typedef {{ role: string, name: string, login: string, password: string }} Account
 */

/**
 * The served town. `account` finds the first account of a role, and fails where there is none.
 * `later` stops the server and serves the same records on another day, at the same address; who was signed in
 * has fallen asleep by then.
 * @typedef {{ url: string, accounts: Account[], account: (role: string, place?: string) => Account,
 *   later: (day: string) => Promise<void> }} Town
 */

const MINUTE = 60_000;
/** A journey that takes longer is stuck. */
const JOURNEY_LIMIT = 8 * MINUTE;
/** Building a town and answering for the first time, in a debug build on a busy machine. */
const START_LIMIT = 3 * MINUTE;
/** Any one wait of the browser: a click, a navigation, an element. */
const WAIT_LIMIT = 20_000;

const BROWSER_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const OUT = fileURLToPath(new URL('out/', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The one journey of this process. */
const here = {
  name: '',
  /** @type {Town | null} */ town: null,
  /** @type {import('playwright-core').Browser | null} */ browser: null,
  /** @type {import('node:child_process').ChildProcess | null} */ server: null,
  folder: '',
  /** Options that name the database. @type {string[]} */ database: [],
  /** What the pages did that no page may do, since the last step. @type {string[]} */ faults: [],
  /** @type {RegExp[]} */ tolerated: [],
  failed: false,
};

/** Ends a journey whose failure has been reported already. */
class Stopped extends Error {}

/**
 * Starts a town and a browser, runs `tell`, closes both and ends the process: with 0 if every step went well.
 * @param {string} file `import.meta.url` of the journey
 * @param {(town: Town) => Promise<void>} tell the journey itself
 * @param {{ today?: string, towns?: number, host?: string }} [options] `today`: the town's day, YYYY-MM-DD;
 *   `towns`: how many towns the installation holds, the first of them in the middle of its year, the others at their
 *   beginning; `host`: the name in the town's address, where a number will not do
 */
export async function journey(file, tell, { today = '2026-10-09', towns = 1, host = '' } = {}) {
  here.name = basename(fileURLToPath(file), '.mjs');
  mkdirSync(OUT, { recursive: true });
  process.on('exit', discard);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
  const stuck = () => {
    notOk(`${here.name} ends in time`, `it did not within ${JOURNEY_LIMIT / MINUTE} minutes`);
    process.exit(1);
  };
  const limit = setTimeout(stuck, JOURNEY_LIMIT);
  try {
    here.town = await startTown(today, towns, host);
    here.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: BROWSER_FLAGS,
    });
    await tell(here.town);
    if (here.faults.length > 0) await step('the pages are quiet to the end', async () => {});
  } catch (fault) {
    if (!(fault instanceof Stopped)) await fail(`${here.name} runs`, fault);
  }
  await here.browser?.close();
  await stopTown();
  clearTimeout(limit);
  process.exit(here.failed ? 1 : 0);
}

/**
 * One sentence of the journey. It fails if `act` throws, or if during it a page called on another origin, wrote
 * an error to the console, or broke; then every open page is pictured and the journey ends.
 * @template T
 * @param {string} name what is true if it goes well
 * @param {() => Promise<T>} act
 * @returns {Promise<T>} what `act` returned
 */
export async function step(name, act) {
  try {
    const result = await act();
    await Promise.all(pages().map((page) => page.waitForLoadState()));
    const faults = here.faults.splice(0);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    console.log(`ok - ${name}`);
    return result;
  } catch (fault) {
    if (!(fault instanceof Stopped)) await fail(name, fault);
    throw new Stopped();
  }
}

/**
 * Opens a page in a browser context of its own: nobody is signed in, no cookie is set.
 * @param {string} [path] where to go first
 * @param {import('playwright-core').BrowserContextOptions} [options] such as
 *   `{ viewport: { width: 390, height: 844 } }` for a telephone or `{ javaScriptEnabled: false }`
 * @returns {Promise<import('playwright-core').Page>} relative addresses given to it are the town's
 */
export async function open(path = '/', options = {}) {
  const context = await here.browser.newContext({
    baseURL: here.town.url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(WAIT_LIMIT);
  guard(context);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/**
 * Signs in at /sign-in and waits until the town has let the account in.
 * @param {import('playwright-core').Page} page
 * @param {Account} account
 */
export async function signIn(page, account) {
  await page.goto('/sign-in');
  const form = page.locator('form').filter({ has: page.getByLabel(/^密码/) });
  await form.getByLabel(/^账号/).fill(account.login);
  await form.getByLabel(/^密码/).fill(account.password);
  await form.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/**
 * Fails on any violation that axe finds, naming each rule and the elements that break it.
 * @param {import('playwright-core').Page} page
 * @param {string} name what the page is, for the report
 */
export async function axe(page, name) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.flatMap((rule) =>
    rule.nodes.map(({ target, failureSummary }) => {
      const reasons = failureSummary.split('\n').slice(1).map((reason) => reason.trim());
      return `${rule.id} (${rule.impact}) at ${target.flat().join(' ')}: ${reasons.join('; ')}`;
    }),
  );
  if (found.length > 0) throw new Error(`axe, ${name}: ${found.length} violations\n${found.join('\n')}`);
}

/**
 * Pictures the whole page into e2e/out.
 * @param {import('playwright-core').Page} page
 * @param {string} name the picture's name; the journey's and the engine's stand before it
 * @returns {Promise<string>} the file
 */
export async function shot(page, name) {
  const file = join(OUT, `${here.name}-${engine()}-${name}.png`);
  await page.screenshot({ path: file, fullPage: true });
  return file;
}

/**
 * From here on the journey accepts console errors like this one: a page that is meant to be a 404 makes Chromium
 * write `Failed to load resource: the server responded with a status of 404 (Not Found)`.
 * @param {RegExp} message
 */
export function tolerate(message) {
  here.tolerated.push(message);
}

/** The database engine under this run: 'sqlite' or 'postgres'. */
export function engine() {
  return process.env.SANZHENG_ENGINE ?? 'sqlite';
}

/** Notes what a page may not do: leave the town, complain, or break. */
function guard(context) {
  const { origin } = new URL(here.town.url);
  const leaves = (address) => {
    const { origin: other, protocol } = new URL(address);
    return !['data:', 'blob:', 'about:'].includes(protocol) && other.replace(/^ws/, 'http') !== origin;
  };
  const visit = (address) => leaves(address) && here.faults.push(`a page called on ${address}`);
  context.on('request', (request) => visit(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => visit(socket.url())));
  context.on('console', (message) => {
    const text = message.text();
    if (message.type() !== 'error' || here.tolerated.some((known) => known.test(text))) return;
    here.faults.push(`the console of ${message.page()?.url()}: ${text}`);
  });
  context.on('weberror', (broken) => here.faults.push(`a script broke: ${broken.error().stack}`));
}

function pages() {
  return here.browser?.contexts().flatMap((context) => context.pages()) ?? [];
}

/** Reports a failure and pictures every open page. */
async function fail(name, fault) {
  const calls = (fault.stack ?? '').split('\n').filter((line) => line.includes('/journeys/'));
  notOk(name, [fault.message ?? String(fault), ...calls].join('\n'));
  for (const [index, page] of pages().entries()) {
    try {
      console.log(`# ${page.url()} as it was: ${await shot(page, `failed-${index + 1}`)}`);
    } catch (why) {
      console.log(`# no picture of ${page.url()}: ${why.message}`);
    }
  }
}

function notOk(name, reason) {
  here.failed = true;
  console.log(`not ok - ${name}`);
  for (const line of stripVTControlCharacters(reason).split('\n')) console.log(`# ${line}`);
}

/** Starts the program on a new folder, or a new database of SANZHENG_TEST_POSTGRES, and waits for its line of JSON. */
async function startTown(today, towns, host) {
  const program = process.env.SANZHENG_BIN;
  if (!program) throw new Error('SANZHENG_BIN names no program; `cargo xtask test --only e2e` sets it');
  here.folder = mkdtempSync(join(tmpdir(), 'sanzheng-e2e-'));
  here.database = engine() === 'postgres' ? ['--database', newDatabase()] : [];
  const port = host ? await freePort() : 0;
  const named = host ? ['--public-url', `http://${host}:${port}`] : [];
  const listen = ['--listen', `127.0.0.1:${port}`, ...named];
  const { url, accounts } = await serve([...listen, '--today', today, '--towns', String(towns)]);
  const account = (role, place = '') => {
    const found = accounts.find((one) => one.role === role && one.login.startsWith(place));
    if (!found) throw new Error(`the town has no ${role}; it has ${accounts.map((one) => one.login).join(', ')}`);
    return found;
  };
  const later = async (day) => {
    await stopTown();
    await serve(['--listen', `127.0.0.1:${new URL(url).port}`, ...named, '--today', day, '--resume']);
  };
  return { url, accounts, account, later };
}

/** A port that nobody listens on: an address that names it must be known before the program starts. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts the program on the journey's records and waits for its line of JSON. */
async function serve(options) {
  const program = process.env.SANZHENG_BIN;
  const all = ['demo', '--data', here.folder, ...here.database, '--json', ...options];
  here.server = spawn(program, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await firstLine(here.server));
}

/** The first line that a server prints; its further lines are read and dropped, so that it never blocks on them. */
function firstLine(server) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the town did not answer in time')), START_LIMIT);
    const settle = (act) => (...values) => {
      clearTimeout(late);
      act(...values);
    };
    createInterface({ input: server.stdout }).on('line', settle(resolve));
    server.once('error', settle(reject));
    const ended = (code, signal) => reject(new Error(`the town ended (${code ?? signal}) before it answered`));
    server.once('exit', settle(ended));
  });
}

/** Makes an empty database beside the one that SANZHENG_TEST_POSTGRES names, and answers with its address. */
function newDatabase() {
  const server = process.env.SANZHENG_TEST_POSTGRES;
  if (!server) throw new Error('SANZHENG_TEST_POSTGRES names no server; `cargo xtask test --only e2e` sets it');
  const name = `journey_${here.name.replace(/\W/g, '_')}_${process.pid}`;
  const command = ['--no-psqlrc', '--quiet', '--dbname', server, '--command', `create database "${name}"`];
  const made = spawnSync('psql', command, { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`psql made no database: ${made.error ?? made.stderr}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  return address.href;
}

/** Asks the server to end and gives it some seconds; `discard` sees to the rest. */
async function stopTown() {
  const { server } = here;
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const patience = new Promise((resolve) => setTimeout(resolve, 10_000));
  server.kill('SIGTERM');
  await Promise.race([ended, patience]);
}

/** Whatever ended the journey: no server and no folder stays behind. */
function discard() {
  here.server?.kill('SIGKILL');
  if (here.folder) rmSync(here.folder, { recursive: true, force: true });
}
