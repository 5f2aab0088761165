// The whole path of an agency, of a budget unit and of a county: what is due, a file that comes in although the server
// dies on the way, its receipt, results with every reason, and nothing of anybody else.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { Site, axeProblems, closeBrowser, engines, paper, personAt, shown, until } from './tools.mjs';

after(closeBrowser);

const unit = 512 * 1024;

async function dueUpload(page, site) {
  await page.goto(site.url + '/agency-home');
  const button = page.locator('#agency-due').locator('xpath=../..').locator('a[href*="/upload"]').first();
  await Promise.all([page.waitForNavigation(), button.click()]);
  return page.url();
}

for (const engine of engines) {
  test(`an agency hands in a report while the server dies and the network goes, on ${engine}`, async () => {
    const site = await Site.make({ engine });
    const page = await personAt(site, 'agency03');
    const form = await dueUpload(page, site);
    const file = path.join(site.folder, '哀牢山 报告.pdf');
    const digest = paper(file, 24 * 1024 * 1024 + 321);
    await page.selectOption('#upload-kind', 'report');
    await page.setInputFiles('#upload-file', file);
    // Slow enough that the server can be killed in the middle of it.
    let pieces = 0;
    await page.route('**/pieces', async (route) => {
      ++pieces;
      if (pieces === 3) { await site.kill(); setTimeout(() => site.start(), 1500); }
      await route.continue().catch(() => {});
    });
    await page.click('#upload-send');
    await page.waitForURL(/receipt/);
    assert.ok(pieces > 6, 'the upload went on after the server had been killed');
    const text = await page.innerText('main');
    assert.ok(text.replace(/\s+/g, '').includes(digest.match(/.{8}/g).join('')), 'the receipt shows the digest');
    assert.equal(site.ask(`SELECT COUNT(*) FROM file WHERE sha256 = '${digest}'`).trim(), '1');
    assert.equal(site.ask("SELECT COUNT(*) FROM upload WHERE state = 'finished'").trim(), '1');
    assert.deepEqual(await axeProblems(page), []);

    // A network that is away while it uploads, pause and resume, a page that is closed, and the rest of the same file.
    const other = path.join(site.folder, '第二份.pdf');
    const second = paper(other, 20 * 1024 * 1024);
    await page.unroute('**/pieces');
    await page.goto(form);
    await page.selectOption('#upload-kind', 'report');
    await page.setInputFiles('#upload-file', other);
    let sent = 0, letGo;
    const held = new Promise((resolve) => { letGo = resolve; });
    await page.route('**/pieces', async (route) => {
      ++sent;
      // The third is lost; the one after it is on its way until somebody pauses.
      if (sent > 3) await held;
      if (sent >= 3) await route.abort('internetdisconnected').catch(() => {});
      else await route.continue().catch(() => {});
    });
    await page.click('#upload-send');
    await until(() => sent > 3, 'a piece after the one that was lost');
    assert.ok(await page.evaluate(() => document.getElementById('upload-bar').value) > 0);
    await page.click('#upload-pause');
    const paused = Number(site.ask("SELECT received FROM upload WHERE state = 'open'").trim());
    assert.ok(paused > 0 && paused < 20 * 1024 * 1024 && paused % unit === 0);
    letGo();
    await page.goto('about:blank');
    await page.unroute('**/pieces');
    await page.goto(form);
    await page.selectOption('#upload-kind', 'report');
    assert.match(await page.innerText('main'), /未传完的文件/);
    await page.setInputFiles('#upload-file', other);
    await page.click('#upload-send');
    await page.waitForURL(/receipt/);
    assert.equal(site.ask(`SELECT COUNT(*) FROM file WHERE sha256 = '${second}'`).trim(), '1');
    assert.equal(site.ask("SELECT COUNT(*) FROM upload WHERE state = 'open'").trim(), '0');
    shown(`${engine}: two files of 24 and 20 MB arrived whole over a killed server, a lost network and a closed page`);

    // What is no report is refused in words, beside the form.
    await page.goto(form);
    await page.selectOption('#upload-kind', 'report');
    const fake = path.join(site.folder, '假.pdf');
    fs.writeFileSync(fake, '<html>no report</html>');
    await page.setInputFiles('#upload-file', fake);
    await page.click('#upload-send');
    await until(() => page.isVisible('#upload-refused'), 'the refusal');
    assert.match(await page.innerText('#upload-refused'), /内容不是 pdf/);
    assert.equal(page.failures.filter((line) => /script error|Content Security/.test(line)).join('\n'), '');
    await site.stop();
  });

  test(`homes of agency, unit and county show what is theirs, on ${engine}`, async () => {
    const site = await Site.make({ engine });
    const page = await personAt(site, 'agency01');
    await page.goto(site.url + '/agency-home');
    assert.deepEqual(await axeProblems(page), []);
    const home = await page.innerText('main');
    for (const foreign of ['红河谷', '哀牢山', '异龙湖']) assert.ok(!home.includes(foreign), `no ${foreign}`);
    await page.goto(site.url + '/my-record');
    assert.match(await page.innerText('main'), /信用评级[\s\S]*未评级/);
    assert.deepEqual(await axeProblems(page), []);
    const link = page.locator('#record-results').locator('xpath=../..').locator('tbody th a').first();
    await Promise.all([page.waitForNavigation(), link.click()]);
    const result = await page.innerText('main');
    assert.ok(!/林知衡|苏明度|何文衡|沈若谷|顾清远/.test(result + await page.content()), 'experts are not named');

    // Every criterion of every sheet with its reason, the way to the score, the statement and what was paid.
    for (const scores of await page.locator('details.scores > summary').all()) await scores.click();
    const stored = site.ask("SELECT COUNT(*) FROM score_item i JOIN score_sheet s ON s.id = i.sheet_id JOIN panel p ON p.id = s.panel_id " +
      `JOIN engagement e ON e.id = p.engagement_id WHERE e.id = ${page.url().match(/engagements\/(\d+)/)[1]} AND s.state = 'locked'`).trim();
    assert.equal(String(await page.locator('details.scores tbody tr').count()), stored, 'each criterion that was scored is shown');
    const reasons = site.ask("SELECT DISTINCT i.reason FROM score_item i JOIN score_sheet s ON s.id = i.sheet_id JOIN panel p ON p.id = s.panel_id " +
      `WHERE p.engagement_id = ${page.url().match(/engagements\/(\d+)/)[1]} AND s.state = 'locked' AND i.reason <> ''`).split('\n').filter(Boolean);
    const opened = (await page.innerText('main')).replace(/\s+/g, '');
    assert.ok(reasons.length > 3);
    for (const reason of reasons) assert.ok(opened.includes(reason.replace(/\\n|\s+/g, '')), `the reason ${reason}`);
    assert.match(opened, /为什么是这个分.*综合得分=/);
    assert.ok(!/ZJ\d\d/.test(opened), 'nor by their numbers');
    await page.goto(site.url + '/statements');
    await Promise.all([page.waitForNavigation(), page.locator('main tbody a[href^="/statements/"]').first().click()]);
    const statement = await page.innerText('main');
    assert.match(statement, /人民币.*元/, 'in capitals');
    assert.match(statement, /计算过程/);
    assert.equal(await page.locator('form.act button').count(), 0, 'an agency confirms nothing');
    await page.goto(site.url + '/payments');
    const paid = site.ask("SELECT COUNT(*) FROM payment p JOIN contract c ON c.id = p.contract_id JOIN agency a ON a.id = c.agency_id WHERE a.uscc = '91532500MADEM0011J'").trim();
    assert.match(await page.innerText('main'), new RegExp(`共 ${paid} 条`));
    assert.deepEqual(await axeProblems(page), []);

    const unitPage = await personAt(site, 'unit01');
    await unitPage.goto(site.url + '/evaluations');
    const list = await unitPage.innerText('main');
    assert.match(list, /PJ2022-01/);
    assert.ok(!list.includes('PJ2022-02'), 'another unit');
    const own = site.ask("SELECT COUNT(*) FROM engagement e JOIN account a ON a.budget_unit_id = e.budget_unit_id WHERE a.login = 'unit01'").trim();
    assert.match(list, new RegExp(`共 ${own} 条`));
    assert.deepEqual(await axeProblems(unitPage), []);
    await unitPage.click('main table a');
    await unitPage.waitForURL(/evaluations\/\d+$/);
    assert.ok(!/费用|合同金额|扣费/.test(await unitPage.innerText('main')), 'no money');
    assert.deepEqual(await axeProblems(unitPage), []);
    const id = unitPage.url().match(/\d+$/)[0];

    const county = await site.api('county01');
    const seen = await county('GET', '/evaluations');
    assert.deepEqual(seen.json.items, [], 'the prefecture has evaluated nothing of this county');
    assert.equal((await county('GET', `/evaluations/${id}`)).status, 404);
    assert.equal((await county('GET', `/evaluations/${id}/report`)).status, 404);
    assert.equal((await county('GET', '/contracts')).status, 403);
    await site.stop();
  });
}

test('without JavaScript the whole file goes in one form, on a phone, in English', async () => {
  const site = await Site.make();
  const page = await personAt(site, 'agency03', { language: 'en', javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await dueUpload(page, site);
  const file = path.join(site.folder, 'plain.pdf');
  const digest = paper(file, 700_000);
  assert.match(await page.innerText('#upload-limit'), /50 MB/);
  await page.setInputFiles('#upload-file', file);
  await page.click('#upload-send');
  await page.waitForURL(/receipt/);
  assert.ok((await page.innerText('main')).replace(/\s+/g, '').includes(digest));
  await site.stop();
});
