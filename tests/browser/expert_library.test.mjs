// An expert comes into the library: a wrong number is told at its field, two people and a public notice are needed, a
// look at the full numbers has a purpose and a trace, and what the expert asks for is decided by another person.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
import { Site, axeProblems, closeBrowser, day, engines, personAt, press } from './tools.mjs';

after(closeBrowser);

const shots = process.env.LIBRARY_SHOTS;
async function look(page, name) {
  assert.deepEqual(await axeProblems(page), [], name);
  if (!shots) return;
  await page.screenshot({ path: path.join(shots, name + '.png'), fullPage: true });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: path.join(shots, name + '-360.png'), fullPage: true });
  await page.setViewportSize({ width: 1280, height: 800 });
}

// An invented person with a check place that fits.
function identity(seventeen) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...seventeen].reduce((all, digit, at) => all + Number(digit) * weights[at], 0);
  return seventeen + '10X98765432'[sum % 11];
}

// Opens one of the folded forms of a file, fills it and sends it.
async function act(page, action, values, step) {
  const form = page.locator(`form[action$="${action}"]`).filter({ has: page.locator(step ? `input[type=hidden][value="${step}"]` : 'button') }).first();
  if (!(await form.isVisible())) await form.locator('xpath=..').locator('summary').press('Enter');
  for (const [name, value] of Object.entries(values)) await form.locator(`[name="${name}"]`).fill(value);
  await Promise.all([page.waitForNavigation(), form.locator('button').press('Enter')]);
}

for (const engine of engines) {
  test(`an expert is entered, appointed, looked at and changed, on ${engine}`, async () => {
    const site = await Site.make({ engine });
    const number = identity('53250119720229001');
    const account = '6222021234567894';
    const clerk = await personAt(site, 'clerk');
    await clerk.goto(`${site.url}/experts/new`);
    await clerk.fill('[name=code]', 'ZJ-新');
    await clerk.fill('[name=name]', '试新人');
    await clerk.selectOption('[name=category]', { index: 1 });
    await clerk.fill('[name=birth_year]', '1900');
    await press(clerk, 'main form button.btn-primary');
    assert.match(await clerk.innerText('main'), /70 周岁/);
    assert.equal(await clerk.inputValue('[name=name]'), '试新人', 'what was typed stays');
    await clerk.fill('[name=code]', 'ZJ-X1');
    await clerk.fill('[name=birth_year]', '1972');
    await press(clerk, 'main form button.btn-primary');
    const place = new URL(clerk.url()).pathname;
    assert.match(place, /^\/experts\/\d+$/);

    // One wrong digit, told at the field, nothing lost.
    const wrong = number.slice(0, 17) + (number[17] === '1' ? '2' : '1');
    await act(clerk, '/secrets', { identity_number: wrong, bank_name: '某银行', bank_account: account });
    const secrets = clerk.locator('form[action$="/secrets"]');
    assert.equal(await secrets.locator('[name=identity_number]').getAttribute('aria-invalid'), 'true');
    assert.equal(await secrets.locator('[name=bank_name]').inputValue(), '某银行');
    await act(clerk, '/secrets', { identity_number: number, bank_name: '某银行', bank_account: account });
    assert.match(await clerk.innerText('#secrets'), /532\*{11}/);

    // Who entered it cannot approve it; the button says why it is off.
    assert.equal(await clerk.locator('input[value=approve]').count(), 0);
    const reviewer = await personAt(site, 'reviewer');
    await reviewer.goto(site.url + '/');
    assert.match(await reviewer.innerText('main'), /专家入库待审批/);
    await reviewer.goto(site.url + place);
    await look(reviewer, 'applied');
    await act(reviewer, '/steps', {}, 'approve');
    await clerk.goto(site.url + place);
    await act(clerk, '/steps', { from: day(-20), until: day(-1), place: '门户网站' }, 'publish_notice');
    await reviewer.goto(site.url + place);
    await look(reviewer, 'noticed');
    await act(reviewer, '/steps', { certificate_number: 'PJ-2026-1' }, 'appoint');
    assert.match(await reviewer.innerText('main .head'), /在聘|聘任/);
    assert.match(await reviewer.innerText('#secrets'), /无权|不能|经办|角色|权限/, 'who may not look is told so');

    // A look needs a purpose, is shown once and leaves a row in the audit.
    await clerk.goto(site.url + place);
    await act(clerk, '/reveal', { purpose: '' });
    assert.ok(!(await clerk.content()).includes(number));
    assert.equal(await clerk.locator('form[action$="/reveal"] [name=purpose]').getAttribute('aria-invalid'), 'true');
    await act(clerk, '/reveal', { purpose: '发放劳务费' });
    const shown = await clerk.innerText('main');
    assert.ok(shown.includes(number) && shown.includes(account) && shown.includes('发放劳务费'));
    await look(clerk, 'revealed');
    const trace = site.ask("SELECT detail FROM audit WHERE action = 'reveal'");
    assert.match(trace, /发放劳务费/);
    assert.ok(!trace.includes(number) && !trace.includes(account));
    for (const where of ['/experts?q=试新人', place, place + '/edit', '/expert-approvals']) {
      await clerk.goto(site.url + where);
      const source = await clerk.content();
      assert.ok(!source.includes(number) && !source.includes(account), where);
    }

    // The expert asks, another person decides.
    const expert = await personAt(site, 'expert01', { language: 'en' });
    await expert.goto(site.url + '/my-expert-file');
    await look(expert, 'own-en');
    await act(expert, '/my-expert-file/proposals', { employer: '某某大学', reason: '调动' });
    const own = site.ask("SELECT expert_id FROM expert_proposal WHERE state = 'waiting' AND by_expert = 1 ORDER BY id DESC LIMIT 1").trim();
    await reviewer.goto(`${site.url}/experts/${own}`);
    await look(reviewer, 'proposal');
    const proposals = reviewer.locator('form[action$="/decide"]').filter({ has: reviewer.locator('[name=approved][value="1"]') }).first();
    if (!(await proposals.isVisible())) await proposals.locator('xpath=..').locator('summary').click();
    await Promise.all([reviewer.waitForNavigation(), proposals.locator('button').first().click()]);
    await expert.reload();
    assert.match(await expert.innerText('#file'), /某某大学/);
    await site.stop?.();
  });
}
