// The expert in the meeting room: scoring by keyboard on a tablet while the server goes away and comes back, two tabs,
// a session that ends, a bureau that changes something meanwhile, no script at all; the document beside the sheet.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, engines, people, personAt, shown, signIn, Site, until } from './tools.mjs';

const tablet = { viewport: { width: 768, height: 1024 } };
after(closeBrowser);

const state = (page) => page.textContent('[data-draft-state]');
const stateSays = (page, words) => until(async () => (await state(page)).includes(words), `the draft to be “${words}”`);
const copies = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(':sheet.')));
const name = (page) => page.evaluate(() => document.activeElement.name || document.activeElement.textContent.trim());

async function sheetOf(site, login, component) {
  const api = await site.api(login);
  const listed = await api('GET', '/my-sheets?group=to_do'), mine = listed.json;
  assert.equal(listed.status, 200, listed.text);
  const sheet = mine.items.find((one) => one.component === component);
  assert.ok(sheet, `${login} has a ${component} to score`);
  return sheet;
}

// What the rubric asks of each row, as a person reads it from the page.
const rubric = (page) => page.evaluate(() => Array.from(document.querySelectorAll('.criterion')).map((row) => ({
  code: row.dataset.code, full: Number(row.dataset.full), defects: Boolean(row.querySelector('.defects')) })));

