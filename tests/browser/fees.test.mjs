// The money of a contract by hand, from the invoice to the booked payment: the agency enters, the clerk asks, others
// confirm, the bank answers; and a year's ratings, published and contested.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, day, engines, go, longest, paper, personAt, press, shown, Site } from './tools.mjs';

after(closeBrowser);

const main = (page) => page.innerText('main');
const button = (label) => `main button:text-is("${label}")`;

// As somebody without a mouse: on with Tab to the field of this name, then typed.
async function tabTo(page, selector) {
  for (let times = 0; times < 120; ++times) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`the keyboard does not reach ${selector}`);
}
async function typed(page, values) {
  for (const [selector, value] of Object.entries(values)) {
    await tabTo(page, selector);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(value);
  }
}

async function invoiceByKeyboard(agency, site, contract, gross) {
  await go(agency, site, `/contracts/${contract}/invoices/new`);
  // A day of Chromium's own field is typed part by part: without its decoration it takes the text as it is stored.
  await agency.fill('#field-issued_on', day(0));
  await typed(agency, { '#field-number': '2653200000012345678', '#field-gross': gross });
  await agency.keyboard.press('Enter');
  await agency.waitForSelector('#problems');
  assert.match(await agency.textContent('#field-number-problems'), /20/, 'a digit is missing');
  await typed(agency, { '#field-number': '26532000000123456789' });
  await Promise.all([agency.waitForURL(/\/invoices\/\d+/), agency.keyboard.press('Enter')]);
  assert.deepEqual(await axeProblems(agency), []);
  const file = path.join(site.folder, 'invoice.pdf');
  paper(file, 2000);
  await agency.setInputFiles('#field-file', file);
  await press(agency, 'form[action$="/file"] button');
  assert.equal((await agency.context().request.get(agency.url().split('?')[0] + '/file')).status(), 200);
}

// What the clerk and the agency of another contract did before, through the API.
async function prepared(site, clerk, contract, number) {
  const { agency, agency_label: name } = (await clerk('GET', `/contracts/${contract}`)).json;
  const { expected } = (await clerk('GET', `/contracts/${contract}/invoices`)).json;
  const account = await clerk('POST', '/agency-accounts', { agency, bank_name: '示例银行红河支行', account_name: name, account_number: `53001234${agency}00678901` });
  assert.equal(account.status, 201, account.text);
  const invoice = number && await clerk('POST', `/contracts/${contract}/invoices`, { ...expected, number, kind: 'blue', issued_on: day(0), item: '评价服务', rate: '6' });
  if (number) assert.equal(invoice.status, 201, invoice.text);
  return { account: account.json.id, name };
}

async function orderByHand(clerk, site, contract, account, amount) {
  await go(clerk, site, `/payment-orders/new?contract=${contract}`);
  await clerk.selectOption('#field-payee', account);
  await clerk.fill('#field-amount', amount);
  await clerk.fill('#field-budget_line', '2050199');
  await clerk.fill('#field-expenditure_function', '30227');
  await press(clerk, 'main form[data-guard] .btn-primary');
  assert.match(clerk.url(), /\/payment-orders\/\d+/, await main(clerk));
  return clerk.url().match(/payment-orders\/(\d+)/)[1];
}

