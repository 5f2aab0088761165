// Everything about who may come in, at a real browser: the first minute of an empty system, accounts made by one
// administrator and roles given by another, second factors, tokens, sessions, waiting after wrong passwords, the
// auditor's book; and that none of the three administrators meets a row of the bureau's business.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, engines, go, longest, personAt, press, shown, signIn, Site, until } from './tools.mjs';

after(closeBrowser);

const main = (page) => page.innerText('main');
const passwords = { system: 'Shezhi#2026-x1', security: 'Baomi#2026-y1', user: 'Xinren#2026-z1' };

// RFC 6238 with SHA-1, six digits, 30 seconds, as the apps on telephones do it.
function code(secret, at = Date.now()) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of secret.replace(/\s/g, '')) bits += letters.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const sum = crypto.createHmac('sha1', key).update(step).digest();
  return String((sum.readUInt32BE(sum[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

async function typeIn(page, values) {
  for (const [name, value] of Object.entries(values)) await page.fill(`main [name="${name}"]`, value);
}

async function setUp(site) {
  const said = site.log().match(/([A-Z0-9]{4}-){3}[A-Z0-9]{4}/g);
  assert.ok(said, 'the console of the server tells the set-up code');
  const page = await personAt(site);
  await page.goto(site.url + '/');
  if (!page.url().includes('/setup')) await page.goto(site.url + '/setup');
  assert.deepEqual(await axeProblems(page), []);
  const names = await page.$$eval('main form [name]', (all) => all.map((one) => one.name));
  const values = { code: 'AAAA-BBBB-CCCC-DDDD', system_login: 'xitong', system_name: '系统管理员一', password: passwords.system, security_login: 'anquan', security_name: '安全管理员一' };
  for (const name of Object.keys(values)) assert.ok(names.includes(name), `the form asks ${name}: ${names}`);
  await typeIn(page, values);
  await press(page, 'main form .btn-primary');
  assert.match(await main(page), /设置码不正确/);
  assert.equal(await page.inputValue('main [name=system_login]'), 'xitong', 'what was typed is kept');
  await typeIn(page, { ...values, code: said[said.length - 1] });
  await press(page, 'main form .btn-primary');
  assert.match(await main(page), /设置完成/);
  const one = (await page.textContent('main code')).trim();
  assert.notEqual((await page.goto(site.url + '/setup')).status(), 200, 'once only');
  await page.context().close();
  return one;
}

async function useCode(site, login, oneTime, password) {
  const page = await personAt(site);
  await page.goto(site.url + '/sign-in');
  await press(page, 'a[href="/sign-in/one-time-code"]');
  await typeIn(page, { login, code: oneTime, wanted: '123', again: '124' });
  await press(page, 'main form .btn-primary');
  assert.match(await main(page), /至少需要|不一致/);
  await typeIn(page, { login, code: oneTime, wanted: password, again: password });
  await press(page, 'main form .btn-primary');
  assert.ok(!page.url().includes('/sign-in'), await main(page));
  return page;
}

// The system administrator says who somebody is; the security administrator what he may do.
async function makePerson(site, system, security, login, name, roles, places = {}) {
  await go(system, site, '/accounts', 'a[href="/accounts/new"]');
  await typeIn(system, { login, display_name: name });
  await press(system, 'main form .btn-primary');
  const oneTime = (await system.textContent('section:has(#code-title) code')).trim();
  const place = '/accounts/' + site.ask(`SELECT id FROM account WHERE login = '${login}'`).trim();
  await go(security, site, place);
  for (const role of roles) await security.check(`[name="role.${role}"]`);
  for (const [name_, value] of Object.entries(places)) await security.fill(`main [name="${name_}"]`, value);
  await press(security, 'form[action$="/roles"] .btn-primary');
  return { oneTime, place };
}
const rolesOf = (site, login) => site.ask(`SELECT role FROM account_role r JOIN account a ON a.id = r.account_id WHERE a.login = '${login}' ORDER BY role`).split('\n').filter(Boolean);

async function refusedGrants(site, system, security, place) {
  assert.equal(await system.locator('form[action$="/roles"]').count(), 0, 'the system administrator gives no roles');
  await go(security, site, place);
  await security.check('[name="role.auditor"]');
  await press(security, 'form[action$="/roles"] .btn-primary');
  assert.ok(await security.locator('#problems li').count() >= 1, 'an auditor does no business: ' + await main(security));
  assert.deepEqual(rolesOf(site, 'jingban'), ['clerk'], 'nothing was given');
  // Nobody gives himself business.
  const own = '/accounts/' + site.ask("SELECT id FROM account WHERE login = 'anquan'").trim();
  await go(security, site, own);
  await security.check('[name="role.leader"]');
  await press(security, 'form[action$="/roles"] .btn-primary');
  assert.ok(await security.locator('#problems li').count() >= 1, await main(security));
  assert.deepEqual(rolesOf(site, 'anquan'), ['security_administrator']);
}

async function secondFactor(site, page) {
  await go(page, site, '/me', 'a[href="/me/second-factor"]');
  const secret = (await page.textContent('main p > code')).trim();
  await page.fill('#code', '000000');
  await press(page, 'main form .btn-primary');
  assert.match(await main(page), /代码不正确/);
  const again = (await page.textContent('main p > code')).trim();
  const used = Date.now();
  await page.fill('#code', code(again, used));
  await press(page, 'main form .btn-primary');
  assert.match(await main(page), /恢复码/);
  assert.deepEqual(await axeProblems(page), []);
  assert.ok(await page.locator('main li code').count() >= 5);
  const recovery = await page.locator('main li code').allTextContents();
  // The code just used does not work again, the next one does, once.
  const other = await personAt(site);
  const openWith = async (codeNow) => {
    await other.context().clearCookies();
    await signIn(site, other, 'jingban', passwords.user).catch(() => {});
    const typed = codeNow();
    await other.fill('#code', typed);
    await press(other, 'main form .btn-primary');
    return !other.url().includes('/sign-in');
  };
  assert.equal(await openWith(() => code(again, used)), false, 'a code that was used is refused');
  // The next one is valid already; on a slow machine it is the present one by now, or that is another.
  let next;
  assert.equal(await openWith(() => { next = code(again, Math.max(used + 30000, Date.now())); return next; }), true, 'the next one opens: ' + await main(other));
  const third = await personAt(site);
  await signIn(site, third, 'jingban', passwords.user).catch(() => {});
  await third.fill('#code', next);
  await press(third, 'main form .btn-primary');
  assert.ok(third.url().includes('/sign-in'), 'and not twice');
  await third.fill('#code', recovery[0]);
  await press(third, 'main form .btn-primary');
  assert.ok(!third.url().includes('/sign-in'), 'a recovery code opens');
  return [other, third];
}

async function tokenAndSessions(site, page, others) {
  await go(page, site, '/me');
  await typeIn(page, { name: '预算系统', days: '30' });
  await page.check('[name="scope.read"]');
  await press(page, 'form[action="/me/tokens"] .btn-primary');
  const token = (await page.textContent('#tokens .alert code')).trim();
  const ask = async (place, method = 'GET', body) => (await fetch(site.url + '/api/v1' + place, { method, body,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } })).status;
  assert.equal(await ask('/contracts'), 200);
  assert.equal(await ask('/budget-units', 'POST', '{"code":"1","name":"x"}'), 403, 'a token that reads does not write');
  await press(page, 'form[action*="/revoke"] button, form[action^="/me/tokens/"] button');
  assert.equal(await ask('/contracts'), 401, 'revoked is revoked');
  // Two more sessions of the same person: one is ended from here, then all others.
  await go(page, site, '/me');
  const open = await page.locator('form[action^="/me/sessions/"][action$="/end"]').count();
  assert.ok(open >= 2, 'the two others are listed');
  await press(page, 'form[action^="/me/sessions/"][action$="/end"] button');
  assert.equal(await page.locator('form[action^="/me/sessions/"][action$="/end"]').count(), open - 1);
  await press(page, 'form[action="/me/sessions/end-others"] button');
  for (const other of others) {
    await other.goto(site.url + '/me');
    assert.ok(other.url().includes('/sign-in'), 'an ended session leads to the sign-in');
    await other.context().close();
  }
}

async function lockedOut(site) {
  const page = await personAt(site);
  let said = '';
  for (let at = 0; at < 8 && !/请等/.test(said); ++at) {
    await signIn(site, page, 'jingban', 'Falsch#2026-' + at).catch((error) => { said = error.message; });
  }
  assert.match(said, /请等 \d+ 秒/, 'how long to wait is told');
  await signIn(site, page, 'jingban', passwords.user).catch((error) => { said = error.message; });
  assert.match(said, /请等 \d+ 秒/, 'the right password waits as well');
  await page.context().close();
}

for (const engine of engines) {
  test(`on ${engine}: from an empty database to people who sign in with two factors`, { timeout: longest }, async () => {
    const site = await Site.make({ engine, data: 'empty' });
    site.run(['bureau', 'add', '532500', '红河州财政局']);
    const securityCode = await setUp(site);
    const system = await personAt(site, 'xitong', { password: passwords.system });
    const security = await useCode(site, 'anquan', securityCode, passwords.security);
    const made = await makePerson(site, system, security, 'jingban', '经办新人', ['clerk'], { bureau: '532500' });
    assert.deepEqual(rolesOf(site, 'jingban'), ['clerk'], await main(security));
    await refusedGrants(site, system, security, made.place);
    const user = await useCode(site, 'jingban', made.oneTime, passwords.user);
    assert.equal((await user.goto(site.url + '/contracts')).status(), 200);
    const again = await personAt(site);
    await again.goto(site.url + '/sign-in/one-time-code');
    await typeIn(again, { login: 'jingban', code: made.oneTime, wanted: passwords.user, again: passwords.user });
    await press(again, 'main form .btn-primary');
    assert.match(await main(again), /代码不正确、已使用或已失效/);
    await again.context().close();
    const others = await secondFactor(site, user);
    await tokenAndSessions(site, user, others);
    await lockedOut(site);
    for (const page of [system, security, user]) {
      assert.deepEqual(page.failures.filter((line) => !/status of 4(01|03|04|22|29)/.test(line)), []);
      await page.context().close();
    }
    await site.stop();
    shown(`${engine}: first-run set-up, one-time codes, roles by another person, TOTP once per code, tokens, sessions, a wait after wrong passwords`);
  });

  test(`on ${engine}: three administrators without business data, and the notices of everybody`, { timeout: longest }, async () => {
    const site = await Site.make({ engine, env: { ZHIHENG_BACKUP_FOLDER: '.' } });
    const business = ['/contracts', '/contracts/1', '/engagements/1', '/panels/1', '/statements/1', '/payments', '/agencies', '/experts', '/budget-units', '/projects', '/my-sheets',
      '/evaluations', '/evaluations/1', '/disclosures', '/reports', '/imports', '/policies', '/search?q=PJ2022'];
    for (const login of ['admin', 'security', 'auditor']) {
      const page = await personAt(site, login), api = await site.api(login);
      for (const place of business) {
        const answer = await page.goto(site.url + place);
        assert.ok([403, 404].includes(answer.status()) || place.startsWith('/search'), `${login} at ${place}: ${answer.status()}`);
        assert.doesNotMatch(await main(page), /PJ2022-|红财绩委|云岭|100,000\.00/, `${login} at ${place}`);
        assert.doesNotMatch((await api('GET', place)).text, /PJ2022-|红财绩委|云岭|100000\.00/, `${login} asks ${place}`);
      }
      for (const link of await page.$$eval('nav.side a', (all) => all.map((a) => a.getAttribute('href')))) {
        assert.equal((await page.goto(site.url + link)).status(), 200, `${login} at ${link}`);
        assert.doesNotMatch(await main(page), /红财绩委|PJ2022|\d,\d{3}\.\d\d/, `${login} at ${link}`);
      }
      await page.context().close();
    }

    // The auditor's book says who did what, and not with which amounts.
    const auditor = await personAt(site, 'auditor');
    await go(auditor, site, '/audit?action=confirm');
    assert.ok(await auditor.locator('main tbody tr').count() > 3);
    for (const row of await auditor.locator('main details summary').all()) await row.click();
    assert.doesNotMatch(await main(auditor), /\d,\d{3}\.\d\d|"payable"|"fee"/);
    const [book] = await Promise.all([auditor.waitForEvent('download'), auditor.click('.tools a')]);
    const text = (await import('node:fs')).readFileSync(await book.path(), 'utf8');
    assert.ok(text.includes('confirm') && text.split('\n').length > 5, text.slice(0, 300));
    assert.doesNotMatch(text, /红财绩委|云岭/);
    await go(auditor, site, '/access');
    assert.match(await main(auditor), /confirm_statement/);
    await auditor.context().close();

    const admin = await personAt(site, 'admin');
    await go(admin, site, '/jobs');
    const before = await admin.locator('main tbody tr').first().innerText();
    await press(admin, 'main tbody form button');
    await until(async () => { await admin.goto(site.url + '/jobs'); return (await admin.locator('main tbody tr').first().innerText()) !== before; }, 'the job to have run');
    assert.deepEqual(await axeProblems(admin), []);
    await go(admin, site, '/backups');
    if (await admin.locator('form[action="/backups"] button').count()) {
      await press(admin, 'form[action="/backups"] button');
      await until(async () => { await admin.goto(site.url + '/backups'); return await admin.locator('main tbody code').count() > 0; }, 'the backup to be there');
    } else assert.match(await main(admin), /backup_folder|备份/);
    assert.deepEqual(await axeProblems(admin), []);
    await admin.context().close();

    const expert = await personAt(site, 'expert01');
    const badge = async () => Number(((await expert.locator('.top-end .badge').count()) ? await expert.textContent('.top-end .badge') : '0').match(/\d+/)[0]);
    const unread = await badge();
    assert.ok(unread > 0, 'an expert of a running panel has notices');
    await go(expert, site, '/notices', 'form[action$="/read"][action^="/notices/"] button.btn-link');
    assert.equal(await badge(), unread - 1);
    await go(expert, site, '/notices', 'form[action="/notices/read"] button');
    assert.equal(await badge(), 0);
    await go(expert, site, '/notice-wishes');
    await expert.selectOption('#digest-hour', { index: 3 });
    await press(expert, 'main form.card .btn-primary');
    await expert.goto(site.url + '/notice-wishes');
    assert.equal(await expert.$eval('#digest-hour', (one) => one.selectedIndex), 3);
    assert.deepEqual(await axeProblems(expert), []);
    await expert.context().close();
    await site.stop();
    shown(`${engine}: system administrator, security administrator and auditor meet no business on ${business.length} places and their own pages; notices are counted, read and wished`);
  });
}
