// Panels that lose people and dates at a real browser: somebody says no, somebody comes late, one sheet is never finished,
// its expert leaves, a leader lowers a quorum, and a date that moved is the same on form, mail and list. Nothing is lost.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, day, engines, go, longest, personAt, press, shown, Site } from './tools.mjs';

after(closeBrowser);

const main = (page) => page.innerText('main');
const done = (answer, status = 200) => { assert.equal(answer.status, status, answer.text); return answer.json; };

// A policy that needs three sheets and lets a leader go down to two; a contract of two engagements under it.
async function prepare(site) {
  const clerk = await site.api('clerk'), leader = await site.api('leader');
  const { document } = done(await clerk('GET', '/policies/1'));
  const life = { ...document, code: 'life', version: 1, aggregation: { ...document.aggregation, quorum: 3 },
    panel: { ...document.panel, least_members: 1, answer_days: 2, lowest_quorum: 2 } };
  const policy = done(await clerk('POST', '/policies', life), 201);
  done(await leader('POST', `/policies/${policy.id}/approve`, {}));
  const agency = done(await clerk('GET', '/agencies?limit=1')).items[0];
  const contract = done(await clerk('POST', '/contracts', { number: 'LIFE-1', title: '专家组变动', agency: agency.id, policy: policy.id,
    procurement_method: 'open_tender', fiscal_year: Number(day(0).slice(0, 4)), signed_on: day(-30), starts_on: day(-30), ends_on: day(90), fee: '20000.00',
    engagements: ['甲', '乙'].map((name, at) => ({ code: `LIFE-${at + 1}`, name: `变动项目${name}`, object_kind: 'special_fund', fee: '10000.00' })),
    instalments: [{ sequence: 1, name: '一次付清', amount: '20000.00', due_condition: 'report_accepted' }] }), 201);
  const experts = done(await clerk('GET', '/experts?limit=50')).items;
  const expert = (number) => experts.find((one) => one.code === `ZJ0${number}`).id;
  return { clerk, contract, expert, engagements: contract.engagements.map((one) => one.id) };
}

const panelOf = async (scene, at, numbers) => done(await scene.clerk('POST', `/engagements/${scene.engagements[at]}/panel`,
  { deadline_on: day(10), members: numbers.map((number) => ({ expert: scene.expert(number) })) }), 201).id;

// Who was invited declares before anything opens.
async function declareNothing(api, panel) {
  const own = done(await api('GET', `/panels/${panel}/declaration`));
  if (own.state === 'missing') done(await api('POST', `/panels/${panel}/declaration`, { list_digest: own.list_digest, none: true }), 200);
}

async function handIn(site, number, panel, total) {
  const api = await site.api(`expert0${number}`);
  await declareNothing(api, panel);
  for (const sheet of done(await api('GET', `/panels/${panel}/score-sheets`)).items) {
    done(await api('POST', `/score-sheets/${sheet.id}/submit`, { total }, { 'if-match': `"${sheet.version}"` }));
  }
}

// What waits to be mailed to this person about the panel: kind and the facts of its sentence.
const mailed = (site, login, kind) => site.ask(`SELECT n.params, COALESCE(n.due_on, '') FROM mail m JOIN notice n ON n.id = m.notice_id
  JOIN account a ON a.id = m.account_id WHERE a.login = '${login}' AND n.kind = '${kind}' ORDER BY n.id`).trim();