for (const engine of engines) {
  test(`on ${engine}: an invoice becomes a payment, seen by everybody whom it concerns`, { timeout: longest }, async () => {
    const site = await Site.make({ engine });
    // Contracts that are confirmed, not paid in full, and of which nobody has asked for the rest yet.
    const open = site.ask("SELECT s.contract_id, s.id FROM statement s WHERE s.state = 'confirmed' AND s.payable_fen > 0 AND NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.contract_id = s.contract_id) " +
      'AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.contract_id = s.contract_id) ORDER BY s.id LIMIT 3').trim().split('\n').map((line) => line.split('\t'));
    assert.equal(open.length, 3, 'the demonstration has money to pay');
    const [[one, statement], [two], [three]] = open;
    const api = await site.api('clerk');
    const payable = async (id) => (await api('GET', `/contracts/${id}/payments`)).json;
    const login = site.ask(`SELECT a.login FROM account a JOIN contract c ON c.agency_id = a.agency_id WHERE c.id = ${one} ORDER BY a.id LIMIT 1`).trim();
    const { expected } = (await api('GET', `/contracts/${one}/invoices`)).json;

    const agency = await personAt(site, login);
    await invoiceByKeyboard(agency, site, one, expected.gross);
    const parts = [await prepared(site, api, one), await prepared(site, api, two, '26532000000123456701'), await prepared(site, api, three, '26532000000123456702')];

    // Invoices and bank accounts, several at once.
    const reviewer = await personAt(site, 'reviewer');
    for (const kind of ['invoice', 'agency_account']) {
      await go(reviewer, site, `/approvals?kind=${kind}`);
      for (const tick of await reviewer.locator('main input[name=tick]').all()) await tick.check();
      await press(reviewer, 'main form .btn-primary');
      assert.ok(await reviewer.locator('#results .tag.good').count() >= 3, await main(reviewer));
    }

    const clerk = await personAt(site, 'clerk');
    const amounts = ['1000.00', '2000.00', '3000.00'], orders = [];
    for (const [at, contract] of [one, two, three].entries()) orders.push(await orderByHand(clerk, site, contract, parts[at].account, amounts[at]));
    assert.ok(await clerk.isDisabled('.actions-bar button'), 'nobody confirms what he drafted');
    assert.ok((await clerk.innerText('.actions-bar')).length > 10, 'and the page says why');
    // One of them is withdrawn while the desk lies open.
    await go(reviewer, site, '/approvals?kind=payment_order');
    assert.deepEqual(await axeProblems(reviewer), []);
    for (const order of orders) await reviewer.check(`#tick-payment_order-${order}`);
    await clerk.fill('form[action$="/cancel"] #field-reason', '金额填错');
    await press(clerk, 'form[action$="/cancel"] button');
    await press(reviewer, 'main form .btn-primary');
    assert.equal(await reviewer.locator('#results .tag.good').count(), 2, await main(reviewer));
    assert.equal(await reviewer.locator('#results .tag.bad').count(), 1, 'the others are confirmed all the same');
    assert.deepEqual(await axeProblems(reviewer), []);

    // Into one file, and back from the bank with a difference.
    await go(clerk, site, '/payment-batches/new');
    await press(clerk, 'main form .btn-primary');
    assert.match(clerk.url(), /\/payment-batches\/\d+/);
    const [file] = await Promise.all([clerk.waitForEvent('download'), clerk.click('button[name=format][value=csv]')]);
    const out = fs.readFileSync(await file.path(), 'utf8');
    const numbers = orders.map((id) => site.ask(`SELECT number FROM payment_order WHERE id = ${id}`).trim());
    assert.ok(out.includes(numbers[0]) && out.includes(numbers[1]) && !out.includes(numbers[2]), out);
    const back = path.join(site.folder, 'back.csv');
    fs.writeFileSync(back, '支付单号,收款人,金额,处理结果,凭证号,支付日期\n' +
      `${numbers[0]},${parts[0].name},1000.00,成功,HX-0001,${day(0)}\n${numbers[1]},${parts[1].name},2000.01,成功,HX-0002,${day(0)}\n`);
    await go(clerk, site, '/bank-results/new');
    await clerk.setInputFiles('#field-file', back);
    await press(clerk, 'main form .btn-primary');
    assert.equal(await clerk.locator('main .tag.good').count(), 1, await main(clerk));
    assert.equal(await clerk.locator('main .tag.bad').count(), 1, 'a fen too much is booked nowhere');
    assert.deepEqual(await axeProblems(clerk), []);
    await go(clerk, site, `/contracts/${one}/timeline`);
    assert.match(await main(clerk), /1,000\.00/);
    await go(clerk, site, `/statements/${statement}`);
    assert.match(await main(clerk), /账簿与结算单、付款一致[\s\S]*结算确认[\s\S]*应付/, 'the journal stands beside the statement');
    assert.deepEqual(await axeProblems(clerk), []);
    assert.equal(site.ask("SELECT COUNT(*) FROM payment WHERE voucher_number IN ('HX-0001', 'HX-0002')").trim(), '1');
    // Handed in again: what it answered before.
    await go(clerk, site, '/bank-results/new');
    await clerk.setInputFiles('#field-file', back);
    await press(clerk, 'main form .btn-primary');
    assert.equal(site.ask("SELECT COUNT(*) FROM payment WHERE voucher_number LIKE 'HX-%'").trim(), '1', 'the same file books nothing twice');
    await go(agency, site, `/contracts/${one}/timeline`);
    assert.match(await main(agency), /1,000\.00/, 'the agency sees what came');
    await ratings(site, clerk, agency, login);
    site.run(['check']);
    await site.stop();
    if (engine === engines[0]) shown('by hand: an invoice by keyboard, three orders confirmed at once with one line refused, a bank file with a fen too much booked in part, ratings published and contested, a what-if run');
  });
}

async function ratings(site, clerk, agency, login) {
  const year = 1 + Number(site.ask('SELECT MAX(fiscal_year) FROM rating_run').trim());
  await go(clerk, site, '/rating-runs/new');
  await clerk.fill('#field-fiscal_year', String(year));
  const policy = await clerk.$eval('#field-policy', (one) => [...one.options].map((option) => option.value).filter(Boolean).at(-1));
  await clerk.selectOption('#field-policy', policy);
  await press(clerk, 'main form[data-guard] .btn-primary');
  assert.match(clerk.url(), /\/rating-runs\/\d+/, await main(clerk));
  const run = clerk.url().match(/rating-runs\/(\d+)/)[1];
  const leader = await personAt(site, 'leader');
  await go(leader, site, `/rating-runs/${run}`, 'form[action$="/publish"] button');
  const rating = site.ask(`SELECT r.id FROM rating r JOIN account a ON a.agency_id = r.agency_id WHERE r.run_id = ${run} AND a.login = '${login}'`).trim();
  await go(agency, site, `/ratings/${rating}`, 'a[href$="/contest"]');
  assert.deepEqual(await axeProblems(agency), []);
  await agency.fill('main textarea[name="statement-0"]', '本年承担的项目没有计入');
  await press(agency, 'main form[data-guard] .btn-primary');
  assert.match(agency.url(), /\/rating-objections\/\d+/, await main(agency));
  // Past years under another policy: nothing is written, whatever comes out.
  const rows = site.ask('SELECT COUNT(*) FROM rating').trim();
  await go(leader, site, '/what-if', 'form[action="/what-if"] .btn-primary');
  assert.ok(await leader.locator('main table').count() >= 2, await main(leader));
  assert.deepEqual(await axeProblems(leader), []);
  assert.equal(site.ask('SELECT COUNT(*) FROM rating').trim(), rows);
}
