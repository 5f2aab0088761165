// A stranger's program: typed by what the served description says, compiled with --strict, and driven from the contract
// to the payment. It knows the description and the passwords, nothing else of the house.
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { Middleware } from 'openapi-fetch';
import type { paths, components } from './api.js';

type Schemas = components['schemas'];
type Person = { login: string; password: string };

const base = process.env['ZHIHENG_URL'] ?? '';
const people = JSON.parse(readFileSync(process.env['ZHIHENG_PEOPLE'] ?? '', 'utf8')) as Record<string, Person>;

function sure<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) throw new Error(`nothing there: ${what}`);
  return value;
}

// The answer, or an error that names the problems.
function good<T>(answer: { data?: T; error?: unknown; response: Response }, what: string): T {
  if (answer.error !== undefined || answer.data === undefined) {
    throw new Error(`${what}: ${answer.response.status} ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

function equal(is: unknown, wanted: unknown, what: string): void {
  if (is !== wanted) throw new Error(`${what}: ${JSON.stringify(is)}, ${JSON.stringify(wanted)} expected`);
}

async function signed_in(login: string) {
  const person = sure(people[login], login);
  const open = createClient<paths>({ baseUrl: base });
  const session = good(await open.POST('/api/v1/sessions', { body: { login, password: person.password } }), `${login} signs in`);
  const bearer: Middleware = {
    onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${session.token}`);
      return request;
    },
  };
  const client = createClient<paths>({ baseUrl: base });
  client.use(bearer);
  return client;
}
type Client = Awaited<ReturnType<typeof signed_in>>;

// A unified social credit code with its check character (GB 32100).
function credit_code(seventeen: string): string {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  let sum = 0;
  let weight = 1;
  for (const letter of seventeen) {
    sum += letters.indexOf(letter) * weight;
    weight = (weight * 3) % 31;
  }
  return seventeen + sure(letters[(31 - (sum % 31)) % 31], 'a check character');
}

function day(offset: number): string {
  // The bureau's days are those of China.
  return new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
}

async function make_contract(clerk: Client): Promise<Schemas['contract_detail']> {
  const policies = good(await clerk.GET('/api/v1/policies', { params: { query: { code: 'honghe-2022', state: 'approved' } } }), 'policies');
  const policy = sure(policies.items[0], 'an approved policy');
  const agency = good(await clerk.POST('/api/v1/agencies', {
    body: { uscc: credit_code('91532500MACLIENT1'.replace('I', 'J')), name: '客户端（测试）评价有限公司', type: 'consulting_firm', status: 'active' } }), 'agency');
  const unit = good(await clerk.POST('/api/v1/budget-units', { body: { code: 'CLIENT-1', name: '客户端测试局', status: 'active' } }), 'unit');
  const wanted: Schemas['contract_new'] = {
    number: 'CLIENT-2026-1', title: '客户端合同', agency: agency.id, policy: policy.id, procurement_method: 'open_tender',
    fiscal_year: Number(day(0).slice(0, 4)), signed_on: day(-60), starts_on: day(-60), ends_on: day(60), fee: '100000.00',
    engagements: [{ code: 'PJ-01', name: '客户端项目', object_kind: 'special_fund', fee: '100000.00', budget_unit: unit.id,
      plan_due_on: day(5), report_due_on: day(10) }],
    instalments: [{ sequence: 1, name: '首付', amount: '30000.00', due_condition: 'signed' },
      { sequence: 2, name: '尾款', amount: '70000.00', due_condition: 'report_accepted' }],
  };
  const key = { 'Idempotency-Key': `client-${process.pid}-contract` };
  const rehearsed = await clerk.POST('/api/v1/contracts', { params: { query: { dry_run: '1' }, header: key }, body: wanted });
  good(rehearsed, 'the contract is rehearsed');
  equal(rehearsed.response.headers.get('Dry-Run'), 'true', 'a dry run says so');
  const first = await clerk.POST('/api/v1/contracts', { params: { header: key }, body: wanted });
  const contract = good(first, 'the contract');
  const again = await clerk.POST('/api/v1/contracts', { params: { header: key }, body: wanted });
  equal(good(again, 'the same key again').id, contract.id, 'the same key answers the same contract');
  equal(again.response.headers.get('Idempotent-Replay'), 'true', 'a replay says so');
  const other = await clerk.POST('/api/v1/contracts', { params: { header: key }, body: { ...wanted, title: '别的' } });
  equal(other.response.status, 422, 'the same key with another body');
  const wrong = await clerk.POST('/api/v1/contracts', { body: { ...wanted, number: 'CLIENT-2026-2', fee: '99999.00' } });
  equal(wrong.error?.problems.map((one) => one.rule).includes('contract.engagement_fees_differ'), true, 'fees that do not add up are told');
  return contract;
}

