// What every browser and API test needs: the program under test on a database of its own, people who sign in, a real
// Chromium and axe. The npm tools live outside the source tree (tests/support/node_tools.sh), in $ZHIHENG_NODE.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const nodeFolder = process.env.ZHIHENG_NODE || path.join(root, 'build/browser');
export const binary = process.env.ZHIHENG_BINARY || path.join(root, 'build/zhiheng');
const require = createRequire(path.join(nodeFolder, 'package.json'));

// A package of the lock file, CommonJS or not: `const { chromium } = await tool('playwright-core')`.
export async function tool(name) {
  return import(pathToFileURL(require.resolve(name)).href);
}
export function toolFile(name) {
  return require.resolve(name);
}

export const people = Object.fromEntries(
  JSON.parse(fs.readFileSync(path.join(root, 'sql/seed/demo/accounts.json'), 'utf8')).accounts.map((one) => [one.login, one]));

// "sqlite" always; "mysql" where tests/run.sh (or you) started a MariaDB and says so in TEST_MYSQL_URL.
export const engines = process.env.TEST_MYSQL_URL ? ['sqlite', 'mysql'] : ['sqlite'];
if (engines.length === 1) console.log('skipped on MySQL: TEST_MYSQL_URL is not set');

const endings = [], sites = [];
function atTheEnd(act) {
  endings.push(act);
}
process.on('exit', () => { for (const act of endings.reverse()) { try { act(); } catch { /* what is gone is gone */ } } });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export function temporaryFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-browser.'));
  atTheEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// A port that nobody listens on. Below those that the system gives to whoever calls out: a server that is killed and
