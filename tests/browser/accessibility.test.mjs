// Every page of every kind of person, in both languages: no barrier, no error in the console, not wider than a
// telephone, light enough, and the refused form as good as the form. Which pages there are the product says itself.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Crawl } from './crawl.mjs';
import { axeProblems, closeBrowser, day, longest, people, personAt, shown, Site } from './tools.mjs';

let site, crawl, drafts;
// Routes of pages that no walk along the links opens, each with the reason.
const elsewhere = {
  '/healthz': 'for machines', '/readyz': 'for machines', '/metrics': 'for machines', '/static/{file}': 'parts of pages', '/language': 'redirects back',
  '/score-sheets/{id}/now': 'asked by the script of the sheet: what the server holds', '/score-sheets/{id}/earlier': 'asked by the script of the sheet',
  '/uploads/{id}': 'asked by the script of the upload',
  '/deliverables/{id}/preview': 'the document itself, asked by the script of its page',
  '/contracts/{id}/letter/evidence': 'the document beside the letter: a file', '/draws/{id}/letter/evidence': 'the document beside the letter: a file',
  '/objections/{id}/letter/evidence': 'the document beside the letter: a file', '/contracts/{id}/claim-letter/evidence': 'the document beside the letter: a file',
  '/draws/{id}/edit': 'a draw that is not published yet: looked at in draw.test.mjs',
  '/engagements/{id}/objections/new': 'within the days of a result: looked at in objection.test.mjs', '/objections/{id}/edit': 'a draft of an agency: looked at in objection.test.mjs',
  '/invoices/{id}/file': 'a file: handed in and fetched in fees.test.mjs',
  '/imports/marked/{token}.xlsx': 'the answer to an import with mistakes: a workbook',
};

