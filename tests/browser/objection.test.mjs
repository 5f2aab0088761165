// From a contested row to the fee: the agency files, the clerk prepares, the leader tries and decides, the agency sees
// score and fee change; nobody outside the bureau reads an expert's name on the way.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, engines, longest, personAt, Site } from './tools.mjs';

after(closeBrowser);

const names = /林知衡|苏明度|何文衡|沈若谷|顾清远|方正言|叶知秋|孟思齐|罗致远|唐守真/;
const press = async (page, label) => { await Promise.all([page.waitForNavigation(), page.click(`main button:text-is("${label}")`)]); };
const fillAll = (page, prefix, value) => page.$$eval(`[name^="${prefix}-"]`, (all, given) => { for (const one of all) one.value = given; }, value);

for (const engine of engines) {
  test(`on ${engine}: a contested result flows into the fee`, { timeout: longest }, async () => {
    const site = await Site.make({ engine });
    // A result under the line, as if it had been published today.
    const [id, contract] = site.ask("SELECT r.engagement_id, e.contract_id FROM result r JOIN engagement e ON e.id = r.engagement_id JOIN statement s ON s.contract_id = e.contract_id " +
      "WHERE r.state = 'current' AND r.passed = 0 AND s.state IN ('confirmed', 'settled') AND EXISTS (SELECT 1 FROM score_item i JOIN score_sheet h ON h.id = i.sheet_id WHERE h.panel_id = r.panel_id) ORDER BY r.id LIMIT 1").trim().split('\t');
    site.ask(`UPDATE result SET created_at = '${new Date().toISOString().slice(0, 19).replace('T', ' ')}.000' WHERE engagement_id = ${id}`);
    const login = site.ask(`SELECT a.login FROM account a JOIN engagement e ON e.agency_id = a.agency_id WHERE e.id = ${id} AND a.status = 'active' ORDER BY a.id LIMIT 1`).trim();
    const statement = site.ask(`SELECT id FROM statement WHERE contract_id = ${contract} AND state IN ('confirmed', 'settled')`).trim();

    const agency = await personAt(site, login), api = await site.api(login);
    await agency.goto(`${site.url}/engagements/${id}`);
    const link = await agency.getAttribute('a[href*="/objections/new?row=criterion"]', 'href');
    await agency.goto(site.url + link);
    assert.deepEqual(await axeProblems(agency), []);
    await press(agency, '保存');
    assert.match(agency.url(), /\/objections\/\d+/, 'a draft may be saved before it is complete');
    const number = agency.url().match(/objections\/(\d+)/)[1];
    assert.ok(await agency.isDisabled('button:text-is("提出异议")'), 'what is missing is named beside the button');
    assert.equal((await agency.goto(`${site.url}/objections/${number}/edit`)).status(), 200);
    assert.deepEqual(await axeProblems(agency), []);
    // All rows below their full points, with everything that is asked for.
    const rows = (await api('GET', `/engagements/${id}/contestable`)).json.items.filter((one) => one.kind === 'criterion' && Number(one.value) < Number(one.most)).slice(0, 90)
      .map((one) => ({ target: one.target, ground: 'evidence_overlooked', statement: '报告已列明', evidence: '附件2', remedy: 'points', wanted: one.most }));
    const version = (await api('GET', `/objections/${number}`)).json.version;
    const changed = await api('PUT', `/objections/${number}`, { rows, version });
    assert.equal(changed.status, 200, changed.text);
    await agency.goto(`${site.url}/objections/${number}`);
    await press(agency, '提出异议');
    assert.match(await agency.innerText('main'), /等待受理/);

    const clerk = await personAt(site, 'clerk');
    await clerk.goto(site.url + '/');
    assert.match(await clerk.innerText('main'), /待答复的异议/);
    await clerk.goto(`${site.url}/objections/${number}`);
    await press(clerk, '受理');
    await fillAll(clerk, 'proposal', 'upheld');
    await fillAll(clerk, 'opinion', '附件2属实');
    await press(clerk, '保存处理意见');
    assert.match(await clerk.innerText('main'), /等待决定/);

    const leader = await personAt(site, 'leader');
    await leader.goto(`${site.url}/objections/${number}`);
    await fillAll(leader, 'reason', '经核对属实');
    const corrections = site.ask('SELECT COUNT(*) FROM sheet_correction').trim();
    await press(leader, '试算');
    assert.match(await leader.innerText('main'), /如作此决定/);
    assert.equal(site.ask('SELECT COUNT(*) FROM sheet_correction').trim(), corrections, 'trying writes nothing');
    await press(leader, '作出决定');
    assert.match(await leader.innerText('main'), /决定前后对比/);
    assert.deepEqual(await axeProblems(leader), []);

    await agency.goto(`${site.url}/objections/${number}`);
    const said = await agency.innerText('main');
    assert.match(said, /成立/);
    assert.doesNotMatch(said, names);
    await agency.goto(`${site.url}/engagements/${id}`);
    assert.match(await agency.innerText('main'), /依异议决定/);
    const account = (await api('GET', `/statements/${statement}`)).json;
    const adjusted = site.ask(`SELECT SUM(amount_fen) FROM adjustment WHERE statement_id = ${statement} AND state = 'confirmed'`).trim();
    assert.ok(Number(adjusted) > 0, 'the deduction came back as an adjustment');
    assert.equal(account.adjustments.at(-1).state, 'confirmed');
    site.run(['check']);
    await site.stop();
  });
}
