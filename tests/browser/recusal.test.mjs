// Recusal at a real browser: an expert declares before the documents open, the clerk sees a flag with its path, reads in
// the form of members who may not be chosen and why, and replaces the member; the flag is handled by that.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, day, engines, go, longest, personAt, press, shown, Site } from './tools.mjs';

after(closeBrowser);

const main = (page) => page.innerText('main');
const done = (answer, status = 200) => { assert.equal(answer.status, status, answer.text); return answer.json; };

// A contract of two engagements, and a panel of two experts who were invited and said yes.
async function prepare(site) {
  const clerk = await site.api('clerk');
  const agency = done(await clerk('GET', '/agencies?limit=1')).items[0];
  const policy = done(await clerk('GET', '/policies?limit=50')).items.find((one) => one.state === 'approved' && one.code === 'honghe-2022');
  const contract = done(await clerk('POST', '/contracts', { number: 'HB-1', title: '回避演练', agency: agency.id, policy: policy.id,
    procurement_method: 'open_tender', fiscal_year: Number(day(0).slice(0, 4)), signed_on: day(-30), starts_on: day(-30), ends_on: day(90), fee: '20000.00',
    engagements: ['甲', '乙'].map((name, at) => ({ code: `HB-${at + 1}`, name: `回避项目${name}`, object_kind: 'special_fund', fee: '10000.00' })),
    instalments: [{ sequence: 1, name: '一次付清', amount: '20000.00', due_condition: 'report_accepted' }] }), 201);
  const experts = done(await clerk('GET', '/experts?limit=50')).items;
  const expert = (number) => experts.find((one) => one.code === `ZJ0${number}`);
  const [first, second] = contract.engagements.map((one) => one.id);
  const panel = done(await clerk('POST', `/engagements/${first}/panel`, { deadline_on: day(10),
    members: [1, 2].map((number) => ({ expert: expert(number).id })) }), 201).id;
  done(await clerk('POST', `/panels/${panel}/invitations`, {}));
  for (const number of [1, 2]) {
    const api = await site.api(`expert0${number}`);
    const seat = done(await api('GET', `/panels/${panel}`)).members[0].id;
    done(await api('POST', `/panel-members/${seat}/answer`, { answer: 'accepted' }));
  }
  return { clerk, agency, expert, panel, second };
}

// He declares a relation to the agency; until the bureau has decided nothing opens for him.
async function declares(site, scene) {
  const expert = await personAt(site, 'expert01');
  assert.match(await main(expert), /待作的回避声明/);
  await go(expert, site, '/my-sheets', 'a.btn[href$="/declaration"]');
  assert.equal(new URL(expert.url()).pathname, `/panels/${scene.panel}/declaration`);
  assert.deepEqual(await axeProblems(expert), []);
  await press(expert, 'form[action$="/declaration"] .btn-primary');
  assert.match(await main(expert), /声明/, 'an empty declaration is refused on its page');
  assert.equal(site.ask(`SELECT COUNT(*) FROM recusal_declaration WHERE panel_id = ${scene.panel}`).trim(), '0');
  const party = expert.locator('fieldset', { hasText: scene.agency.name });
  await party.locator('select').selectOption('adviser_of');
  await press(expert, 'form[action$="/declaration"] .btn-primary');
  assert.equal(site.ask(`SELECT answer FROM recusal_declaration WHERE panel_id = ${scene.panel}`).trim(), 'related');
  const api = await site.api('expert01');
  const sheet = done(await api('GET', '/my-sheets?group=to_do')).items.find((one) => one.panel === scene.panel).id;
  assert.equal((await api('GET', `/score-sheets/${sheet}`)).json.problems[0].rule, 'recusal.declared_related');
  await expert.context().close();
  const other = await site.api('expert02');
  const own = done(await other('GET', `/panels/${scene.panel}/declaration`));
  const theirs = done(await other('GET', '/my-sheets?group=to_do')).items.find((one) => one.panel === scene.panel).id;
  assert.equal((await other('GET', `/score-sheets/${theirs}`)).json.problems[0].rule, 'recusal.declaration_missing');
  done(await other('POST', `/panels/${scene.panel}/declaration`, { list_digest: own.list_digest, none: true }));
  done(await other('GET', `/score-sheets/${theirs}`));
  shown(`${site.engine}: an expert declared before his documents opened; what binds him keeps them closed`);
}

async function replaced(site, scene) {
  const clerk = await personAt(site, 'clerk');
  const flag = site.ask(`SELECT id FROM recusal_flag WHERE panel_id = ${scene.panel} AND state = 'open'`).trim();
  await go(clerk, site, `/recusals/${flag}`);
  const path = await clerk.innerText('main section.card strong');
  assert.ok(path.includes(scene.agency.name) && path.includes(scene.expert(1).name), `the path names both ends: ${path}`);
  assert.deepEqual(await axeProblems(clerk), []);
  // The same path stands in the form of members of another engagement of the agency, and the box is off.
  await go(clerk, site, `/engagements/${scene.second}/panel/new`);
  const off = clerk.locator(`[id="member.${scene.expert(1).id}"]`);
  assert.equal(await off.isDisabled(), true);
  assert.match(await clerk.innerText(`[id="member.${scene.expert(1).id}-why"]`), new RegExp(scene.agency.name.slice(0, 2)));
  assert.equal(await clerk.locator(`[id="member.${scene.expert(3).id}"]`).isDisabled(), false);
  assert.deepEqual(await axeProblems(clerk), []);
  // He leaves the panel, somebody else takes the seat, and the flag needs no further hand.
  const member = done(await scene.clerk('GET', `/panels/${scene.panel}`)).members.find((one) => one.expert === scene.expert(1).id).id;
  await go(clerk, site, `/panels/${scene.panel}`);
  const row = clerk.locator('#panel-sheets tr', { hasText: scene.expert(1).name });
  await row.locator('summary', { hasText: '登记离开' }).click();
  await row.locator('form[action$="/departures"] input[name=reason]').fill('与机构有关系，回避');
  await Promise.all([clerk.waitForNavigation(), row.locator('form[action$="/departures"] button').click()]);
  await clerk.selectOption('#late-expert', { index: await clerk.locator('#late-expert option').evaluateAll((all, name) => all.findIndex((one) => one.textContent.includes(name)), scene.expert(3).name) });
  await clerk.selectOption('#late-leaving', String(member));
  await clerk.fill('#late-reason', '接替回避的专家');
  await press(clerk, '#panel-members-move button');
  assert.equal(site.ask(`SELECT COUNT(*) FROM panel_member WHERE panel_id = ${scene.panel} AND origin = 'substitute'`).trim(), '1');
  assert.equal(site.ask(`SELECT state FROM recusal_flag WHERE id = ${flag}`).trim(), 'handled');
  await go(clerk, site, `/recusals/${flag}`);
  assert.match(await main(clerk), /与机构有关系，回避/);
  assert.deepEqual(clerk.failures, []);
  shown(`${site.engine}: the clerk read the path, replaced the member, and the flag was handled with it`);
}

for (const engine of engines) {
  test(`an expert declares and is replaced, on ${engine}`, { timeout: longest }, async () => {
    const site = await Site.make({ engine, data: 'demo' });
    const scene = await prepare(site);
    await declares(site, scene);
    await replaced(site, scene);
    site.run(['check']);
    await site.stop();
  });
}