// started again must find its own port free, though other tests talk and talk.
export async function freePort() {
  for (;;) {
    const port = 15000 + crypto.randomInt(17000);
    const free = await new Promise((resolve) => {
      const server = net.createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

// How long a busy machine may take over one step. Nothing waits that long where all is well.
const patience = 120_000;

// And how long over one test, before ctest ends it (tests/CMakeLists.txt) and its servers with it.
export const longest = 1_700_000;

export async function until(condition, what, seconds = patience / 1000) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function mysqlDatabase(folder) {
  const given = new URL(process.env.TEST_MYSQL_URL.replace(/^mysql:/, 'http:'));
  const name = `zhiheng_b${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const socket = given.searchParams.get('socket');
  const where = socket ? [`--socket=${socket}`] : ['-h', given.hostname, '-P', given.port || '3306'];
  const login = [`-u${given.username || 'root'}`, ...where];
  const ask = (sql) => execFileSync('mariadb', ['--no-defaults', ...login, '-N', '-B', '-e', sql], { encoding: 'utf8' });
  ask(`CREATE DATABASE ${name}`);
  atTheEnd(() => ask(`DROP DATABASE IF EXISTS ${name}`));
  const url = new URL(given);
  url.pathname = '/' + name;
  const dump = path.join(folder, 'zhiheng.sql');
  return { url: url.href.replace(/^http:/, 'mysql:'), ask: (sql) => ask(`USE ${name}; ${sql}`),
    save: () => { execFileSync('mariadb-dump', ['--no-defaults', ...login, '--hex-blob', '--skip-comments', `--result-file=${dump}`, name]); },
    fill: () => { execFileSync('mariadb', ['--no-defaults', ...login, name], { input: fs.readFileSync(dump) }); } };
}

function sqliteDatabase(folder) {
  const file = path.join(folder, 'zhiheng.db');
  // .timeout: the server may be writing.
  const ask = (sql) => execFileSync('sqlite3', ['-cmd', '.timeout 60000', '-separator', '\t', file, sql], { encoding: 'utf8' });
  return { url: 'sqlite:' + file, ask, save() {}, fill() {} };
}

// What the program ends with when something is another's for the moment.
const busy = 6;

export class Site {
  // data: "live" (the demonstration year and a contract in progress), "demo", "empty" (migrated, nobody there).
  static async make({ engine = 'sqlite', data = 'live', env = {} } = {}) {
    const site = new Site();
    sites.push(site);
    site.engine = engine;
    site.folder = temporaryFolder();
    site.env = env;
    site.logFile = path.join(site.folder, 'serve.log');
    const database = engine === 'mysql' ? mysqlDatabase(site.folder) : sqliteDatabase(site.folder);
    site.database = database.url;
    site.ask = database.ask;  // rows of the database as text, columns by tab: what was really written
    site.fill = database.fill;
    site.save = database.save;
    site.prepare(data);
    atTheEnd(() => site.process && site.process.exitCode === null && site.process.kill('SIGKILL'));
    // Somebody else may take the port between the look and the start.
    for (let tries = 5; ; --tries) {
      site.port = await freePort();
      site.url = `http://127.0.0.1:${site.port}`;
      try { await site.start(0); return site; } catch (error) { if (!tries || site.process.exitCode !== busy) throw error; }
    }
  }

  // The same data for every test of a run is made once (tests/run.sh names the folder) and copied by the others.
  prepare(data) {
    const kept = data !== 'empty' && process.env.ZHIHENG_TEST_KEPT && path.join(process.env.ZHIHENG_TEST_KEPT, `${data}-${this.engine}-${day(0)}`);
    if (kept && fs.existsSync(kept)) { fs.cpSync(kept, this.folder, { recursive: true }); this.fill(); return; }
    this.run(['migrate']);
    if (data !== 'empty') this.run(data === 'live' ? ['demo', '--live'] : ['demo']);
    if (!kept) return;
    this.save();
    const made = `${kept}.${process.pid}`;
    fs.cpSync(this.folder, made, { recursive: true });
    try { fs.renameSync(made, kept); } catch { fs.rmSync(made, { recursive: true }); /* another was faster */ }
  }

  // Runs a command of the program on this database; answers its standard output. `expect` is the exit code.
  run(args, { input, expect = 0 } = {}) {
    const done = spawnSync(binary, args, { input, encoding: 'utf8', cwd: this.folder, timeout: 10 * patience,
      env: { ...process.env, ...this.env, ZHIHENG_DATABASE: this.database } });
    if (done.status !== expect) throw new Error(`zhiheng ${args.join(' ')}: exit ${done.status}, ${expect} expected\n${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  // `again`: how often it is tried when the port is another's for the moment.
  async start(again = 40) {
    const begin = () => {
      const log = fs.openSync(this.logFile, 'a');
      this.process = spawn(binary, ['serve', '--listen', `127.0.0.1:${this.port}`], { cwd: this.folder, stdio: ['ignore', log, log],
        env: { ...process.env, ...this.env, ZHIHENG_DATABASE: this.database } });
      fs.closeSync(log);
    };
    begin();
    await until(async () => {
      if (this.process.exitCode !== null) {
        if (this.process.exitCode !== busy || again-- <= 0) throw new Error('serve ended:\n' + this.log().slice(-2000));
        await new Promise((resolve) => setTimeout(resolve, 500));
        begin();
      }
      try { return (await fetch(this.url + '/readyz')).ok; } catch { return false; }
    }, 'the server to be ready');
  }

  end(signal) {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return Promise.resolve();
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    return ended;
  }
  stop() { return this.end('SIGTERM'); }
  kill() { return this.end('SIGKILL'); }
  log() { return fs.readFileSync(this.logFile, 'utf8'); }

  // A client of the API as this person: await api('GET', '/contracts?limit=1').
  async api(login, password = people[login] && people[login].password) {
    const opened = await fetch(this.url + '/api/v1/sessions', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }) });
    if (!opened.ok) throw new Error(`${login} signs in: ${opened.status} ${await opened.text()}`);
    const { token } = await opened.json();
    const call = async (method, place, body, headers = {}) => {
      const answer = await fetch(this.url + '/api/v1' + place, { method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body) });
      const text = await answer.text();
      const json = (answer.headers.get('content-type') || '').includes('json') && text ? JSON.parse(text) : undefined;
      return { status: answer.status, headers: answer.headers, text, json };
    };
    call.token = token;
    return call;
  }
}

export const chromiumBinary = process.env.CHROMIUM || '/usr/bin/chromium';

let browser;
// One Chromium for the whole test file; contexts are what people have.
export async function chromium() {
  if (browser) return browser;
  const { chromium: launcher } = (await tool('playwright-core')).default ?? (await tool('playwright-core'));
  // The promise, not the browser: two who ask at once get the same one.
  browser ??= launcher.launch({ timeout: patience, executablePath: chromiumBinary,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--lang=zh-CN'] });
  return browser;
}
// At the end of a test file: the browser, and the servers of tests that failed, which would keep node alive.
export async function closeBrowser() {
  if (browser) await (await browser).close();
  browser = undefined;
  for (const site of sites) if (site.process && site.process.exitCode === null) site.process.kill('SIGKILL');
}

// The page has come when its document says so. The browser's own word for it (the event `load`) was once not passed on
// by a busy machine although nothing was under way any more, so the document is asked.
async function arrived(page) {
  const started = Date.now();
  for (;;) {
    const state = await page.evaluate(() => ({ whole: document.readyState === 'complete',
      usable: (performance.getEntriesByType('navigation')[0] || {}).domContentLoadedEventEnd > 0 })).catch(() => ({}));
    const waited = Date.now() - started;
    if (state.whole || (state.usable && waited > patience / 8)) return;
    if (page.isClosed() || waited > patience) throw new Error(`${page.url()} did not finish to load`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
// Each document has a beginning of its own; undefined while there is none to ask.
const beginning = (page) => page.evaluate(() => performance.timeOrigin).catch(() => undefined);

// Waits for another document than the present one: for the browser's word, or five seconds after it was seen by asking.
async function moved(page, told) {
  let over = false;
  const old = beginning(page);
  const seen = (async () => {
    for (const before = await old; !over && !page.isClosed();) {
      const now = await beginning(page);
      if (now !== undefined && now !== before) { await new Promise((resolve) => setTimeout(resolve, 5000)); return; }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  try { await Promise.race([told, seen]); } finally { over = true; }
}

// Whatever leads to another page waits until that page has come.
function patiently(page) {
  for (const name of ['goto', 'reload', 'goBack', 'waitForNavigation', 'waitForURL']) {
    const led = page[name].bind(page), options = name === 'goto' || name === 'waitForURL' ? 1 : 0;
    page[name] = async (...given) => {
      given[options] = { ...given[options], waitUntil: 'commit' };
      const answer = name === 'waitForNavigation' ? await moved(page, led(...given)) : await led(...given);
      await arrived(page);
      return answer;
    };
  }
  return page;
}

// A page of its own for this person; options: {viewport, javaScriptEnabled, language: "en"}.
export async function personAt(site, login, { language, password, ...options } = {}) {
  const context = await (await chromium()).newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(patience);
  const opened = context.newPage.bind(context);
  context.newPage = async () => {
    const page = patiently(await opened());
    page.failures = [];
    page.on('pageerror', (error) => page.failures.push(`script error: ${error}`));
    page.on('console', (line) => { if (line.type() === 'error') page.failures.push(`${line.text()} (${line.location().url})`); });
    return page;
  };
  if (language) await context.addCookies([{ name: 'language', value: language, url: site.url }]);
  const page = await context.newPage();
  if (login) await signIn(site, page, login, password);
  return page;
}

export async function signIn(site, page, login, password = people[login] && people[login].password) {
  await page.goto(site.url + '/sign-in');
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', password);
  await Promise.all([page.waitForNavigation(), page.press('input[name=password]', 'Enter')]);
  if (new URL(page.url()).pathname === '/sign-in') throw new Error(`${login} could not sign in: ${await page.innerText('main')}`);
}

let axeSource;
// Violations of axe-core on the page as it stands, a line each; empty when there are none.
export async function axeProblems(page) {
  axeSource ??= fs.readFileSync(toolFile('axe-core/axe.min.js'), 'utf8');
  // Through the debugger, so that the page's own content security policy stays as it is.
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map((one) => `${page.url()}: ${one.id} (${one.impact}): ${one.help}: ` +
    one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary || ''}`.replace(/\s+/g, ' ')).join(' | '));
}

// What was proved, a line each; tests/run.sh prints these lines at its end.
export function shown(text) {
  console.log('shown: ' + text);
}

// Opens a place and, where a selector is given, follows the link or button there.
export async function go(page, site, place, selector) {
  const answer = await page.goto(site.url + place);
  if (answer.status() !== 200) throw new Error(`${place}: ${answer.status()}`);
  if (selector) await press(page, selector);
}
// Presses what leads to another page and waits for it; `leads` false: the page may answer in place.
export async function press(page, selector, leads = true) {
  const place = page.locator(selector).first();
  if (!leads) { await place.click(); return; }
  const there = page.waitForNavigation();
  there.catch(() => {});  // what is wrong with the press is told first
  await place.click();
  await there;
}

// A day from today, as the bureau counts days.
export function day(offset) {
  return new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
}

// A unified social credit code with its check character (GB 32100).
export function creditCode(seventeen) {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  let sum = 0, weight = 1;
  for (const letter of seventeen) { sum += letters.indexOf(letter) * weight; weight = (weight * 3) % 31; }
  return seventeen + letters[(31 - (sum % 31)) % 31];
}

// A PDF by its head and its end; the middle never repeats, so that no two pieces are alike. Answers its SHA-256.
export function paper(file, size) {
  const middle = crypto.createHash('sha256').update(file).digest();
  const body = Buffer.alloc(size);
  for (let at = 0; at < size; at += 32) { middle.writeUInt32LE(at, 0); middle.copy(body, at, 0, Math.min(32, size - at)); }
  Buffer.from('%PDF-1.7\n').copy(body, 0);
  Buffer.from('\nstartxref\n0\n%%EOF\n').copy(body, size - 20);
  fs.writeFileSync(file, body);
  return crypto.createHash('sha256').update(body).digest('hex');
}

// Workbooks are written and read by openpyxl, which knows nothing of our reader and writer.
const python = (code, ...args) => execFileSync('/usr/bin/python3', ['-W', 'ignore', '-c', code, ...args], { encoding: 'utf8' });
// columns: [[header, value of row 1, value of row 2, ...], ...]; the rows under the header of the first sheet.
export function fillWorkbook(file, columns) {
  python(`import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1]); sheet = book.worksheets[0]
heads = {cell.value.rstrip(" *＊") if isinstance(cell.value, str) else cell.value: cell.column for cell in sheet[1]}
for head, *values in json.loads(sys.argv[2]):
    assert head in heads, (head, list(heads))
    for at, value in enumerate(values): sheet.cell(2 + at, heads[head]).value = value or None
book.save(sys.argv[1])`, file, JSON.stringify(columns));
}
// Every text of every cell, a line each.
export function readWorkbook(file) {
  return python(`import sys, openpyxl
for sheet in openpyxl.load_workbook(sys.argv[1]).worksheets:
    for row in sheet.iter_rows(values_only=True):
        for cell in row:
            if cell is not None: print(cell)`, file);
}
