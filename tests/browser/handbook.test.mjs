// The handbooks in docs/ cannot go stale. Their pictures are taken from the running demonstration (GOLDEN=update rewrites
// them); without it each page is opened as the handbook's reader would, and its headings and buttons must be those that
// stand beside the picture. Every text in 【】 and every address in `code` must be one that the product has.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { smallPng } from './small_png.mjs';
import { closeBrowser, longest, personAt, root, shown, Site } from './tools.mjs';

const update = process.env.GOLDEN === 'update';
const docs = path.join(root, 'docs'), pictures = path.join(docs, 'pictures');
after(closeBrowser);

// Rows of the demonstration by what they are called, as their numbers are nobody's business.
const number = (site, sql) => site.ask(sql).trim().split('\n')[0];
const sheet = (site) => number(site, "SELECT s.id FROM score_sheet s JOIN panel p ON p.id = s.panel_id JOIN expert x ON x.id = s.expert_id " +
  "WHERE p.state = 'open' AND x.code = 'ZJ05' AND s.component = 'plan'");
const settled = (site) => number(site, "SELECT s.id FROM statement s JOIN contract c ON c.id = s.contract_id WHERE c.number = '红财绩委〔2022〕01号' AND s.state = 'settled'");
const engagement = (site, code) => number(site, `SELECT id FROM engagement WHERE code = '${code}'`);

// name of the picture -> who looks, where, and at what part of the page (the first screen unless told).
const views = {
  'bureau-home': ['clerk', () => '/?year=2022'],
  'bureau-contract': ['clerk', (site) => '/contracts/' + number(site, "SELECT id FROM contract WHERE number = '红财绩委〔2022〕01号'")],
  'bureau-result': ['clerk', (site) => '/engagements/' + engagement(site, 'PJ2022-09'), 'section:has(> h2:text-is("为什么是这个分"))'],
  'bureau-panel': ['clerk', (site) => '/panels/' + number(site, "SELECT id FROM panel WHERE state = 'open'")],
  'bureau-statement': ['reviewer', (site) => '/statements/' + settled(site)],
  'expert-sheets': ['expert05', () => '/my-sheets', '.sheet-cards'],
  'expert-sheet': ['expert05', (site) => '/score-sheets/' + sheet(site)],
  'agency-home': ['agency03', () => '/agency-home'],
  'agency-result': ['agency01', (site) => '/engagements/' + engagement(site, 'PJ2022-01')],
  'unit-evaluations': ['unit01', () => '/evaluations'],
  'public-overview': [null, () => '/public'],
  'public-result': [null, (site) => '/public/codes/' + number(site, "SELECT i.code FROM disclosure_item i JOIN disclosure d ON d.id = i.disclosure_id WHERE d.state = 'published' ORDER BY i.id")],
  'administrator-accounts': ['admin', () => '/accounts'],
  'administrator-jobs': ['admin', () => '/jobs'],
  'security-settings': ['security', () => '/security'],
  'auditor-access': ['auditor', () => '/access'],
};

// What stays the same from day to day: headings and what can be pressed, no dates, no counts, no numbers of rows.
const outline = (page) => page.evaluate(() => {
  const lines = [];
  for (const one of document.querySelectorAll('main h1, main h2, main .btn, main button')) {
    if (!one.checkVisibility || !one.checkVisibility()) continue;
    const text = (one.childNodes.length ? Array.from(one.childNodes) : []).filter((node) => node.nodeType === 3 || !/tag/.test(node.className)).map((node) => node.textContent).join('').trim();
    if (!text || (one.tagName[0] === 'H' && one.querySelector('.tag') && !text)) continue;
    lines.push(`${one.tagName[0] === 'H' ? one.tagName.toLowerCase() : 'button'} ${text.replace(/\d{4}-\d\d-\d\d.*$/, '').replace(/\d+/g, 'N')}`);
  }
  return [...new Set(lines)].join('\n') + '\n';
});

