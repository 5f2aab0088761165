// The way of a draft to the server over a line that breaks: saved every few seconds, kept in this browser until it is
// there, sent once; a submission waits for the line and is carried out once; what two places wrote is shown, never
// overwritten.
(function () {
  'use strict';
  // Signing out clears what begins like this (app.js).
  const prefix = 'zhiheng.draft:';
  const score = window.zhihengScore;

  const clock = (time) => new Date(time).toTimeString().slice(0, 5);
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const key of Object.keys(attributes || {})) { made.setAttribute(key, attributes[key]); }
    made.append(...children);
    return made;
  };

  // --- copies in this browser: one per account, sheet and tab; only what the server does not have -------------------
  const store = (() => {
    const tab = (() => {
      try {
        let name = sessionStorage.getItem('zhiheng.tab');
        if (!name) { name = Math.random().toString(36).slice(2, 10); sessionStorage.setItem('zhiheng.tab', name); }
        return name;
      } catch (fault) { return 'one'; }
    })();
    const start = (account, sheet) => prefix + account + ':sheet.' + sheet + '.';
    return {
      read(account, sheet) {
        try {
          const own = localStorage.getItem(start(account, sheet) + tab);
          if (own) { return JSON.parse(own); }
          // A tab that is gone left something behind.
          let best = null, bestKey = null;
          for (const key of Object.keys(localStorage)) {
            if (!key.startsWith(start(account, sheet))) { continue; }
            const copy = JSON.parse(localStorage.getItem(key));
            if (!best || copy.at > best.at) { best = copy; bestKey = key; }
          }
          if (bestKey) { localStorage.removeItem(bestKey); localStorage.setItem(start(account, sheet) + tab, JSON.stringify(best)); }
          return best;
        } catch (fault) { return null; }
      },
      write(account, sheet, copy) {
        try {
          if (copy) { localStorage.setItem(start(account, sheet) + tab, JSON.stringify(copy)); } else { localStorage.removeItem(start(account, sheet) + tab); }
          return true;
        } catch (fault) { return false; }
      },
    };
  })();

  // What differs, as a list with both sides. `choose` makes the buttons, where there is a choice.
  const differences = (words, title, list, choose) => {
    const section = element('section', { class: 'alert alert-warning draft-differences', role: 'alert', tabindex: '-1' }, element('h2', {}, title));
    for (const one of list) {
      const item = element('div', { class: 'draft-difference', role: 'group', 'aria-label': one.label }, element('strong', {}, one.label));
      item.append(element('dl', {}, element('dt', {}, words('mine')), element('dd', {}, one.mine || words('nothing')),
        element('dt', {}, words('theirs')), element('dd', {}, one.theirs || words('nothing'))));
      if (choose) { item.append(choose(one)); }
      section.append(item);
    }
    return section;
  };
  const notices = document.querySelector('[data-draft-notices]');

  // --- a sheet that cannot be written any more: what never arrived is shown, not thrown away ------------------------
  const closed = document.querySelector('[data-closed-sheet]');
  if (!score && closed) {
    const account = closed.getAttribute('data-account'), sheet = closed.getAttribute('data-closed-sheet');
    const copy = store.read(account, sheet);
    if (!copy) { return; }
    const words = (name) => closed.getAttribute('data-text-' + name) || '';
    const label = (name) => {
      const [kind, ...code] = name.split('.');
      const row = Array.from(closed.querySelectorAll('tr[data-code]')).find((one) => one.getAttribute('data-code') === code.join('.'));
      const title = row ? row.querySelector('th').firstChild.textContent.trim() + ' ' : '';
      return title + (closed.getAttribute('data-name-' + kind) || '');
    };
    fetch('/score-sheets/' + sheet + '/now', { redirect: 'error' }).then((answer) => answer.json()).then((now) => {
      const lost = Object.keys(copy.values).filter((name) => (now.values[name] || '').replace(/\r\n?/g, '\n') !== copy.values[name].mine)
        .map((name) => ({ label: label(name), mine: copy.values[name].mine, theirs: now.values[name] || '' }));
      if (!lost.length) { store.write(account, sheet, null); return; }
      const part = differences(words, words('unsent'), lost, null);
      const drop = element('button', { type: 'button', class: 'btn btn-outline-secondary' }, words('discard'));
      drop.addEventListener('click', () => { store.write(account, sheet, null); part.remove(); });
      part.append(drop);
      notices.append(part);
    }).catch(() => {});
    return;
  }
  if (!score) { return; }

  const { form, fields, text } = score;
  const sheet = form.getAttribute('data-sheet'), account = form.getAttribute('data-account');
  const csrf = form.querySelector('input[name=csrf]'), versionField = form.querySelector('input[name=version]');
  const stateLine = form.querySelector('[data-draft-state]');
  const spoken = element('p', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  form.after(spoken);

  const base = new Map();       // name -> what the server has, as far as we know
  const conflicts = new Map();  // name -> what the server has and we have not accepted
  let version = versionField.value;
  let submission = null;        // {key, at, body}: pressed and not answered
  let mode = 'ok';              // ok, offline, signed_out, stranger, closed
  let busy = false, over = false, timer = 0, dueAt = 0, dirtySince = 0, failures = 0, savedAt = 0, kept = true, storedAt = 0;

  // The answer to the question about an outlying total is no part of a draft: it is kept here until it is handed in.
  const outlying = score.field('confirm_outlying'), question = document.getElementById('outlying-question');
  const changedNames = () => fields.filter((field) => score.value(field) !== base.get(field.name)).map((field) => field.name);
  const sendable = () => {
    const wrong = new Set(score.verdict().wrong.map((field) => field.name));
    return changedNames().filter((name) => !wrong.has(name) && !conflicts.has(name) && name !== outlying.name);
  };

  const keep = () => {
    if (over) { return; }
    const names = changedNames();
    if (!names.length && !submission) { store.write(account, sheet, null); return; }
    const values = {};
    for (const name of names) { values[name] = { base: base.get(name), mine: score.value(score.field(name)) }; }
    storedAt = Date.now();
    kept = store.write(account, sheet, { version, at: storedAt, values, submission });
  };

  // --- what the person sees ---------------------------------------------------------------------------------------
  let lastMode = 'ok';
  const tell = () => {
    let words = '', tone = '';
    if (mode === 'closed') { words = ''; }
    else if (mode === 'signed_out') { words = text('signed-out'); tone = 'bad'; }
    else if (mode === 'stranger') { words = text('stranger'); tone = 'bad'; }
    else if (submission) { words = text(mode === 'offline' ? 'queued' : 'submitting'); tone = mode === 'offline' ? 'warn' : ''; }
    else if (mode === 'offline') { words = kept ? text('offline', { time: clock(storedAt || Date.now()) }) : text('offline-unkept'); tone = kept ? 'warn' : 'bad'; }
    else if (busy) { words = text('saving'); }
    else if (sendable().length) { words = text('unsaved'); }
    else if (changedNames().some((name) => name !== outlying.name)) { words = text('held-back'); tone = 'warn'; }
    else if (savedAt) { words = text('saved', { time: clock(savedAt) }); tone = 'good'; }
    if (stateLine.textContent !== words) { stateLine.textContent = words; }
    stateLine.className = 'draft-state ' + tone;
    const key = mode + (submission ? '+' : '');
    if (key !== lastMode) { spoken.textContent = mode === 'ok' && lastMode !== 'ok' ? text('back') : words; lastMode = key; }
    unqueue.hidden = !submission || mode === 'ok';
    signIn.hidden = mode !== 'signed_out' && mode !== 'stranger';
    for (const field of fields) { field.readOnly = Boolean(submission) || mode === 'closed'; }
    for (const button of form.querySelectorAll('button[name=act]')) { button.disabled = Boolean(submission) || mode === 'closed'; }
  };
  const unqueue = element('button', { type: 'button', class: 'btn btn-outline-secondary', hidden: '' }, text('unqueue'));
  const signIn = element('a', { class: 'btn btn-primary', hidden: '', href: '/sign-in?next=' + encodeURIComponent('/score-sheets/' + sheet) }, text('sign-in'));
  form.querySelector('.score-total .buttons').prepend(unqueue, signIn);
  unqueue.addEventListener('click', () => { submission = null; keep(); soon(0); tell(); });

  const notice = (words, tone) => {
    for (const old of notices.querySelectorAll('.draft-notice')) { old.remove(); }
    if (words) { notices.append(element('p', { class: 'draft-notice alert alert-' + tone, role: 'status' }, words)); }
  };

  const labelOf = (name) => { const field = score.field(name); return field.getAttribute('aria-label') || (field.labels[0] ? field.labels[0].textContent : name); };
  const showConflicts = () => {
    for (const old of notices.querySelectorAll('.draft-differences')) { old.remove(); }
    if (!conflicts.size) { return; }
    const list = Array.from(conflicts.keys()).map((name) => ({ name, label: labelOf(name), mine: score.value(score.field(name)), theirs: conflicts.get(name) }));
    const part = differences(text, text('conflict'), list, (one) => {
      const settle = (mine) => () => {
        const field = score.field(one.name);
        base.set(one.name, conflicts.get(one.name));
        if (!mine) { score.put(field, conflicts.get(one.name)); }
        conflicts.delete(one.name);
        score.verdict(); keep(); showConflicts(); soon(0); tell();
        const next = notices.querySelector('.draft-differences button');
        score.focus(next || field);
      };
      const here = element('button', { type: 'button', class: 'btn btn-outline-secondary btn-sm', 'data-mine': one.name }, text('take-mine'));
      const there = element('button', { type: 'button', class: 'btn btn-outline-secondary btn-sm', 'data-theirs': one.name }, text('take-theirs'));
      here.addEventListener('click', settle(true));
      there.addEventListener('click', settle(false));
      return element('div', { class: 'buttons' }, here, there);
    });
    notices.append(part);
  };

  // --- what the server has, set against what stands here ------------------------------------------------------------
  // Answers whether anything was adopted or is contested.
  const reconcile = (now) => {
    const adopted = [];
    for (const field of fields) {
      const name = field.name;
      if (!(name in now.values)) { continue; }
      const theirs = score.normal(name, now.values[name]), mine = score.value(field), known = base.get(name);
      if (conflicts.has(name) ? conflicts.get(name) === theirs : theirs === known) { continue; }
      conflicts.delete(name);
      if (mine === theirs) { base.set(name, theirs); }
      else if (mine === known) { score.put(field, now.values[name]); base.set(name, theirs); adopted.push(labelOf(name)); }
      else { conflicts.set(name, theirs); }
    }
    version = String(now.version);
    versionField.value = version;
    csrf.value = now.csrf;
    score.verdict();
    if (adopted.length) { notice(text('adopted', { fields: adopted.join('、') }), 'info'); }
    showConflicts();
    return adopted.length > 0 || conflicts.size > 0;
  };

  const close = (now) => {
    mode = 'closed';
    submission = null;
    const lost = fields.filter((field) => field.name in now.values && score.normal(field.name, now.values[field.name]) !== score.value(field))
      .map((field) => ({ label: labelOf(field.name), mine: score.value(field), theirs: now.values[field.name] }));
    for (const old of notices.querySelectorAll('.draft-differences')) { old.remove(); }
    notice(now.why_closed, 'warning');
    if (lost.length) {
      const part = differences(text, text('unsent'), lost, null);
      const drop = element('button', { type: 'button', class: 'btn btn-outline-secondary' }, text('discard'));
      drop.addEventListener('click', () => { over = true; store.write(account, sheet, null); window.location.reload(); });
      part.append(drop);
      notices.append(part);
      keep();
    } else { store.write(account, sheet, null); }
    tell();
  };

  // The total stands as it was typed; the person looks again, changes it or says why it stays.
  const ask_about_outlying = (words) => {
    question.hidden = false;
    notice(words, 'warning');
    score.focus(outlying);
  };

  // --- talking to the server --------------------------------------------------------------------------------------
  const ask = async (place, pairs, headers) => {
    const stop = new AbortController();
    const limit = window.setTimeout(() => stop.abort(), 10000);
    try {
      const options = { signal: stop.signal, redirect: 'manual', headers: headers || {}, cache: 'no-store' };
      if (pairs) { options.method = 'POST'; options.body = new URLSearchParams(pairs); }
      const answer = await fetch('/score-sheets/' + sheet + place, options);
      if (answer.type === 'opaqueredirect') { return { status: 401 }; }
      const json = (answer.headers.get('content-type') || '').includes('json') ? await answer.json() : null;
      return { status: answer.status, json };
    } catch (fault) { return { status: 0 }; } finally { window.clearTimeout(limit); }
  };
  // The sheet as it is now; also finds out who is signed in. True when there is somebody to talk to.
  const meet = async () => {
    const answer = await ask('/now', null, { 'Zhiheng-Background': '1' });
    if (answer.status === 200 && answer.json) {
      if (answer.json.account !== account) { mode = 'stranger'; return null; }
      return answer.json;
    }
    mode = answer.status === 401 ? 'signed_out' : answer.status === 403 || answer.status === 404 ? 'stranger' : 'offline';
    return null;
  };
  const arrive = () => {
    if (mode === 'offline' || mode === 'signed_out' || mode === 'stranger') { mode = 'ok'; }
    failures = 0;
  };
  const wait = () => { failures += 1; soon(Math.min(15000, 1000 * Math.pow(2, Math.min(failures, 5) - 1))); };
  // Not carried out. True when it is worth asking at once again.
  const refusedBy = async (answer) => {
    if (answer.status === 0 || answer.status >= 500 || answer.status === 429) { mode = 'offline'; wait(); return false; }
    if (answer.status === 401) { mode = 'signed_out'; wait(); return false; }
    const now = answer.json && answer.json.now ? answer.json.now : await meet();
    if (!now) { wait(); return false; }
    arrive();
    if (!now.writable) { close(now); return false; }
    const moved = reconcile(now);
    if (answer.status === 422 || answer.status === 400) {
      let placed = false;
      for (const problem of answer.json.problems || []) {
        if (problem.field === outlying.name) { ask_about_outlying(problem.text); placed = true; continue; }
        placed = score.refuse(problem.field, problem.text) || placed;
      }
      if (!placed && answer.json.problems) { notice(answer.json.problems.map((problem) => problem.text).join('；'), 'warning'); }
      score.verdict();
      if (!placed) { wait(); return false; }
    }
    failures += 1;
    return !moved && failures < 4;
  };

  const sendDraft = async () => {
    const names = sendable();
    if (!names.length) { return; }
    const sent = new Map(names.map((name) => [name, score.value(score.field(name))]));
    const answer = await ask('/draft', [['csrf', csrf.value], ['version', version], ...sent]);
    if (answer.status === 200 && answer.json) {
      arrive();
      for (const [name, value] of sent) { base.set(name, value); }
      savedAt = Date.now();
      dirtySince = 0;
      reconcile(answer.json);
      if (sendable().length) { later(); }
    } else if (await refusedBy(answer)) { soon(0); }
  };

  const done = () => {
    over = true;
    store.write(account, sheet, null);
    window.location.assign('/my-sheets?done=submitted');
  };
  const sendSubmission = async () => {
    if (!submission.body) {
      submission.body = [['version', version], ...fields.map((field) => [field.name, score.value(field)])];
      keep();
    }
    const answer = await ask('/submit', [['csrf', csrf.value], ...submission.body], { 'Idempotency-Key': submission.key });
    if (!submission) { soon(0); return; }
    if (answer.status === 200) { done(); return; }
    const given = new Map(submission.body);
    const now = answer.json && answer.json.now;
    // The answer of an earlier try was lost: it is handed in with exactly this.
    const same = (one) => fields.every((field) => !(field.name in one.values) || score.normal(field.name, one.values[field.name]) === score.normal(field.name, given.get(field.name)) || field.name === 'total');
    if (now && (now.state === 'submitted' || now.state === 'locked') && same(now)) { done(); return; }
    const unanswered = answer.status === 0 || answer.status >= 500 || answer.status === 429 || answer.status === 401 || answer.status === 403;
    const again = await refusedBy(answer);
    if (again && answer.status === 412) { submission = { key: crypto_key(), at: Date.now(), body: null }; soon(0); }
    else if (again && answer.status === 403) { soon(0); }
    else if (!unanswered && submission && mode === 'ok') {
      submission = null;
      if (answer.status !== 422) { notice(text('changed-elsewhere'), 'warning'); }
      keep();
      complain();
    }
  };
  const crypto_key = () => Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  const work = async () => {
    if (busy || over || mode === 'closed') { return; }
    busy = true;
    tell();
    try {
      if (mode === 'signed_out' || mode === 'stranger') {
        const now = await meet();
        if (!now) { wait(); return; }
        arrive();
        if (!now.writable && !submission) { close(now); return; }
        csrf.value = now.csrf;
      }
      if (submission) { await sendSubmission(); } else { await sendDraft(); }
    } finally {
      busy = false;
      keep();
      tell();
    }
  };
  const soon = (milliseconds) => {
    window.clearTimeout(timer);
    dueAt = Date.now() + milliseconds;
    timer = window.setTimeout(work, milliseconds);
  };
  // Two and a half seconds after the last key, at the latest five after the first.
  const later = () => {
    const now = Date.now();
    dirtySince = dirtySince || now;
    if (mode !== 'ok') { return; }
    soon(Math.max(0, Math.min(now + 2500, dirtySince + 5000) - now));
  };
  const hurry = () => {
    if (mode !== 'closed' && !busy && (submission || mode !== 'ok' || changedNames().length)) { soon(0); }
  };

  let keepTimer = 0;
  score.onInput((field) => {
    if (conflicts.has(field.name)) { window.clearTimeout(keepTimer); keepTimer = window.setTimeout(() => { keep(); showConflicts(); }, 600); }
    keep();
    later();
    tell();
  });
  window.addEventListener('online', hurry);
  window.addEventListener('focus', () => { if (mode !== 'ok') { hurry(); } });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible' && mode !== 'ok') { hurry(); } else if (document.visibilityState === 'hidden') { keep(); hurry(); } });
  window.addEventListener('pagehide', keep);
  window.addEventListener('beforeunload', (event) => { if (!kept && changedNames().length) { event.preventDefault(); event.returnValue = ''; } });

  // What keeps the sheet from being handed in, with the first of it in focus.
  const complain = () => {
    const verdict = score.verdict();
    if (conflicts.size) { notice(text('conflict-first'), 'warning'); score.focus(notices.querySelector('.draft-differences')); return true; }
    if (!verdict.words) { return false; }
    notice(text('problems') + '：' + verdict.words, 'warning');
    score.focus(verdict.first);
    return true;
  };
  // Before anybody else hears of it: the page stays, the script sends.
  document.addEventListener('submit', (event) => {
    if (event.target !== form) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (submission || mode === 'closed') { return; }
    if (!event.submitter || event.submitter.value !== 'submit') { failures = 0; soon(0); return; }
    if (complain()) { return; }
    notice('');
    submission = { key: crypto_key(), at: Date.now(), body: null };
    failures = 0;
    keep();
    tell();
    soon(0);
  }, true);

  // --- at the beginning: what the page shows is what the server has; a copy that was kept goes on top of it ---------
  const begin = async () => {
    for (const field of fields) { base.set(field.name, score.value(field)); }
    if (form.hasAttribute('data-refused')) {
      const now = await meet();
      if (now) { for (const field of fields) { if (field.name in now.values) { base.set(field.name, score.normal(field.name, now.values[field.name])); } } version = String(now.version); }
    }
    const copy = store.read(account, sheet);
    if (copy) {
      for (const name of Object.keys(copy.values)) {
        const field = score.field(name);
        if (!field) { continue; }
        const { base: before, mine } = copy.values[name], theirs = base.get(name);
        if (mine === theirs) { continue; }
        score.put(field, mine);
        if (theirs !== before) { conflicts.set(name, theirs); base.set(name, before); }
      }
      submission = copy.submission || null;
      score.verdict();
      showConflicts();
      if (changedNames().length || submission) { notice(text('restored', { time: clock(copy.at) }), 'info'); keep(); soon(0); } else { keep(); }
    }
    form.querySelectorAll('[data-shared]').forEach((part) => { part.hidden = false; });
    tell();
  };
  begin();
}());
