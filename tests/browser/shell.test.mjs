// The one shell (that every page is without a barrier is proved by accessibility.test.mjs): small pages; pages that
// refresh themselves in a meeting; what was typed survives; a change of somebody else is shown beside one's own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeProblems, closeBrowser, personAt, shown, Site, until } from './tools.mjs';

let site;
before(async () => { site = await Site.make({ data: 'live' }); });
after(async () => { await closeBrowser(); if (site) await site.stop(); });

test('a first visit transfers less than 150 KB', async () => {
  for (const place of ['/contracts', '/policies', '/statements']) {
    const page = await personAt(site, 'clerk');
    const client = await page.context().newCDPSession(page);
    await client.send('Network.enable');
    await client.send('Network.setCacheDisabled', { cacheDisabled: true });
    let bytes = 0, under_way = 0;
    client.on('Network.requestWillBeSent', () => { ++under_way; });
    client.on('Network.loadingFailed', () => { --under_way; });
    client.on('Network.loadingFinished', (event) => { --under_way; bytes += event.encodedDataLength; });
    await page.goto(site.url + place);
    await until(() => bytes > 10000 && under_way === 0, `${place} to have come whole`);
    assert.ok(bytes > 10000 && bytes < 150000, `${place} transfers ${bytes} bytes`);
    assert.deepEqual(page.failures, []);
    await page.context().close();
  }
});

test('each figure and each kind of task leads to as many rows as it says', async () => {
  for (const login of ['clerk', 'leader', 'agency03']) {
    const page = await personAt(site, login);
    const claims = await page.$$eval('a.figure, #tasks a.count', (all) => all.map((a) => ({
      href: a.getAttribute('href'),
      count: Number(((a.querySelector('.note') || a.querySelector('.amount') || a).textContent.match(/\d[\d,]*/) || ['0'])[0].replace(/,/g, '')) })));
    assert.ok(claims.length > 3, `${login} has figures`);
    for (const claim of claims.filter((one) => one.href !== '/my-sheets')) {
      await page.goto(site.url + claim.href);
      const total = Number((await page.textContent('.paging')).match(/\d+/)[0]);
      assert.equal(total, claim.count, `${login}: ${claim.href}`);
    }
    await page.context().close();
  }
});

test('in a meeting everybody sees who has submitted, without a press and without losing the place', async () => {
  const api = await site.api('expert05');
  const sheet = (await api('GET', '/my-sheets?group=to_do')).json.items[0];
  const panel = (await api('GET', '/score-sheets/' + sheet.id)).json.panel;
  const page = await personAt(site, 'clerk');
  await page.goto(`${site.url}/panels/${panel}`);
  const before = await page.textContent('#panel-sheets h2 .tag');
  await page.focus('#panel-sheets a.tag');
  const held = await page.evaluate(() => document.activeElement.getAttribute('href'));
  const statuses = [];
  page.on('response', (answer) => { if (answer.request().headers()['zhiheng-fragment']) statuses.push(answer.status()); });
  await until(() => statuses.includes(304), 'an unchanged page to cost a 304');
  const done = Number(before.match(/\d+/)[0]);
  site.ask(`UPDATE score_sheet SET state = 'submitted', submitted_at = updated_at WHERE id = ${sheet.id}; ` +
    `INSERT INTO audit (at, login, action, subject, subject_id, detail) VALUES ('2026-01-01 00:00:00.000', 'x', 'submit', 'score_sheet', ${sheet.id}, '{}')`);
  await until(async () => Number((await page.textContent('#panel-sheets h2 .tag')).match(/\d+/)[0]) === done + 1, 'the page to show the new sheet');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), held, 'the focus stays');
  assert.match(await page.textContent('#spoken'), new RegExp(String(done + 1)));
  assert.deepEqual(page.failures, []);
  await page.context().close();
  shown('the page of a panel shows a sheet handed in elsewhere within seconds, keeps the focus and says it; 304 while nothing changes');
});

test('what was typed survives a closed window, and goes at sign-out', async () => {
  const page = await personAt(site, 'clerk');
  await page.goto(site.url + '/budget-units/new');
  await page.fill('#field-name', '写了一半的单位');
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('zhiheng.draft') && localStorage.getItem(key).includes('写了一半的单位')));
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(site.url + '/contracts');
  await page.goto(site.url + '/budget-units/new');
  await until(async () => (await page.inputValue('#field-name')) === '写了一半的单位', 'the draft to be put back');
  await page.goto(site.url + '/');
  await Promise.all([page.waitForNavigation(), page.click('form[data-sign-out] button')]);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('zhiheng.draft')).length), 0);
  await page.context().close();
});

test('a stale form tells who changed what and lets choose', async () => {
  const page = await personAt(site, 'clerk');
  await page.goto(site.url + '/budget-units/1/edit');
  const api = await site.api('clerk');
  const row = await api('GET', '/budget-units/1');
  const changed = await api('PATCH', '/budget-units/1', { version: row.json.version, contact: '他人改的' });
  assert.equal(changed.status, 200, changed.text);
  await page.fill('#field-contact', '我写的');
  await Promise.all([page.waitForNavigation(), page.click('main form[data-guard] .btn-primary')]);
  const told = await page.textContent('main');
  assert.match(told, /他人改的/);
  assert.equal(await page.inputValue('#field-contact'), '我写的');
  assert.deepEqual((await axeProblems(page)), []);
  await page.click('button[data-take=field-contact]');
  assert.equal(await page.inputValue('#field-contact'), '他人改的');
  await page.context().close();
  shown('a form made from an older version shows what the other person saved beside what was typed, and takes either');
});

test('a refused form leads from each problem to its field', async () => {
  const page = await personAt(site, 'clerk');
  await page.goto(site.url + '/budget-units/new');
  await page.fill('#field-uscc', '123');
  await Promise.all([page.waitForNavigation(), page.click('main form[data-guard] .btn-primary')]);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'problems');
  await page.click('#problems a[href="#field-uscc"]');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'field-uscc');
  assert.deepEqual((await axeProblems(page)), []);
  await page.context().close();
});
