// The smallest homes: a budget unit and a county bureau see the evaluations about them, and nothing of fees, experts or
// sheets, neither by a link nor by an address typed by hand.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, engines, longest, personAt, shown, Site } from './tools.mjs';

after(closeBrowser);

const hidden = /费用|合同金额|扣费|扣减|应付|付款|评分人|专家|林知衡|苏明度|何文衡|沈若谷|顾清远/;
const closed = ['/contracts', '/contracts/1', '/engagements/1', '/panels/1', '/my-sheets', '/score-sheets/1', '/statements', '/statements/1', '/payments', '/experts',
  '/reports', '/imports', '/accounts', '/audit', '/jobs', '/backups', '/security', '/disclosures', '/engagements/1/archive.zip', '/reports/fee_statement.xlsx?contract=1'];
const closedApi = ['/contracts', '/engagements/1', '/results/1', '/panels/1', '/score-sheets', '/statements', '/payments', '/experts', '/accounts', '/audit'];

// What the page says, without the sentence that explains what is left out.
const said = (page) => page.evaluate(() => Array.from(document.getElementById('content').children).filter((part) => !part.classList.contains('hint')).map((part) => part.innerText).join('\n'));

async function seesNothingElse(page, site, api) {
  const menu = await page.$$eval('nav.side a', (all) => all.map((a) => a.getAttribute('href')));
  for (const place of closed) {
    const answer = await page.goto(site.url + place);
    const empty = answer.status() === 200 && (await page.textContent('.paging')).includes('共 0 条');
    assert.ok([403, 404].includes(answer.status()) || empty, `${place}: ${answer.status()}`);
    assert.ok(!menu.includes(place), `${place} is not in the menu`);
  }
  for (const place of closedApi) {
    const answer = await api('GET', place);
    assert.ok([403, 404].includes(answer.status) || (answer.json.items && answer.json.items.length === 0 && !answer.json.total), `${place}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
  for (const link of menu) {
    const answer = await page.goto(site.url + link);
    assert.equal(answer.status(), 200, link);
    if (!['/me', '/policies'].includes(link)) assert.doesNotMatch(await said(page), hidden, link);
  }
}

// What stands in the database, by SQL of its own.
const ofUnit = (site, code) => site.ask(`SELECT e.code FROM engagement e LEFT JOIN project p ON p.id = e.project_id ` +
  `JOIN budget_unit u ON u.id = COALESCE(p.budget_unit_id, e.budget_unit_id) WHERE u.code = '${code}' ORDER BY e.code`).split('\n').filter(Boolean);

for (const engine of engines) {
  test(`on ${engine}: a budget unit and a county see exactly the evaluations about them`, { timeout: longest }, async () => {
    const site = await Site.make({ engine });
    const unit = await personAt(site, 'unit01'), api = await site.api('unit01');
    await unit.goto(site.url + '/evaluations');
    const shownCodes = (await unit.$$eval('main tbody tr a[href^="/evaluations/"]', (all) => all.map((a) => a.textContent.match(/PJ[\d-]+/)?.[0]).filter(Boolean)));
    assert.deepEqual([...new Set(shownCodes)].sort(), ofUnit(site, '101001'));
    assert.doesNotMatch(await said(unit), hidden);
    assert.deepEqual(await axeProblems(unit), []);
    await unit.click('main tbody a[href^="/evaluations/"]');
    await unit.waitForURL(/evaluations\/\d+/);
    assert.match(await unit.innerText('main'), /\d+\.\d\d[\s\S]*[优良中差]/, 'score and grade');
    assert.doesNotMatch(await said(unit), hidden);
    const foreign = site.ask("SELECT id FROM engagement WHERE code = 'PJ2022-02'").trim();
    assert.equal((await unit.goto(`${site.url}/evaluations/${foreign}`)).status(), 404, 'another unit');
    await seesNothingElse(unit, site, api);

    // The county has none until a project of its own is evaluated.
    const county = await personAt(site, 'county01'), countyApi = await site.api('county01');
    await county.goto(site.url + '/evaluations');
    assert.equal((await countyApi('GET', '/evaluations')).json.total, 0);
    assert.ok(!(await county.innerText('main')).includes('PJ2022'));
    const own = site.ask("SELECT id FROM bureau WHERE code = '532503'").trim();
    site.ask(`UPDATE project SET bureau_id = ${own} WHERE id = (SELECT project_id FROM engagement WHERE code = 'PJ2022-05')`);
    await county.reload();
    const seen = (await countyApi('GET', '/evaluations')).json;
    const about = site.ask(`SELECT e.code FROM engagement e JOIN project p ON p.id = e.project_id WHERE p.bureau_id = ${own} ORDER BY e.code`).trim().split('\n');
    assert.deepEqual(seen.items.map((one) => one.code).sort(), about, 'exactly those about it');
    assert.ok(about.includes('PJ2022-05'));
    assert.match(await county.innerText('main'), /PJ2022-05/);
    assert.deepEqual(await axeProblems(county), []);
    await seesNothingElse(county, site, countyApi);
    for (const page of [unit, county]) await page.context().close();
    await site.stop();
    shown(`${engine}: a budget unit and a county bureau see exactly the evaluations about them; ${closed.length} pages and ${closedApi.length} lists of others are closed`);
  });
}
