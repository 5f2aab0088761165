// Do the answers of the API follow its description? Each recorded answer (a JSON object per line: method, target,
// request_type, request, status, type, headers, body) is held against the schema of its operation and status. An
// undocumented member, status, media type or header that is missing is a fault. Run by ctest after the in-process tests
// recorded what they were answered: node api_contract.mjs FOLDER.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { tool } from './tools.mjs';

const pointer = (text) => text.replace(/~/g, '~0').replace(/\//g, '~1');

export class Contract {
  static async of(document) {
    const contract = new Contract();
    const { default: loaded } = await tool('ajv/dist/2020.js');
    const Ajv = loaded.default ?? loaded;
    contract.document = document;
    contract.ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    contract.ajv.addSchema(document, 'api');
    contract.validators = new Map();
    contract.seen = new Map();  // operation -> the good statuses that came
    contract.routes = Object.entries(document.paths).map(([pattern, item]) => {
      const escaped = pattern.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '([^/]+)');
      return { pattern, item, plain: !pattern.includes('{'), matches: new RegExp('^' + escaped + '$') };
    });
    return contract;
  }

  operation(method, target) {
    const place = decodeURI(target.split('?')[0]);
    const fitting = this.routes.filter((route) => route.matches.test(place));
    const route = fitting.find((one) => one.plain) ?? fitting.find((one) => one.item[method]) ?? fitting[0];
    return route && route.item[method] ? { pattern: route.pattern, method, operation: route.item[method] } : undefined;
  }

  // [the thing itself, where it stands in the document]
  resolved(value, where) {
    if (!value || !value.$ref) return [value, where];
    const parts = value.$ref.slice(2).split('/');
    return [parts.reduce((at, part) => at[part], this.document), '#/' + parts.map(pointer).join('/')];
  }

  faults_of(where, value, what) {
    if (!this.validators.has(where)) this.validators.set(where, this.ajv.compile({ $ref: 'api' + encodeURI(where) }));
    const validate = this.validators.get(where);
    if (validate(value)) return [];
    return validate.errors.slice(0, 4).map((one) => `${what}${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`);
  }

  // What is wrong with one answer, a line each; [] when it keeps to the description.
  faults(answer) {
    const method = answer.method.toLowerCase();
    const found = this.operation(method, answer.target);
    const type = (answer.type || '').split(';')[0];
    const faults = [];
    if (!answer.headers['x-request-id']) faults.push('has no X-Request-Id');
    if (!found) {
      if (![404, 405].includes(answer.status)) return [...faults, `is answered ${answer.status}, but is not described`];
      return [...faults, ...this.faults_of('#/components/schemas/problem', JSON.parse(answer.body), 'the problem')];
    }
    const { operation, pattern } = found;
    const status = String(answer.status);
    if (!operation.responses[status]) return [...faults, `status ${status} is not described`];
    const place = `#/paths/${pointer(pattern)}/${method}/responses/${status}`;
    const [response, where] = this.resolved(operation.responses[status], place);
    if (answer.status < 300) this.seen.set(operation.operationId, true);
    if (answer.status === 201 && response.headers.Location && !answer.headers.location) faults.push('201 without Location');
    if ([429, 503].includes(answer.status) && !answer.headers['retry-after']) faults.push(`${status} without Retry-After`);
    if (response.headers && response.headers.ETag && method === 'get' && !answer.headers.etag) faults.push('has no ETag');
    if (!response.content) {
      if (answer.body) faults.push(`status ${status} has a body`);
      return faults;
    }
    if (!response.content[type]) return [...faults, `media type "${type}" of status ${status} is not described`];
    if (!response.content[type].schema) return faults;
    let body;
    try { body = JSON.parse(answer.body); } catch { return [...faults, `status ${status} is no JSON`]; }
    faults.push(...this.faults_of(`${where}/content/${pointer(type)}/schema`, body, 'the answer'));
    if (answer.status < 300 && answer.request && answer.request_type === 'application/json' && operation.requestBody && !answer.target.includes('dry_run=')) {
      const schema = `#/paths/${pointer(pattern)}/${method}/requestBody/content/${pointer('application/json')}/schema`;
      faults.push(...this.faults_of(schema, JSON.parse(answer.request), 'the body that was taken'));
    }
    return faults;
  }

  // Operations of which no good answer came by.
  unseen() {
    const names = [];
    for (const item of Object.values(this.document.paths)) {
      for (const operation of Object.values(item)) if (!this.seen.has(operation.operationId)) names.push(operation.operationId);
    }
    return names;
  }
}

// The check must find what is planted: a member and a status that nobody described, a type that is not the described one.
export function find_planted(contract, answers) {
  const good = answers.find((one) => one.method === 'GET' && one.status === 200 && one.body.startsWith('{"items":[{') && one.target.includes('/contracts'));
  if (!good) throw new Error('no list of contracts was recorded');
  const planted = (change) => { const copy = structuredClone(good); change(copy); return contract.faults(copy); };
  const body = (change) => planted((copy) => { const json = JSON.parse(copy.body); change(json); copy.body = JSON.stringify(json); });
  const missed = [];
  const expect = (what, faults) => { if (faults.length === 0) missed.push(what); };
  expect('a member of the list', body((json) => { json.secret = 1; }));
  expect('a member of a row', body((json) => { json.items[0].secret = 1; }));
  expect('an amount as a number', body((json) => { json.items[0].fee = 1.5; }));
  expect('a member that is missing', body((json) => { delete json.items[0].fee; }));
  expect('a status', planted((copy) => { copy.status = 418; }));
  expect('a media type', planted((copy) => { copy.type = 'text/plain'; }));
  if (contract.faults(good).length > 0) missed.push('... and the answer without any is at fault itself');
  return missed;
}

async function main(folder) {
  const document = JSON.parse(fs.readFileSync(path.join(folder, 'api_description.json'), 'utf8'));
  const lines = fs.readFileSync(path.join(folder, 'api_answers.ndjson'), 'utf8').split('\n').filter(Boolean);
  const answers = lines.map((line) => JSON.parse(line));
  const contract = await Contract.of(document);
  const faults = new Map();
  for (const answer of answers) {
    for (const fault of contract.faults(answer)) {
      const line = `${answer.method} ${answer.target.split('?')[0].replace(/\/\d+/g, '/{id}')} ${answer.status}: ${fault}`;
      faults.set(line, (faults.get(line) ?? 0) + 1);
    }
  }
  const missed = find_planted(contract, answers);
  for (const [line, count] of faults) console.log(`${line} (${count} times)`);
  for (const line of missed) console.log(`planted and not found: ${line}`);
  const unseen = contract.unseen();
  console.log(`shown: ${answers.length} answers of the API held against its description, ${contract.seen.size} operations with a good answer`);
  if (unseen.length > 0) console.log(`no good answer was recorded of: ${unseen.join(', ')}`);
  return faults.size + missed.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await main(process.argv[2]);