// Puts focus on the first score with Tab alone.
async function tabTo(page, wanted, most = 80) {
  for (let i = 0; i < most; ++i) {
    if (await name(page) === wanted) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach ${wanted}, but ${await name(page)}`);
}

// Types a row from its score on; every second one loses half a point and says why. Leaves the focus on the next score.
async function typeRow(page, row, at, written) {
  const less = at % 2 === 1 && !row.defects;
  const points = row.defects ? '0' : String(less ? row.full - 0.5 : row.full);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(points);
  await page.keyboard.press('Enter');
  written[row.code] = { points: row.defects ? row.full : Number(points), reason: '' };
  if (!less) return;
  assert.equal(await name(page), 'reason.' + row.code, 'a reason that is owed is next');
  written[row.code].reason = `第${at + 1}页：依据不足`;
  await page.keyboard.type(written[row.code].reason);
  await page.keyboard.press('Enter');
}

// "code|hundredths|reason" of every row of the database that holds something.
const stored = (site, id) => site.ask(`SELECT criterion, points, reason FROM score_item WHERE sheet_id = ${id} ORDER BY criterion`)
  .split('\n').filter(Boolean).map((line) => line.split('\t').join('|'));
const expected = (written) => Object.entries(written).map(([code, one]) => `${code}|${Math.round(one.points * 100)}|${one.reason}`).sort();
const submissions = (site, id) => Number(site.ask(`SELECT COUNT(*) FROM audit WHERE subject = 'score_sheet' AND subject_id = ${id} AND action = 'submit'`).trim());

for (const engine of engines) {
  test(`on ${engine}: by keyboard alone, while the server is killed, stopped and started, nothing lost, nothing twice`, async () => {
    const site = await Site.make({ engine });
    const sheet = await sheetOf(site, 'expert05', 'plan');
    const page = await personAt(site, 'expert05', tablet);
    await page.goto(site.url + '/my-sheets');
    await page.locator(`.sheet-cards a.btn[href="/score-sheets/${sheet.id}"]`).focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    const rows = await rubric(page), written = {};
    assert.ok(rows.length > 5);
    await tabTo(page, (rows[0].defects ? 'defects.' : 'points.') + rows[0].code);
    for (let at = 0; at < 3; ++at) await typeRow(page, rows[at], at, written);
    await stateSays(page, '已保存');
    assert.deepEqual(await copies(page), [], 'what the server has is kept nowhere else');

    // In the middle of a word the server is gone.
    await page.keyboard.type(String(rows[3].full - 0.5));
    await page.keyboard.press('Enter');
    await page.keyboard.type('断网前');
    await site.kill();
    await page.keyboard.type('，断网后');
    await page.keyboard.press('Enter');
    written[rows[3].code] = { points: rows[3].full - 0.5, reason: '断网前，断网后' };
    for (let at = 4; at < 7; ++at) await typeRow(page, rows[at], at, written);
    await stateSays(page, '离线');
    assert.equal((await copies(page)).length, 1, 'a copy is kept on the tablet');
    await page.reload().catch(() => {});  // even a reload of the lost page loses nothing once it is back
    await site.start();
    await page.goto(`${site.url}/score-sheets/${sheet.id}`);
    await stateSays(page, '已保存');
    assert.deepEqual(stored(site, sheet.id), expected(written), 'what was typed is in the database');
    assert.deepEqual(await copies(page), []);

    // Limits and reasons while typing.
    await tabTo(page, 'points.' + rows[7].code);
    await page.keyboard.type('999');
    assert.match(await page.textContent(`[id="note-${rows[7].code}"]`), /最多/);
    assert.equal(await page.getAttribute(`[name="points.${rows[7].code}"]`, 'aria-invalid'), 'true');
    for (let at = 7; at < rows.length; ++at) await typeRow(page, rows[at], at, written);
    assert.equal(await page.textContent('[data-missing]'), '已全部评完');
    await stateSays(page, '已保存');

    // Handed in while the server is away: once, when it is back.
    await site.stop();
    await page.keyboard.press('Control+Enter');
    await stateSays(page, '排队');
    await site.start();
    await page.waitForURL(/my-sheets\?done=submitted/);
    assert.deepEqual(stored(site, sheet.id), expected(written));
    const sum = Object.values(written).reduce((all, one) => all + Math.round(one.points * 100), 0);
    assert.equal(site.ask(`SELECT state, total FROM score_sheet WHERE id = ${sheet.id}`).trim(), `submitted\t${sum}`);
    assert.equal(submissions(site, sheet.id), 1);
    assert.deepEqual(await copies(page), []);

    // The answer to a submission is lost on its way: asked again, carried out once.
    const second = await sheetOf(site, 'expert05', 'report');
    await page.goto(`${site.url}/score-sheets/${second.id}`);
    const more = {}, asked = await rubric(page);
    await page.focus(`.criterion input.points`);
    for (let at = 0; at < asked.length; ++at) await typeRow(page, asked[at], at, more);
    let lost = 0;
    await page.route('**/submit', async (route) => {
      if (lost > 0) { await route.continue(); return; }
      lost += 1;
      await route.fetch();
      await route.abort();
    });
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/my-sheets\?done=submitted/);
    assert.equal(lost, 1);
    assert.equal(submissions(site, second.id), 1);
    assert.deepEqual(stored(site, second.id), expected(more));
    await page.context().close();
    await site.stop();
    shown(`${engine}: ${rows.length} criteria by keyboard on a 768 px tablet through a kill, a stop and two starts: one submission with exactly what was typed`);
  });
}

test('two tabs, a lost session, a change by the bureau, no script, and the document in a frame of its own', async (t) => {
  const site = await Site.make();

  await t.test('what two tabs wrote is shown with both values', async () => {
    const sheet = await sheetOf(site, 'expert04', 'report');
    const one = await personAt(site, 'expert04', tablet);
    await one.goto(`${site.url}/score-sheets/${sheet.id}`);
    const two = await one.context().newPage();
    await two.goto(`${site.url}/score-sheets/${sheet.id}`);
    const [first, second, third] = (await rubric(one)).map((row) => row.code);
    await one.fill(`[name="points.${first}"]`, '1');
    await one.fill(`[name="reason.${second}"]`, '第一个窗口');
    await stateSays(one, '已保存');
    await two.fill(`[name="points.${first}"]`, '2');
    await two.fill(`[name="reason.${third}"]`, '第二个窗口');
    const contest = await two.waitForSelector('.draft-differences');
    assert.match(await contest.textContent(), /这里写的2服务器上的1/);
    assert.equal(await two.inputValue(`[name="reason.${second}"]`), '第一个窗口', 'what only the other changed is taken in');
    assert.equal(site.ask(`SELECT points FROM score_item WHERE sheet_id = ${sheet.id} AND criterion = '${first}'`).trim(), '100', 'nothing is overwritten');
    assert.deepEqual(await axeProblems(two), []);
    await two.press(`[data-mine="points.${first}"]`, 'Enter');
    await until(() => site.ask(`SELECT points FROM score_item WHERE sheet_id = ${sheet.id} AND criterion = '${first}'`).trim() === '200', 'the chosen value to be saved');
    assert.equal(site.ask(`SELECT reason FROM score_item WHERE sheet_id = ${sheet.id} AND criterion = '${third}'`).trim(), '第二个窗口');
    await one.context().close();
  });

  await t.test('a session that ended leads back to the draft', async () => {
    const sheet = await sheetOf(site, 'expert03', 'report');
    const page = await personAt(site, 'expert03', tablet);
    await page.goto(`${site.url}/score-sheets/${sheet.id}`);
    await page.context().clearCookies();
    await page.fill('#comment', '登录结束后写的话');
    await stateSays(page, '登录已结束');
    await Promise.all([page.waitForNavigation(), page.click('a[href^="/sign-in"]')]);
    await page.fill('input[name=login]', 'expert03');
    await page.fill('input[name=password]', people.expert03.password);
    await Promise.all([page.waitForNavigation(), page.press('input[name=password]', 'Enter')]);
    assert.equal(new URL(page.url()).pathname, `/score-sheets/${sheet.id}`);
    await stateSays(page, '已保存');
    assert.equal(site.ask(`SELECT comment FROM score_sheet WHERE id = ${sheet.id}`).trim(), '登录结束后写的话');
    // Somebody else on the same tablet sees nothing of it and sends nothing of it.
    await page.fill('#comment', '不属于别人');
    await page.context().clearCookies();
    const other = await page.context().newPage();
    await signIn(site, other, 'expert04');
    await stateSays(page, '另一个账号');
    assert.equal(site.ask(`SELECT COUNT(*) FROM score_sheet WHERE comment = '不属于别人'`).trim(), '0');
    await page.context().close();
  });

  await t.test('a sheet that the bureau closed meanwhile keeps what did not arrive', async () => {
    const sheet = await sheetOf(site, 'expert01', 'report');
    const page = await personAt(site, 'expert01', tablet);
    await page.goto(`${site.url}/score-sheets/${sheet.id}`);
    const clerk = await site.api('clerk');
    const panel = (await clerk('GET', '/panels/' + sheet.panel)).json;
    const expert = site.ask(`SELECT expert_id FROM score_sheet WHERE id = ${sheet.id}`).trim();
    const member = panel.members.find((one) => one.expert === expert);
    const recused = await clerk('POST', `/panels/${sheet.panel}/recusals`, { member: member.id, reason: '与被评价单位有利害关系' }, { 'If-Match': `"${panel.version}"` });
    assert.equal(recused.status, 200, recused.text);
    await page.fill('#comment', '没有送达的话');
    const part = await page.waitForSelector('.draft-differences');
    assert.match(await part.textContent(), /没有送达的话/);
    assert.match(await page.textContent('.draft-notice'), /回避/);
    await page.reload();
    assert.match(await (await page.waitForSelector('.draft-differences')).textContent(), /没有送达的话/);
    await page.click('.draft-differences > button');
    assert.deepEqual(await copies(page), []);
    await page.context().close();
  });

  await t.test('without a script a sheet is saved, refused at its fields, and handed in', async () => {
    const sheet = await sheetOf(site, 'expert02', 'report');
    const page = await personAt(site, 'expert02', { ...tablet, javaScriptEnabled: false });
    await page.goto(`${site.url}/score-sheets/${sheet.id}`);
    const fields = await page.locator('input.points').evaluateAll((all) => all.map((field) => ({ name: field.name, full: field.closest('.criterion').dataset.full })));
    for (const field of fields) await page.fill(`[name="${field.name}"]`, field.name.startsWith('defects') ? '0' : field.full);
    await page.fill(`[name="${fields[0].name}"]`, '1');
    await Promise.all([page.waitForNavigation(), page.click('button[value=submit]')]);
    assert.match(await page.textContent('.field-problems li'), /理由/);
    await page.fill(`[name="${fields[0].name.replace('points', 'reason')}"]`, '没有脚本也能写');
    await Promise.all([page.waitForNavigation(), page.click('button[value=submit]')]);
    assert.equal(submissions(site, sheet.id), 1);
    await page.context().close();
  });

  await t.test('the document stands beside the sheet, in a frame without our powers', async () => {
    const sheet = await sheetOf(site, 'expert02', 'plan');
    const page = await personAt(site, 'expert02', { viewport: { width: 1280, height: 900 } });
    await page.goto(`${site.url}/score-sheets/${sheet.id}`);
    const frame = await until(() => page.frames().find((one) => one.url().endsWith('/viewer')), 'the viewer');
    await frame.waitForSelector('.sheet[data-drawn]');
    assert.equal(await frame.evaluate(() => { try { return document.cookie || 'readable'; } catch (fault) { return fault.name; } }), 'SecurityError');
    assert.equal(await frame.evaluate(async () => { try { await fetch('/my-sheets', { credentials: 'include' }); return 'reached'; } catch (fault) { return 'kept out'; } }), 'kept out');
    await until(() => page.getAttribute('.viewer-place', 'data-page'), 'the page to be known');
    await page.focus('.criterion input.points');
    await page.keyboard.press('Alt+p');
    assert.equal(await page.inputValue('.criterion input.page'), '1');
    await page.click('[data-earlier]');
    await until(async () => !(await page.locator('[data-earlier-summary]').isHidden()), 'the comparison');
    assert.deepEqual(await axeProblems(page), []);
    assert.deepEqual(page.failures.filter((line) => !line.includes('/my-sheets')), []);
    await page.context().close();
    for (const language of ['zh', 'en']) {
      const list = await personAt(site, 'expert02', { language });
      for (const place of ['/my-sheets', `/score-sheets/${sheet.id}`]) {
        await list.goto(site.url + place);
        assert.deepEqual(await axeProblems(list), [], `${place} in ${language}`);
      }
      await list.context().close();
    }
  });
  await site.stop();
  shown('a sheet in two tabs, through a lost session, a recusal and without a script: both values shown, nothing overwritten; the document in a frame that reaches nothing');
});