async function hand_in(clerk: Client, engagement: string, kind: 'plan' | 'report'): Promise<void> {
  const bytes = new TextEncoder().encode(`%PDF-1.4\n% ${kind} of ${engagement}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);
  const made = await clerk.POST('/api/v1/engagements/{id}/deliverables', {
    params: { path: { id: engagement }, query: { kind } },
    headers: { 'Content-Type': 'application/octet-stream', 'X-File-Name': `${kind}.pdf` },
    body: bytes as never, bodySerializer: (body: unknown) => body as BodyInit });
  const deliverable = good(made, `${kind} uploaded`);
  equal(deliverable.state, 'received', kind);
  const accepted = await clerk.POST('/api/v1/deliverables/{id}/accept', { params: { path: { id: deliverable.id } } });
  equal(good(accepted, `${kind} accepted`).state, 'accepted', kind);
}

// Full points at every criterion but the first, which loses a tenth and says why.
function content_of(sheet: Schemas['sheet_detail']): Schemas['sheet_content'] {
  if (sheet.rubric.entry !== 'criteria') return { total: '78.50' };
  return { items: sheet.rubric.criteria.map((one) => (one.rule === 'per_defect'
    ? { criterion: one.criterion, defects: 0 } : { criterion: one.criterion, points: one.points })) };
}

async function score(panel: string, login: string): Promise<number> {
  const expert = await signed_in(login);
  const mine = good(await expert.GET('/api/v1/score-sheets', { params: { query: { panel } } }), `sheets of ${login}`);
  for (const one of mine.items) {
    const read = await expert.GET('/api/v1/score-sheets/{id}', { params: { path: { id: one.id } } });
    const sheet = good(read, 'a sheet');
    const tag = sure(read.response.headers.get('ETag'), 'an ETag');
    const done = await expert.POST('/api/v1/score-sheets/{id}/submit', {
      params: { path: { id: one.id }, header: { 'If-Match': tag, 'Idempotency-Key': `sheet-${one.id}` } }, body: content_of(sheet) });
    equal(good(done, 'a sheet is handed in').state, 'submitted', 'a sheet');
    const late = await expert.PUT('/api/v1/score-sheets/{id}', {
      params: { path: { id: one.id }, header: { 'If-Match': tag } }, body: content_of(sheet) });
    if (late.response.status !== 412 && late.response.status !== 409) throw new Error(`a stale sheet: ${late.response.status}`);
  }
  return mine.items.length;
}

async function main(): Promise<void> {
  const clerk = await signed_in('clerk');
  const reviewer = await signed_in('reviewer');
  const contract = await make_contract(clerk);
  const engagement = sure(contract.engagements[0], 'an engagement').id;
  for (const kind of ['plan', 'report'] as const) await hand_in(clerk, engagement, kind);

  const experts = good(await clerk.GET('/api/v1/experts', { params: { query: { sort: 'code', limit: 5, status: 'active' } } }), 'experts');
  const panel = good(await clerk.POST('/api/v1/panels', {
    body: { engagement, deadline_on: day(7), members: experts.items.map((one) => ({ expert: one.id })) } }), 'the panel');
  let sheets = 0;
  for (const expert of experts.items) sheets += await score(panel.id, `expert${sure(expert.code, 'a code').slice(-2)}`);
  equal(sheets, 2 * experts.items.length, 'sheets of plan and report');

  const closed = good(await clerk.POST('/api/v1/panels/{id}/close', { params: { path: { id: panel.id } } }), 'the panel is closed');
  const result = good(await clerk.GET('/api/v1/results/{id}', { params: { path: { id: closed.result.id } } }), 'the result');
  equal(result.final_score, closed.result.final_score, 'the result as closing told it');

  const drafted = await clerk.POST('/api/v1/contracts/{id}/statements', { params: { path: { id: contract.id } }, body: {} });
  const statement = good(drafted, 'the statement');
  const version = { 'If-Match': sure(drafted.response.headers.get('ETag'), 'an ETag') };
  const own = await clerk.POST('/api/v1/statements/{id}/confirm', { params: { path: { id: statement.id }, header: version } });
  equal(own.response.status, 403, 'who drafted does not confirm');
  const confirmed = good(await reviewer.POST('/api/v1/statements/{id}/confirm', { params: { path: { id: statement.id }, header: version } }), 'confirmed');
  equal(confirmed.state, 'confirmed', 'the statement');

  const payments = good(await clerk.GET('/api/v1/contracts/{id}/payments', { params: { path: { id: contract.id } } }), 'payments');
  let left = BigInt(sure(payments.balance, 'a balance').payable.replace('.', ''));
  for (const instalment of payments.instalments) {
    const open = BigInt(instalment.left.replace('.', ''));
    const fen = open < left ? open : left;
    if (fen === 0n) continue;
    left -= fen;
    const amount = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
    const paid = { contract: contract.id, kind: 'payment' as const, instalment: instalment.id, paid_on: day(0), amount, voucher_number: `CLIENT-V${instalment.sequence}` };
    const key = { 'Idempotency-Key': `pay-${instalment.id}` };
    const payment = good(await clerk.POST('/api/v1/payments', { params: { header: key }, body: paid }), 'a payment');
    const again = good(await clerk.POST('/api/v1/payments', { params: { header: key }, body: paid }), 'the payment again');
    equal(again.id, payment.id, 'a payment is made once');
  }
  const settled = good(await clerk.GET('/api/v1/statements/{id}', { params: { path: { id: statement.id } } }), 'the statement');
  equal(settled.state, 'settled', 'what is paid is settled');
  equal(settled.balance.payable, '0.00', 'nothing is left to pay');
  console.log(`${contract.number}: score ${result.final_score} ${result.grade}, deducted ${settled.deduction}, paid ${settled.balance.paid}, ${sheets} sheets`);
}

await main();
