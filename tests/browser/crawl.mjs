// Walks through the site as a person does, link by link, and looks at each page: what axe says, what the browser's
// console says, how wide it is on a telephone, what it weighs on a first visit, whether a form that is refused is as
// good as the form. What looks alike is looked at once: axe comes back to a page of a route when there is a kind of element
// on it (where it stands, what it is, its classes and states) that this route has not shown before.
import { axeProblems, personAt } from './tools.mjs';

const never = /^\/(static|language|sign-out)(\/|\?|$)/;
const isFile = (type) => !(type || '').startsWith('text/html');

export class Crawl {
  constructor(site, routes) {
    this.site = site;
    this.routes = routes.filter((one) => one.method === 'GET' && !one.path.startsWith('/api/')).map((one) => ({ ...one,
      literal: one.path.replace(/\{\w+\}/g, '').length,
      matcher: new RegExp('^' + one.path.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+') + '$') }))
      .sort((a, b) => b.literal - a.literal);
    this.visited = new Set();   // patterns that answered
    this.pages = new Set();     // of them the HTML pages
    this.problems = [];
    this.looked = new Map();    // language and route -> the kinds of elements that axe has seen there
    this.refused = new Set();   // forms that were sent empty, by language
    this.weights = new Map();   // pattern -> the most bytes of a first visit
    this.counts = { visits: 0, looks: 0, refusals: 0, files: 0 };
  }

  patternOf(link) {
    const path = link.split(/[?#]/)[0];
    const found = this.routes.find((one) => one.matcher.test(path));
    return found ? found.path : undefined;
  }

  tell(who, page, text) {
    this.problems.push(`${who}: ${page.url().replace(this.site.url, '')}: ${text}`);
  }

  // Everything that is to be said about the page as it stands. `always`: axe looks although it knows the like.
  async look(who, language, page, pattern, always = false) {
    const seen = await page.evaluate(() => {
      const kinds = new Set(), main = document.querySelector('main') || document.body;
      for (const one of main.querySelectorAll('*')) {
        kinds.add([one.parentElement.tagName, one.tagName, one.getAttribute('class'), one.getAttribute('role'), one.getAttribute('type'),
          one.hasAttribute('disabled'), one.hasAttribute('aria-invalid'), one.hasAttribute('open')].join(' '));
      }
      const navigation = performance.getEntriesByType('navigation')[0];
      const parts = performance.getEntriesByType('resource').filter((one) => one.initiatorType !== 'fetch' && one.initiatorType !== 'xmlhttprequest');
      const text = main.innerText;
      return { kinds: [...kinds], language: document.documentElement.lang, title: document.title,
        headings: document.querySelectorAll('h1').length, duplicates: [...document.querySelectorAll('[id]')].map((one) => one.id).filter((id, at, all) => all.indexOf(id) !== at),
        bytes: (navigation.encodedBodySize || 0) + 300 + parts.reduce((sum, one) => sum + one.encodedBodySize + 300, 0),
        charts: parts.filter((one) => /echarts/.test(one.name)).reduce((sum, one) => sum + one.encodedBodySize, 0),
        raw: (text.match(/\[[a-z_]+(\.[a-z_0-9]+)+\]|\{[a-z_]+\}/g) || []).slice(0, 3) };
    });
    ++this.counts.visits;
    if (seen.language !== (language === 'en' ? 'en' : 'zh-CN')) this.tell(who, page, `the language of the page is "${seen.language}"`);
    if (seen.headings !== 1) this.tell(who, page, `${seen.headings} first headings`);
    if (!/\S · \S/.test(seen.title) && pattern !== '/viewer') this.tell(who, page, `the title is "${seen.title}"`);
    if (seen.duplicates.length) this.tell(who, page, `the id ${seen.duplicates[0]} is there twice`);
    if (seen.raw.length && !/code|pre/.test(pattern || '')) this.tell(who, page, `a text without its words: ${seen.raw.join(' ')}`);
    const weight = seen.bytes - seen.charts;
    if (weight > (this.weights.get(pattern) || 0)) this.weights.set(pattern, weight);
    if (weight >= 150000) this.tell(who, page, `a first visit transfers ${weight} bytes`);
    // What a refused form answers is an error by design, in the console of the browser too.
    for (const text of page.failures.splice(0)) {
      if (!/status of (4\d\d)/.test(text)) this.tell(who, page, text);
    }
    const known = this.looked.get(`${language} ${pattern}`) || new Set();
    const fresh = seen.kinds.filter((kind) => !known.has(kind));
    if (!fresh.length && !always) return;
    this.looked.set(`${language} ${pattern}`, new Set([...known, ...fresh]));
    ++this.counts.looks;
    for (const text of await axeProblems(page)) this.problems.push(`${who}: ${text.replace(this.site.url, '')}`);
    // In a page without an origin axe itself tries a style of its own and is turned away.
    if (pattern === '/viewer') page.failures.splice(0, Infinity, ...page.failures.filter((text) => !/Applying inline style/.test(text)));
    for (const width of [360, 768]) {
      await page.setViewportSize({ width, height: 800 });
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wider > 0) {
        const what = await page.evaluate(() => { const end = window.innerWidth; return [...document.querySelectorAll('main *, header *, footer *')]
          .filter((one) => !one.closest('.table-frame, .visually-hidden') && one.getBoundingClientRect().right > end + 1).map((one) => one.tagName + '.' + one.className).slice(0, 3).join(' '); });
        this.tell(who, page, `wider than ${width} px by ${wider}: ${what}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  // Sends each form of the page that has something to type in, with nothing in it, and looks at the answer.
  async refuse(who, language, page, link, pattern) {
    const forms = await page.$$eval('main form', (all) => all.map((form, index) => ({ index, action: form.getAttribute('action') || '', post: form.method === 'post',
      typed: !!form.querySelector('input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file]):not([readonly]), textarea') })));
    // An objection is withdrawn without a word as well: nobody else would find it any more.
    const carriedOut = /\/objections\/\d+\/withdraw$/;
    for (const form of forms.filter((one) => one.post && one.typed && !carriedOut.test(one.action))) {
      const known = language + ' ' + form.action.replace(/\d+/g, 'N') + ' ' + pattern;
      if (this.refused.has(known)) continue;
      this.refused.add(known);
      if (page.url() !== this.site.url + link) await page.goto(this.site.url + link);
      const moved = Promise.race([page.waitForNavigation(), page.waitForEvent('download')]);
      moved.catch(() => {});  // nobody waits for it where a script takes the form
      const taken = await page.evaluate((index) => {
        const form = document.querySelectorAll('main form')[index];
        if (!form) return 'gone';
        form.noValidate = true;
        for (const field of form.querySelectorAll('input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea')) field.value = '';
        let sending;
        window.addEventListener('submit', (event) => { sending = event; }, { capture: true, once: true });
        form.requestSubmit(form.querySelector('button.btn-primary:not([disabled]), button:not([disabled]):not([type=button])'));
        return sending && !sending.defaultPrevented ? 'by the browser' : 'by a script';
      }, form.index);
      if (taken === 'gone') continue;
      // What a script complains about stands on the same page at once.
      if (taken === 'by the browser') await moved;
      ++this.counts.refusals;
      if (page.failures.some((text) => /status of 5\d\d/.test(text))) this.tell(who, page, 'a form without a word breaks the server');
      await this.look(who, language, page, pattern, true);
    }
  }

  // Follows every link from `starts`; `most` rows of each kind of page. Answers the pages that were seen.
  async walk(page, who, language, { starts = ['/'], most = 2, follow = true, forms = true } = {}) {
    page.on('dialog', (dialog) => dialog.accept().catch(() => {}));
    const waiting = [...starts], taken = new Map(starts.map((link) => [this.patternOf(link), 1])), asked = new Set(starts), seen = [];
    while (waiting.length) {
      const link = waiting.shift(), pattern = this.patternOf(link);
      // What a program reads is offered to people too; it has no page.
      if (link.startsWith('/api/')) {
        const answer = await page.context().request.get(this.site.url + link);
        if (answer.status() !== 200) this.problems.push(`${who}: ${link} answers ${answer.status()}`);
        continue;
      }
      if (!pattern) { this.problems.push(`${who}: ${link} leads to no route`); continue; }
      if (/\.\w+$|\/(file|preview|files\.zip|document\.json|report|choose|letter|claim-letter|letter\/evidence|template|evidence)$|\/files\/\{sha256\}$/.test(pattern) || /\{file\}|\{kind\}\.xlsx/.test(pattern)) {
        const answer = await page.context().request.get(this.site.url + link, { maxRedirects: 3 });
        if (answer.status() !== 200) this.problems.push(`${who}: ${link} answers ${answer.status()}`);
        if (isFile(answer.headers()['content-type'])) { ++this.counts.files; this.visited.add(pattern); continue; }
      }
      const answer = await page.goto(this.site.url + link).catch((error) => ({ error }));
      if (answer.error) { this.problems.push(`${who}: ${link}: ${answer.error.message.split('\n')[0]}`); continue; }
      if (isFile(answer.headers()['content-type'])) { this.visited.add(pattern); continue; }
      if (answer.status() !== 200) { this.problems.push(`${who}: ${link} answers ${answer.status()}`); page.failures.splice(0); continue; }
      const shown = this.patternOf(page.url().replace(this.site.url, '')) || pattern;
      this.visited.add(pattern).add(shown);
      this.pages.add(shown);
      seen.push(link);
      await this.look(who, language, page, shown, link === '/');
      // A question is a link too: what stands in its fields is asked.
      const links = follow ? await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')).concat(
        [...document.querySelectorAll('form')].filter((form) => form.method === 'get' && form.checkValidity()).map((form) => form.getAttribute('action') + '?' + new URLSearchParams(new FormData(form, form.querySelector('button:not([type=button])')))))) : [];
      for (const raw of links) {
        const next = raw.split('#')[0];
        if (!next || !next.startsWith('/') || next.startsWith('//') || never.test(next) || asked.has(next)) continue;
        const kind = this.patternOf(next), times = taken.get(kind) || 0;
        if (times >= (/\{/.test(kind || '') && !/\{file\}/.test(kind) ? most : 1)) continue;
        taken.set(kind, times + 1);
        asked.add(next);
        waiting.push(next);
      }
      if (forms) await this.refuse(who, language, page, page.url().replace(this.site.url, ''), shown);
    }
    return seen;
  }

  async as(login, language, options = {}) {
    const page = await personAt(this.site, login, { language });
    const seen = await this.walk(page, login || 'nobody', language, options);
    return { page, seen };
  }
}