async function datesMove(site, scene, clerk, panel) {
  await go(clerk, site, `/panels/${panel}`, 'form[action$="/invitations"] button');
  assert.match(await main(clerk), /前答复邀请/);
  // The home tells the earliest day; whom else the demonstration's draw invited is chance.
  site.ask(`UPDATE panel_member SET invitation = 'accepted' WHERE invitation = 'invited' AND panel_id <> ${panel}`);
  const expert = await personAt(site, 'expert01');
  await go(expert, site, `/panels/${panel}`);
  assert.match(await main(expert), /评审邀请/);
  assert.deepEqual(await axeProblems(expert), []);
  const until = (await main(expert)).match(/请于 (\d{4}-\d\d-\d\d) 前答复/)[1];
  assert.ok(mailed(site, 'expert01', 'invited').endsWith(until), 'the mail names the same day as the form');
  assert.match(await expert.goto(site.url + '/').then(() => main(expert)), new RegExp(until), 'and so does the list of tasks');
  await go(expert, site, `/panels/${panel}`, '#panel-invitation form .btn-primary');
  assert.match(await main(expert), /您已接受邀请/);

  const session = done(await scene.clerk('POST', '/review-sessions', { name: '会审一', held_on: day(5), starts: '09:00', ends: '12:00', place: '三楼',
    items: [{ panel, starts: '09:00', ends: '10:30' }] }), 201);
  await clerk.goto(`${site.url}/panels/${panel}`);
  await clerk.locator('summary', { hasText: '调整截止日期' }).click();
  await clerk.fill('#field-deadline_on', day(12));
  await press(clerk, 'form[action$="/deadline"] button');
  await go(clerk, site, `/review-sessions/${session.id}/edit`);
  await clerk.fill('#field-held_on', day(6));
  await press(clerk, 'main form[data-guard] .btn-primary');
  assert.match(await main(clerk), new RegExp(day(6)));
  for (const login of ['expert01', 'expert02', 'expert03', 'expert04']) {
    assert.match(mailed(site, login, 'deadline_moved'), new RegExp(`"to":"${day(12)}"`), `${login} is told the new date`);
    assert.match(mailed(site, login, 'session_moved'), new RegExp(`"when":"${day(6)} 09:00`), `${login} is told the new session`);
  }
  await go(expert, site, '/my-sheets');
  assert.match(await main(expert), new RegExp(day(12)), 'the list shows the new date');
  await go(expert, site, `/panels/${panel}`);
  assert.match(await main(expert), new RegExp(day(12)));
  assert.match(await main(expert), new RegExp(day(6)), 'and the new day of the session');
  await go(expert, site, '/');
  assert.match(await main(expert), /待作的回避声明/, 'what is to be done first stands among the tasks');
  const sheet = done(await (await site.api('expert01'))('GET', `/panels/${panel}/score-sheets`)).items[0];
  await go(expert, site, `/score-sheets/${sheet.id}`);
  assert.equal(new URL(expert.url()).pathname, `/panels/${panel}/declaration`, 'the sheet opens after the declaration');
  await expert.check('#field-none');
  await press(expert, 'form[action$="/declaration"] .btn-primary');
  await go(expert, site, `/score-sheets/${sheet.id}`);
  assert.match(await main(expert), new RegExp(day(12)), 'the form shows the same date');
  await expert.context().close();
  shown(`${site.engine}: a date moved after invitations is the same on form, mail and list`);
}

async function lateMember(site, clerk, panel) {
  const no = await personAt(site, 'expert02');
  await go(no, site, `/panels/${panel}`);
  await no.locator('#panel-invitation summary').click();
  await no.fill('#decline-reason', '外出开会');
  await press(no, '#panel-invitation .btn-outline-danger');
  assert.equal((await no.goto(`${site.url}/panels/${panel}`)).status(), 404, 'who said no sees it no more');
  await no.context().close();
  await go(clerk, site, `/panels/${panel}`);
  assert.match(await main(clerk), /外出开会/);
  for (const [field, words] of [['#late-expert', '顾清远'], ['#late-leaving', '苏明度']]) {
    const value = await clerk.locator(field).evaluate((one, text) => Array.from(one.options).find((option) => option.text.includes(text)).value, words);
    await clerk.selectOption(field, value);
  }
  await clerk.fill('#late-reason', '接替外出的专家');
  await press(clerk, '#panel-members-move button');
  assert.match(await main(clerk), /替补/);
  const late = await personAt(site, 'expert05');
  assert.match(await main(late), /待答复的评审邀请/);
  await go(late, site, `/panels/${panel}`, '#panel-invitation form .btn-primary');
  await go(late, site, '/my-sheets');
  assert.match(await main(late), new RegExp(day(12)), 'the late one has the date of the others');
  await late.context().close();
  shown(`${site.engine}: somebody declined, a late member came in with empty sheets and the same date`);
}