async function routesOf(place) {
  const text = await (await fetch(place.url + '/metrics')).text();
  return [...text.matchAll(/^zhiheng_route_info\{route="([^"]+)",method="([^"]+)",path="([^"]+)"\} 1$/gm)].map(([, name, method, path]) => ({ name, method, path }));
}

// Two at a time: the machine of a developer has two cores.
async function atOnce(count, works) {
  const waiting = [...works];
  await Promise.all(Array.from({ length: count }, async () => { while (waiting.length) await waiting.shift()(); }));
}

before(async () => {
  site = await Site.make({ data: 'live' });
  // What the demonstration has none of: drafts, whose pages have forms.
  const clerk = await site.api('clerk');
  const { document } = (await clerk('GET', '/policies/1')).json;
  const policy = await clerk('POST', '/policies', { ...document, version: document.version + 1 });
  assert.equal(policy.status, 201, policy.text);
  const disclosure = await clerk('POST', '/disclosures', { title: '尚未公开的结果', kind: 'quality_results', fiscal_year: 2022 });
  assert.equal(disclosure.status, 201, disclosure.text);
  const scheme = await clerk('POST', '/fee-schemes', { ...(await clerk('GET', '/fee-schemes/1')).json.document, scheme: 'second-scheme' });
  assert.equal(scheme.status, 201, scheme.text);
  const bill = site.ask("SELECT MIN(id) FROM expert_fee WHERE state = 'draft'").trim();
  const round = await clerk('POST', '/commission-rounds', { name: '秋季委托', opened_on: '2024-09-02' });
  assert.equal(round.status, 201, round.text);
  // Notices lead to a result; which of them the inbox shows first is another matter.
  const result = site.ask("SELECT MIN(id) FROM result WHERE state = 'current'").trim();
  // Of the money: a draft that is changed, a correction of the journal, an end of a contract that nobody asked for yet.
  const [order, sheet, booked, active] = ["SELECT MIN(id) FROM payment_order WHERE state = 'draft'", 'SELECT MIN(id) FROM fee_basis_sheet',
    "SELECT MAX(id) FROM journal_transaction WHERE kind = 'payment'", "SELECT MAX(c.id) FROM contract c WHERE c.state = 'active' AND NOT EXISTS (SELECT 1 FROM contract_termination t WHERE t.contract_id = c.id) AND NOT EXISTS (SELECT 1 FROM statement s WHERE s.contract_id = c.id)"].map((sql) => site.ask(sql).trim());
  const correction = await clerk('POST', `/journal/${booked}/corrections`, { occurred_on: day(0), reason: '摘要写错' });
  assert.equal(correction.status, 200, correction.text);
  // An event with its file, a claim of what was paid too much, a night on which the proof of the journal found something.
  const event = await clerk('POST', '/credit-events', { agency: '1', kind: 'event', code: 'praise', happened_on: '2024-05-06', evidence: '受到书面表扬' });
  assert.equal(event.status, 201, event.text);
  const filed = await fetch(`${site.url}/api/v1/credit-events/${event.json.id}/files`, { method: 'POST', body: '%PDF-1.4\n%%EOF\n',
    headers: { authorization: `Bearer ${clerk.token}`, 'content-type': 'application/octet-stream', 'x-file-name': 'praise.pdf', 'if-match': '"1"' } });
  assert.equal(filed.status, 200, await filed.text());
  const claim = (await clerk('GET', '/dues?kind=claim&limit=1')).json.items[0].contract;
  const where = "(SELECT MIN(bureau_id) FROM journal_transaction)", when = `'${new Date().toISOString().slice(0, 23).replace('T', ' ')}'`;
  site.ask(`INSERT INTO journal_proof (bureau_id, contract_count, transaction_count, posted_count, difference_count, finding, digest, created_at) VALUES (${where}, 1, 1, 0, 1, '1', '${'0'.repeat(64)}', ${when})`);
  site.ask(`INSERT INTO journal_difference (bureau_id, proof_id, contract_id, subject, account, wanted_fen, found_fen) SELECT bureau_id, id, (SELECT MIN(contract_id) FROM journal_transaction), 'contract', 'paid', 100, 0 FROM journal_proof`);
  const proof = site.ask('SELECT MAX(id) FROM journal_proof').trim();
  drafts = [`/credit-events/${event.json.id}`, `/contracts/${claim}/claim-letter`, `/journal-proofs/${proof}`, `/payment-orders/${order}/edit`, `/fee-sheets/${sheet}`, `/contracts/${active}/terminations/new`, `/journal-corrections/${correction.json.id}`, `/results/${result}`, `/expert-fees/${bill}/edit`, `/fee-schemes/${scheme.json.id}/edit`, `/policies/${policy.json.id}/edit`, `/disclosures/${disclosure.json.id}/edit`];
  crawl = new Crawl(site, await routesOf(site));
});
after(async () => { await closeBrowser(); if (site) await site.stop(); });

const kinds = ['clerk', 'leader', 'expert05', 'agency03', 'admin', 'security', 'auditor', 'reviewer', 'unit01', 'county01'];

test('every page of every kind of person in Chinese and English', { timeout: longest }, async () => {
  const roles = new Set(Object.values(people).flatMap((one) => one.roles || []));
  for (const login of kinds) for (const role of people[login].roles) roles.delete(role);
  assert.deepEqual([...roles], [], 'somebody walks for each role');

  assert.ok(crawl.routes.length > 60, 'the product names its routes');
  const code = site.ask('SELECT MIN(code) FROM disclosure_item').trim();
  const inEnglish = new Set(), addressed = [];
  const works = kinds.map((login) => async () => {
    // Two rows of each kind of page for those who work with all of them, one for everybody else.
    const { page, seen } = await crawl.as(login, 'zh', { most: ['clerk', 'agency03'].includes(login) ? 2 : 1 });
    // The words are others, the elements are the same: one of each kind of page is enough, and every home.
    const again = seen.filter((link) => { const pattern = crawl.patternOf(link); if (link !== '/' && inEnglish.has(pattern)) return false; inEnglish.add(pattern); return true; });
    await page.context().addCookies([{ name: 'language', value: 'en', url: site.url }]);
    await crawl.walk(page, `${login} (en)`, 'en', { starts: again, follow: false, forms: false });
    await page.context().close();
  });
  for (const language of ['zh', 'en']) {
    works.push(async () => { (await crawl.as(null, language, { starts: ['/sign-in', '/public', '/viewer', `/public/verify?code=${code}`] })).page.context().close(); });
  }
  await atOnce(2, works);
  // Lists without a place in the menu, and the drafts: by their address.
  for (const language of ['zh', 'en']) {
    const typed = crawl.routes.map((one) => one.path).filter((path) => !path.includes('{') && !/^\/(setup|static)/.test(path) && !elsewhere[path] && !['/public/verify', '/reports/choose'].includes(path) && (language === 'en' ? addressed.includes(path) : !crawl.visited.has(path)));
    addressed.push(...typed);
    (await crawl.as('clerk', language, { starts: [...typed, ...drafts], most: 1, forms: language === 'zh', follow: language === 'zh' })).page.context().close();
  }
  assert.deepEqual(crawl.problems, []);
});

test('the set-up of an empty house, a wrong address and what is not for oneself', { timeout: longest }, async () => {
  const empty = await Site.make({ data: 'empty' });
  try {
    const fresh = new Crawl(empty, await routesOf(empty));
    for (const language of ['zh', 'en']) (await fresh.as(null, language, { starts: ['/setup'] })).page.context().close();
    assert.deepEqual(fresh.problems, []);
    crawl.visited.add('/setup');
  } finally {
    await empty.stop();
  }
  const refused = new Crawl(site, crawl.routes);
  for (const language of ['zh', 'en']) {
    const page = await personAt(site, 'clerk', { language });
    for (const [place, status] of [['/nothing-here', 404], ['/audit', 403], ['/contracts/999999', 404], ['/contracts?sort=nothing', 422]]) {
      const answer = await page.goto(site.url + place);
      assert.equal(answer.status(), status, place);
      await refused.look('clerk', language, page, place, true);
    }
    await page.context().close();
  }
  assert.deepEqual(refused.problems, []);
});

function timeCode(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s|=/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((eight) => parseInt(eight, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const digest = createHmac('sha1', key).update(count).digest(), at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

test('the pages of the second factor', { timeout: longest }, async () => {
  const page = await personAt(site, 'auditor');
  await page.goto(site.url + '/me/second-factor');
  const secret = await page.textContent('main p code');
  await page.fill('#code', timeCode(secret));
  await Promise.all([page.waitForNavigation(), page.click('main form .btn-primary')]);
  assert.ok(await page.$$eval('main li code', (all) => all.length) > 5, 'codes for a lost telephone');
  assert.deepEqual(await axeProblems(page), []);
  await Promise.all([page.waitForNavigation(), page.click('form[data-sign-out] button')]);
  await page.goto(site.url + '/sign-in');
  await page.fill('input[name=login]', 'auditor');
  await page.fill('input[name=password]', people.auditor.password);
  await Promise.all([page.waitForNavigation(), page.press('input[name=password]', 'Enter')]);
  assert.ok(await page.$('input[autocomplete=one-time-code]'), 'the second factor is asked for');
  assert.deepEqual(await axeProblems(page), []);
  await page.context().close();
});

test('every route of a page was opened', () => {
  const missing = crawl.routes.map((one) => one.path).filter((path) => !crawl.visited.has(path) && !elsewhere[path]);
  assert.deepEqual(missing, [], 'pages that nobody came to');
  const idle = Object.keys(elsewhere).filter((path) => !crawl.routes.some((one) => one.path === path));
  assert.deepEqual(idle, [], 'exceptions without a route');
  const heaviest = [...crawl.weights].sort((a, b) => b[1] - a[1])[0];
  const { visits, looks, refusals, files } = crawl.counts;
  shown(`axe finds nothing: ${crawl.pages.size} kinds of pages of ${kinds.length} kinds of people and the public in two languages (${visits} pages seen, ${looks} looked at by axe at 1280, 360 and 768 px, ` +
    `${refusals} refused forms, ${files} files); the heaviest first visit is ${Math.round(heaviest[1] / 1000)} KB (${heaviest[0]}), charts apart`);
});
