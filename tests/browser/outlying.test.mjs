// An outlying total is questioned before it is handed in: with a script and without one the expert sees why and where to
// answer, nothing that was typed is lost or changed, the bureau reads the answer, and another expert learns nothing.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, engines, longest, personAt, shown, Site, until } from './tools.mjs';

after(closeBrowser);

const tablet = { viewport: { width: 768, height: 1024 } };
const question = /总分与专家组差异较大/;

for (const engine of engines) {
  test(`on ${engine}: an outlying total is questioned, answered and never changed`, { timeout: longest }, async () => {
    const site = await Site.make({ engine });
    // The policy of the panel at work asks from twelve points on. Policies are read once: the server begins anew.
    await site.stop();
    const rule = '\'{"uncertainty":{"outlying_points":"12"},\'', rest = 'SUBSTR(document, 2)';
    const document = engine === 'mysql' ? `CONCAT(${rule}, ${rest})` : `${rule} || ${rest}`;
    // An open panel with two plans handed in, whose fifth expert has not.
    const panel = site.ask("SELECT s.panel_id FROM score_sheet s JOIN panel p ON p.id = s.panel_id WHERE p.state = 'open' AND s.component = 'plan' AND s.state = 'submitted' " +
      "AND s.panel_id IN (SELECT d.panel_id FROM score_sheet d JOIN account a ON a.expert_id = d.expert_id WHERE a.login = 'expert05' AND d.state = 'draft') GROUP BY s.panel_id HAVING COUNT(*) >= 2").trim();
    const policy = site.ask(`SELECT policy_id FROM panel WHERE id = ${panel}`).trim();
    site.ask(`UPDATE policy SET document = ${document}, digest = 'asks' WHERE id = ${policy}`);
    await site.start();
    const sheetOf = (login) => site.ask(`SELECT s.id FROM score_sheet s JOIN account a ON a.expert_id = s.expert_id WHERE a.login = '${login}' AND s.panel_id = ${panel} AND s.component = 'plan'`).trim();
    const row = (id) => site.ask(`SELECT state, COALESCE(total, 'none') FROM score_sheet WHERE id = ${id}`).trim();
    const asked = (id) => site.ask(`SELECT total, reason, CASE WHEN answered_at IS NULL OR answered_at = '' THEN 'open' ELSE 'answered' END FROM outlying_question WHERE sheet_id = ${id}`).trim();
    const submit = (page) => page.click('button[name=act][value=submit]');

    // With a script: the plan, whose other totals are about 85.
    const first = sheetOf('expert05');
    const page = await personAt(site, 'expert05', tablet);
    await page.goto(`${site.url}/score-sheets/${first}`);
    assert.ok(await page.isHidden('#field-confirm_outlying'), 'nobody is asked before he hands in');
    await page.fill('#total', '40');
    await page.fill('#comment', '样本太少');
    await submit(page);
    await page.waitForSelector('#field-confirm_outlying', { state: 'visible' });
    assert.match(await page.innerText('.draft-notice'), question);
    assert.equal(await page.inputValue('#total'), '40');
    assert.equal(await page.inputValue('#comment'), '样本太少');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'field-confirm_outlying', 'the field is where the keyboard is');
    assert.equal(asked(first), '4000\t\topen');
    assert.deepEqual(await axeProblems(page), []);
    // What is half written survives a reload; the question stays.
    await page.fill('#field-confirm_outlying', '现场核查样本仅三户');
    await page.reload();
    await until(async () => await page.inputValue('#field-confirm_outlying') === '现场核查样本仅三户', 'the reason to be there again');
    await until(async () => await page.inputValue('#total') === '40', 'the total to be there again');
    assert.match(row(first), /^draft\t/, 'not handed in by anybody but the expert');
    // Once more without a reason is once more the question, not a submission.
    await page.fill('#field-confirm_outlying', '');
    const [refused] = await Promise.all([page.waitForResponse((one) => one.url().endsWith('/submit')), submit(page)]);
    assert.equal(refused.status(), 422);
    await page.waitForFunction(() => document.activeElement.id === 'field-confirm_outlying');
    assert.match(row(first), /^draft\t/);
    await page.fill('#field-confirm_outlying', '现场核查样本仅三户');
    await submit(page);
    await page.waitForURL(/my-sheets\?done=submitted/);
    assert.equal(row(first), 'submitted\t4000');
    assert.equal(asked(first), '4000\t现场核查样本仅三户\tanswered');
    await page.context().close();

    // Without a script: the same page, the same question, the typed total in its field.
    const second = sheetOf('expert01');
    const plain = await personAt(site, 'expert01', { ...tablet, javaScriptEnabled: false });
    await plain.goto(`${site.url}/score-sheets/${second}`);
    assert.ok(await plain.isHidden('#field-confirm_outlying'));
    // A total instead of the rows that he had begun.
    for (const field of await plain.locator('.criterion input, .criterion textarea').all()) await field.fill('');
    await plain.fill('#total', '0');
    await Promise.all([plain.waitForNavigation(), submit(plain)]);
    assert.match(await plain.innerText('main'), question);
    assert.ok(await plain.isVisible('#field-confirm_outlying'));
    assert.equal(await plain.inputValue('#total'), '0');
    assert.ok(row(second).startsWith('draft\t'));
    assert.equal(asked(second), '0\t\topen');
    // A second look: another total is the answer, whatever it is.
    await plain.fill('#total', '80');
    await Promise.all([plain.waitForNavigation(), submit(plain)]);
    assert.equal(row(second), 'submitted\t8000');
    assert.equal(asked(second), '0\t\tanswered');
    await plain.context().close();

    // The bureau reads the answer; neither another expert nor the agency learns of the question.
    const clerk = await personAt(site, 'clerk');
    await clerk.goto(`${site.url}/panels/${panel}/statistics`);
    const said = await clerk.innerText('main');
    assert.match(said, /现场核查样本仅三户/);
    assert.match(said, /复核后修改了分数/);
    for (const login of ['expert02', 'agency01']) {
      const api = await site.api(login), statistics = await api('GET', `/panels/${panel}/statistics`);
      assert.ok([403, 404].includes(statistics.status), `${login}: ${statistics.status}`);
      assert.doesNotMatch(statistics.text, /样本仅三户|4000|40\.00/);
    }
    const other = await personAt(site, 'expert02', tablet);
    await other.goto(`${site.url}/score-sheets/${sheetOf('expert02')}`);
    assert.ok(await other.isHidden('#field-confirm_outlying'));
    assert.doesNotMatch(await other.content(), /样本仅三户/);
    assert.equal((await other.goto(`${site.url}/score-sheets/${first}`)).status(), 404);
    await site.stop();
    shown(`${engine}: an outlying total is questioned with and without a script, answered with a reason or another total, and never altered; others learn nothing`);
  });
}