// The first screen, or the part that is meant. Fewer colours make a small file; nobody misses them on a page of text.
async function picture(page, name, part) {
  const file = path.join(pictures, name + '.png'), options = { type: 'png', animations: 'disabled', caret: 'hide' };
  await page.addStyleTag({ content: '.foot, .alert, .top-end .badge { visibility: hidden }' });
  if (part) {
    const box = await page.locator(part).first().boundingBox();
    options.fullPage = true;
    options.clip = { x: 0, y: Math.max(0, box.y - 8), width: 960, height: Math.min(box.height + 16, 620) };
  }
  const bytes = await page.screenshot(options);
  if (update) fs.writeFileSync(file, smallPng(bytes));
  assert.ok(bytes.length > 5000, `${name} shows something`);
}

test('every picture of the handbooks can be taken from the running product, and its page is as recorded', { timeout: longest }, async () => {
  const site = await Site.make({ data: 'live' });
  fs.mkdirSync(pictures, { recursive: true });
  const stale = [];
  let page, last;
  for (const [name, [login, place, part]] of Object.entries(views)) {
    if (login !== last || !page) {
      if (page) await page.context().close();
      page = await personAt(site, login, { viewport: { width: 960, height: 620 }, bypassCSP: true });
      last = login;
    }
    const answer = await page.goto(site.url + place(site), { waitUntil: 'networkidle' });
    assert.equal(answer.status(), 200, name);
    const told = await outline(page), record = path.join(pictures, name + '.txt');
    await picture(page, name, part);
    if (update) fs.writeFileSync(record, told);
    else if (!fs.existsSync(record) || fs.readFileSync(record, 'utf8') !== told) stale.push(`${name}:\n${told}`);
    const file = path.join(pictures, name + '.png');
    if (!fs.existsSync(file) || fs.statSync(file).size > 80 * 1024) stale.push(`${name}.png is missing or larger than 80 KB`);
  }
  await page.context().close();
  await site.stop();
  assert.deepEqual(stale, [], 'look at the pages, mend the handbooks, then GOLDEN=update node --test tests/browser/handbook.test.mjs');
  shown(`${Object.keys(views).length} pages of the handbooks are as pictured`);
});

// Every text for people, and every route of the program with its numbers left open.
const texts = new Set();
for (const file of fs.readdirSync(path.join(root, 'templates/messages'))) {
  if (file.endsWith('.zh-CN.json')) Object.values(JSON.parse(fs.readFileSync(path.join(root, 'templates/messages', file), 'utf8'))).forEach((text) => texts.add(text));
}
for (const file of fs.readdirSync(path.join(root, 'reports'))) {
  if (file.endsWith('.json')) texts.add(JSON.parse(fs.readFileSync(path.join(root, 'reports', file), 'utf8')).title.zh);
}
const routes = fs.readdirSync(path.join(root, 'src/web')).filter((file) => file.endsWith('.cpp')).flatMap((file) =>
  Array.from(fs.readFileSync(path.join(root, 'src/web', file), 'utf8').matchAll(/"(\/[a-z][\w\-./{}]*)"/g), (one) => one[1]));

test('a handbook names only what the product has: texts, addresses, pictures; and every picture has its handbook', () => {
  const wrong = [], used = new Set();
  const handbooks = fs.readdirSync(docs).filter((file) => /^handbook-.*\.md$/.test(file));
  assert.ok(handbooks.length >= 7, String(handbooks));
  let named = 0;
  for (const file of handbooks) {
    const text = fs.readFileSync(path.join(docs, file), 'utf8');
    for (const [, word] of text.matchAll(/【([^】]+)】/g)) { ++named; if (!texts.has(word)) wrong.push(`${file}: 【${word}】`); }
    for (const [, place] of text.matchAll(/`(\/(?!etc|var|usr|tmp)[a-z][^` ?]*)/g)) { if (!routes.includes(place) && !/^\/(healthz|readyz|metrics)/.test(place)) wrong.push(`${file}: ${place}`); }
    for (const [, link] of text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)) {
      used.add(path.basename(link, '.png'));
      if (!fs.existsSync(path.join(docs, link))) wrong.push(`${file}: ${link}`);
    }
    if (!/!\[/.test(text)) wrong.push(`${file} has no picture`);
  }
  for (const name of Object.keys(views)) if (!used.has(name)) wrong.push(`no handbook shows ${name}`);
  for (const name of used) if (!views[name]) wrong.push(`nobody takes ${name}`);
  assert.deepEqual(wrong, []);
  assert.ok(named > 60, `${named} texts are named`);
  shown(`${handbooks.length} handbooks name ${named} texts, menus and buttons of the product`);
});