async function neverFinished(site, clerk, panel) {
  const three = await site.api('expert03'), four = await site.api('expert04');
  for (const [api, login] of [[three, 'expert03'], [four, 'expert04']]) {
    const seat = done(await api('GET', `/panels/${panel}`)).members[0].id;
    done(await api('POST', `/panel-members/${seat}/answer`, { answer: 'accepted' }), 200);
    assert.ok(login);
  }
  await declareNothing(three, panel);
  const draft = done(await three('GET', `/panels/${panel}/score-sheets`)).items[0];
  done(await three('PUT', `/score-sheets/${draft.id}`, { total: '43.21' }, { 'if-match': `"${draft.version}"` }));
  for (const number of [1, 4, 5]) await handIn(site, number, panel, '88.00');
  await go(clerk, site, `/panels/${panel}`);
  assert.equal(await clerk.locator('#panel-acts button[data-off]').first().isDisabled(), true);
  assert.match(await clerk.innerText('#panel-acts'), /何文衡/, 'the button says who is missing');
  assert.doesNotMatch(await main(clerk), /43\.21/, 'nobody sees a draft');
  assert.doesNotMatch(await (async () => { await go(clerk, site, '/'); return main(clerk); })(), /评分已齐[^\n]*变动项目甲/, 'nothing says that all is done');
  // He leaves: what he wrote stays his, what the others wrote counts.
  await go(clerk, site, `/panels/${panel}`);
  const row = clerk.locator('#panel-sheets tr', { hasText: '何文衡' });
  await row.locator('summary', { hasText: '登记离开' }).click();
  await row.locator('input[name=reason]').last().evaluate((one) => one);
  await row.locator('form[action$="/departures"] input[name=reason]').fill('调离');
  await Promise.all([clerk.waitForNavigation(), row.locator('form[action$="/departures"] button').click()]);
  assert.match(await clerk.innerText('#panel-sheets'), /已离开[^\n]*调离/);
  assert.equal(done(await three('GET', `/score-sheets/${draft.id}`)).total, '43.21', 'his own words are still his');
  assert.equal((await three('GET', `/panels/${panel}`)).status, 404);
  assert.deepEqual(await axeProblems(clerk), []);
  await press(clerk, 'form[action$="/close"] button');
  assert.match(await main(clerk), /已结束|结果/);
  shown(`${site.engine}: a sheet never finished held up the closing by name; its expert left and nothing was lost`);
}

async function quorumLowered(site, scene, clerk) {
  const panel = await panelOf(scene, 1, [6, 7, 8]);
  for (const number of [6, 7]) await handIn(site, number, panel, '90.00');
  const member = done(await scene.clerk('GET', `/panels/${panel}`)).members[2].id;
  done(await scene.clerk('POST', `/panels/${panel}/departures`, { member, reason: '住院' }));
  await go(clerk, site, `/panels/${panel}`);
  assert.match(await clerk.innerText('#panel-acts'), /3/, 'the button says how many sheets are needed');
  assert.equal(await clerk.locator('#panel-acts form[action$="/close"]').count(), 0);
  const leader = await personAt(site, 'leader');
  await go(leader, site, `/panels/${panel}`);
  await leader.fill('#quorum', '1');
  await leader.fill('#quorum-reason', '一人住院，来不及替补');
  await press(leader, '#panel-quorum button');
  assert.match(await main(leader), /2/, 'not below what the policy allows');
  assert.equal(site.ask(`SELECT COUNT(*) FROM quorum_change WHERE panel_id = ${panel}`).trim(), '0');
  await go(leader, site, `/panels/${panel}`);
  await leader.fill('#quorum', '2');
  await leader.fill('#quorum-reason', '一人住院，来不及替补');
  await press(leader, '#panel-quorum button');
  assert.match(await main(leader), /来不及替补/);
  await leader.context().close();
  await go(clerk, site, `/panels/${panel}`, 'form[action$="/close"] button');
  await go(clerk, site, `/panels/${panel}/record`);
  assert.match(await main(clerk), /来不及替补/);
  assert.match(await main(clerk), /住院/);
  assert.deepEqual(await axeProblems(clerk), []);
  const result = done(await scene.clerk('GET', `/engagements/${scene.engagements[1]}/results`)).current;
  assert.match(JSON.stringify(result), /降为 2 份/, 'the derivation says so');
  shown(`${site.engine}: a leader lowered the quorum with a reason that stands in result and record`);
}

for (const engine of engines) {
  test(`a panel's life on ${engine}`, { timeout: longest }, async () => {
    const site = await Site.make({ engine });
    const scene = await prepare(site);
    site.ask(`INSERT INTO notice_address (account_id, address, updated_at) SELECT id, 'expert@example.cn', '2026-01-01 00:00:00.000' FROM account
      WHERE login IN ('expert01', 'expert02', 'expert03', 'expert04')`);
    const clerk = await personAt(site, 'clerk');
    const panel = await panelOf(scene, 0, [1, 2, 3, 4]);
    await datesMove(site, scene, clerk, panel);
    await lateMember(site, clerk, panel);
    await neverFinished(site, clerk, panel);
    await quorumLowered(site, scene, clerk);
    site.run(['check']);  // every law of the data holds
    assert.deepEqual(clerk.failures.filter((line) => !/404/.test(line)), []);
    await site.stop();
  });
}
