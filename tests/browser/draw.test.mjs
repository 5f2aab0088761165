// A panel is drawn by three parties who do not trust each other: the list, commitments made in the browser, values, the
// outcome that all of them read and one repeats offline, and the panel. The agency never reads a name.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { Site, axeProblems, closeBrowser, day, engines, personAt, press, shown } from './tools.mjs';

after(closeBrowser);

const shots = process.env.DRAW_SHOTS;
async function look(page, name) {
  assert.deepEqual(await axeProblems(page), [], name);
  if (shots) await page.screenshot({ path: path.join(shots, name + '.png'), fullPage: true });
}

// An engagement of the live contract that has no panel yet, and the agency whose work it is.
function freeEngagement(site) {
  const [id, contract] = site.ask("SELECT e.id, e.contract_id FROM engagement e JOIN contract c ON c.id = e.contract_id " +
    "JOIN account a ON a.agency_id = c.agency_id WHERE c.state = 'active' AND a.status = 'active' AND c.policy_id IN (SELECT id FROM policy WHERE code = 'honghe-2022') ORDER BY e.id DESC LIMIT 1").trim().split('\t');
  site.ask('INSERT INTO engagement (bureau_id, agency_id, contract_id, code, name, object_kind, fee_fen, created_at, updated_at) ' +
    `SELECT bureau_id, agency_id, contract_id, 'PJ-CQ', '待抽取的评价', object_kind, 0, created_at, updated_at FROM engagement WHERE id = ${id}`);
  const fresh = site.ask(`SELECT id FROM engagement WHERE code = 'PJ-CQ' AND contract_id = ${contract}`).trim();
  const login = site.ask('SELECT a.login FROM account a JOIN engagement e ON e.agency_id = a.agency_id ' +
    `WHERE e.id = ${fresh} AND a.status = 'active' ORDER BY a.id LIMIT 1`).trim();
  return { fresh, login };
}

for (const engine of engines) {
  test(`a panel is drawn by three parties, on ${engine}`, async () => {
    const site = await Site.make({ engine });
    const { fresh, login } = freeEngagement(site);
    const names = site.ask('SELECT name FROM expert').trim().split('\n');
    const clerk = await personAt(site, 'clerk');
    await clerk.goto(`${site.url}/engagements/${fresh}`);
    await press(clerk, `a[href="/engagements/${fresh}/draw"]`);
    await look(clerk, 'form');
    // What is wrong is told at its field, and what was typed stays.
    await clerk.fill('input[name=seats]', '3');
    await clerk.fill('input[name=deadline_on]', day(30));
    await clerk.fill('input[name=commit_until]', day(-1));
    await clerk.fill('input[name=reveal_until]', day(5));
    await press(clerk, 'main form button.btn-primary');
    assert.match(await clerk.innerText('main'), /已过/);
    assert.equal(await clerk.inputValue('input[name=deadline_on]'), day(30));
    await clerk.fill('input[name=commit_until]', day(3));
    await press(clerk, 'main form button.btn-primary');
    const place = new URL(clerk.url()).pathname;
    assert.match(place, /^\/draws\/\d+$/);
    await look(clerk, 'prepared');
    assert.equal((await clerk.goto(`${site.url}${place}/edit`)).status(), 200);
    await look(clerk, 'changed before it is published');
    await clerk.goto(site.url + place);

    const agency = await personAt(site, login);
    assert.equal((await agency.goto(site.url + place)).status(), 404, 'a list that is not published');
    await press(clerk, `form[action="${place}/publish"] button`);
    const leader = await personAt(site, 'leader');
    const kept = {};
    for (const [name, page] of Object.entries({ clerk, agency, leader })) {
      await page.goto(site.url + place);
      await page.fill('#own-value', `secret of ${name}`);
      await page.click('[data-draw-make]');
      const salt = await page.inputValue('#own-salt');
      const commitment = await page.inputValue('#commitment');
      assert.equal(commitment, 'sm3:' + crypto.createHash('sm3').update(`secret of ${name}${salt}`).digest('hex'));
      kept[name] = salt;
      if (name === 'agency') await look(page, 'commit');
      const [sent] = await Promise.all([page.waitForRequest((one) => one.method() === 'POST'), press(page, '[data-draw-commit] button.btn-primary')]);
      assert.ok(!sent.postData().includes('secret') && !sent.postData().includes(salt), 'the value stays in the browser');
    }
    for (const [name, page] of Object.entries({ leader, agency, clerk })) {
      await page.goto(site.url + place);
      if (name === 'agency') {
        await page.fill('#value', 'another value');
        await page.fill('#salt', kept[name]);
        await press(page, `form[action="${place}/reveal"] button`);
        assert.match(await page.innerText('main'), /不符/);
      }
      await page.fill('#value', `secret of ${name}`);
      await page.fill('#salt', kept[name]);
      await press(page, `form[action="${place}/reveal"] button`);
    }
    assert.match(await clerk.innerText('main'), /SECRETOFCLERK\.\/SECRETOFAGENCY\.\/SECRETOFLEADER\.\//);
    await agency.goto(site.url + place);
    const read = await agency.content();
    for (const name of names) assert.ok(!read.includes(name), `the agency reads ${name}`);
    await look(agency, 'agency');
    await agency.setViewportSize({ width: 360, height: 800 });
    await agency.reload();
    const wide = await agency.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `the page is ${wide} px wide on a telephone`);
    await look(agency, 'narrow');
    const english = await personAt(site, 'leader', { language: 'en' });
    await english.goto(site.url + place);
    await look(english, 'english');

    await clerk.goto(site.url + place);
    await press(clerk, `form[action="${place}/carry-out"] button`);
    await look(clerk, 'drawn');
    const panel = site.ask(`SELECT panel_id FROM draw WHERE engagement_id = ${fresh}`).trim();
    assert.equal(site.ask(`SELECT COUNT(*) FROM panel_member WHERE panel_id = ${panel} AND origin = 'drawn'`).trim(), '3');
    const file = path.join(site.folder, 'draw.json');
    site.run(['export', 'draw', '--param', `panel=${panel}`, '-o', file]);
    assert.match(site.run(['verify', file]), /verified/);
    const forged = JSON.parse(fs.readFileSync(file, 'utf8'));
    forged.result.steps[3].digest = '0'.repeat(64);
    fs.writeFileSync(file, JSON.stringify(forged));
    assert.match(site.run(['verify', file], { expect: 2 }), /\/result\/steps\/3\/digest/);
    for (const page of [clerk, agency, leader, english]) assert.deepEqual(page.failures.filter((one) => !/404|422/.test(one)), []);
    site.run(['check']);
    await site.stop();
    shown(`a panel drawn by three parties on ${engine}: commitments made in the browser, no name before the agency, repeated offline`);
  });
}
