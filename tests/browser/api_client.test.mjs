// The description of the API as a stranger meets it: the linter accepts it, and a client generated from it drives the path
// from the contract to the payment, type-checked, on each engine.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Site, engines, nodeFolder, people, root, shown } from './tools.mjs';

function run(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', timeout: 900000, ...options, env: { ...process.env, ...options.env } });
  return { ...done, said: `${done.stdout}${done.stderr}` };
}
const tool_at = (name) => path.join(nodeFolder, 'node_modules/.bin', name);

for (const engine of engines) {
  describe(`the API on ${engine}`, () => {
    let site;
    const folder = path.join(nodeFolder, 'generated', engine);
    before(async () => {
      site = await Site.make({ engine, data: 'demo' });
      fs.mkdirSync(folder, { recursive: true });
    });
    after(() => site.stop());

    for (const language of ['zh-CN', 'en']) {
      test(`the linter has nothing to say about the description in ${language}`, { skip: engine !== 'sqlite' }, async () => {
        const answer = await fetch(site.url + '/api/v1/openapi.json', { headers: { 'accept-language': language } });
        assert.equal(answer.status, 200);
        const file = path.join(folder, `openapi.${language}.json`);
        fs.writeFileSync(file, await answer.text());
        const linted = run(tool_at('redocly'), ['lint', '--extends', 'recommended', file],
          { cwd: folder, env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } });
        assert.equal(linted.status, 0, linted.said);
        assert.doesNotMatch(linted.said, /\d+ warnings?/, linted.said);
        shown(`redocly lint (recommended) accepts the description in ${language} without error or warning`);
      });
    }

    test('a generated client drives the path from the contract to the payment', async () => {
      const description = path.join(folder, 'openapi.json');
      fs.writeFileSync(description, await (await fetch(site.url + '/api/v1/openapi.json', { headers: { 'accept-language': 'en' } })).text());
      const made = run(tool_at('openapi-typescript'), [description, '-o', path.join(folder, 'api.d.ts')]);
      assert.equal(made.status, 0, made.said);
      fs.copyFileSync(path.join(root, 'tests/browser/api_client.ts'), path.join(folder, 'api_client.ts'));
      fs.writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}\n');
      const compiled = run(tool_at('tsc'), ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--target', 'es2022',
        '--module', 'nodenext', '--moduleResolution', 'nodenext', '--skipLibCheck', '--types', 'node',
        '--typeRoots', path.join(nodeFolder, 'node_modules/@types'), 'api_client.ts'], { cwd: folder });
      assert.equal(compiled.status, 0, compiled.said);
      const staff = path.join(folder, 'people.json');
      fs.writeFileSync(staff, JSON.stringify(people));
      const done = run(process.execPath, ['api_client.js'], { cwd: folder, env: { ZHIHENG_URL: site.url, ZHIHENG_PEOPLE: staff } });
      assert.equal(done.status, 0, done.said + site.log().slice(-3000));
      shown(`a generated client from contract to payment on ${engine}: ${done.stdout.trim()}`);
      site.run(['check']); // exit 0: every law of the data holds
    });

    test('a type that the description does not have is refused by the compiler', { skip: engine !== 'sqlite' }, () => {
      const text = fs.readFileSync(path.join(folder, 'api_client.ts'), 'utf8').replace("fee: '100000.00', budget_unit", 'fee: 100000.5, budget_unit');
      fs.writeFileSync(path.join(folder, 'api_wrong.ts'), text);
      const compiled = run(tool_at('tsc'), ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', '--moduleResolution', 'nodenext',
        '--skipLibCheck', '--types', 'node', '--typeRoots', path.join(nodeFolder, 'node_modules/@types'), 'api_wrong.ts'], { cwd: folder });
      assert.notEqual(compiled.status, 0);
      assert.match(compiled.said, /'number' is not assignable to type 'string'/);
    });
  });
}
