// Scores as they are typed: totals, grade, limits and reasons at their fields, the way through the sheet by keyboard.
// Convenience only: the server asks all of it again, and the page works without this file.
(function () {
  'use strict';
  const form = document.querySelector('form[data-score]');
  if (!form) { return; }

  const text = (name, slots) => {
    let words = form.getAttribute('data-text-' + name) || '';
    for (const key of Object.keys(slots || {})) { words = words.replace('{' + key + '}', slots[key]); }
    return words;
  };

  // Hundredths from plain decimals; null when the text is none.
  const hundredths = (typed) => {
    const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(typed.trim());
    return match ? Number(match[1]) * 100 + Number(((match[2] || '') + '00').slice(0, 2)) : null;
  };
  const shown = (value) => Math.floor(value / 100) + '.' + String(value % 100).padStart(2, '0');
  const brief = (value) => shown(value).replace(/\.?0+$/, '');  // "7.50" -> "7.5"

  // A Chinese keyboard types full-width digits and points; the field shows what will be sent.
  const halfWidth = (typed) => typed.replace(/[\uff10-\uff19]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[\uff0e\u3002]/g, '.').trim();

  const isNumber = (field) => field.hasAttribute('inputmode');
  // One spelling for what means the same, so that nothing is sent or called a conflict for a nought or a blank.
  const normal = (name, typed) => {
    const value = String(typed).replace(/\r\n?/g, '\n').trim();
    if (!/^(points|total)(\.|$)/.test(name)) { return /^defects\./.test(name) ? halfWidth(value) : value; }
    const number = hundredths(halfWidth(value));
    return number === null ? halfWidth(value) : brief(number);
  };

  const rows = Array.from(form.querySelectorAll('.criterion'));
  const fields = Array.from(form.querySelectorAll('input:not([type=hidden]), textarea')).filter((field) => field.name);
  const total = form.querySelector('input[name=total]');
  const bands = (form.getAttribute('data-bands') || '').split(';').filter(Boolean).map((band) => band.split('='));
  const refused = new Map();  // name -> {value, text}: what the server said of a value

  const gradeOf = (value) => {
    let best = -1, grade = '';
    for (const [start, name] of bands) {
      const from = hundredths(start);
      if (from !== null && value >= from && from > best) { best = from; grade = name; }
    }
    return grade;
  };

  // What is wrong with the number of a row, or "".
  const wrongPoints = (row, typed, value, full) => {
    if (typed === '') { return ''; }
    if (value === null) { return text('bad-number', { most: brief(full) }); }
    if (value > full) { return text('too-many', { most: brief(full) }); }
    const steps = row.getAttribute('data-steps');
    if (steps && !steps.split('/').some((step) => hundredths(step) === value)) { return text('bad-steps', { steps }); }
    const step = hundredths(row.getAttribute('data-step') || '');
    return value !== full && step !== null && step > 1 && value % step !== 0 ? text('bad-step', { step: brief(step) }) : '';
  };

  const mark = (field, wrong) => {
    if (!field) { return; }
    field.classList.toggle('is-invalid', wrong);
    if (wrong) { field.setAttribute('aria-invalid', 'true'); } else { field.removeAttribute('aria-invalid'); }
  };
  const say = (element, words) => { if (element && element.textContent !== words) { element.textContent = words; } };
  // The server's word on a value holds until the value is another one.
  const refusal = (field) => {
    const known = field && refused.get(field.name);
    return known && known.value === normal(field.name, field.value) ? known.text : '';
  };

  // One row: {value in hundredths or null, missing, needsReason, wrong: names of fields that cannot be sent}.
  const judgeRow = (row) => {
    const field = row.querySelector('input.points'), reason = row.querySelector('textarea'), page = row.querySelector('input.page');
    const full = hundredths(row.getAttribute('data-full')), typed = halfWidth(field.value);
    let value, problem;
    if (field.classList.contains('defects')) {
      const count = /^\d{1,4}$/.test(typed) ? Number(typed) : null;
      value = count === null ? null : Math.max(0, full - count * hundredths(row.getAttribute('data-per-defect')));
      problem = typed !== '' && count === null ? text('bad-count') : '';
      say(row.querySelector('.points-shown'), value === null ? '—' : brief(value));
    } else {
      value = hundredths(typed);
      problem = wrongPoints(row, typed, value, full);
    }
    problem = problem || refusal(field);
    const lost = !problem && value !== null && value < full ? full - value : 0;
    const needsReason = lost > 0 && row.hasAttribute('data-reason') && reason.value.trim() === '';
    const lostNote = row.querySelector('.lost');
    say(lostNote, lost ? lostNote.getAttribute('data-lost').replace('{points}', brief(lost)) : '');
    const notes = [problem, needsReason ? text('needs-reason', { points: brief(lost) }) : '', refusal(reason), refusal(page)].filter(Boolean);
    mark(field, problem !== '');
    mark(reason, needsReason || refusal(reason) !== '');
    mark(page, refusal(page) !== '');
    say(row.querySelector('.field-note'), notes.join(' · '));
    const old = row.querySelector('.field-problems');
    if (old && old.children.length && !form.hasAttribute('data-refused')) { old.replaceChildren(); }
    const wrong = [problem ? field : null, refusal(reason) ? reason : null, refusal(page) ? page : null].filter(Boolean);
    return { row, value: problem ? null : value, missing: !problem && typed === '', needsReason, wrong };
  };

  const judge = () => {
    const judged = rows.map(judgeRow);
    const verdict = { missing: judged.filter((one) => one.missing).length, reasons: judged.filter((one) => one.needsReason).length,
      wrong: judged.flatMap((one) => one.wrong), first: null };
    let sum = judged.reduce((all, one) => all + (one.value || 0), 0);
    let complete = rows.length > 0 && judged.every((one) => one.value !== null);
    if (total) {
      const typed = halfWidth(total.value), given = hundredths(total.value === '' ? '' : typed);
      const bad = typed !== '' && (given === null || given > 10000);
      const words = bad ? text('bad-number', { most: '100' }) : refusal(total);
      mark(total, words !== '');
      say(document.getElementById('note-total'), words);
      if (words) { verdict.wrong.push(total); }
      if (typed !== '') { complete = given !== null && !bad; sum = complete ? given : 0; verdict.missing = 0; verdict.reasons = 0; }
      else if (rows.length === 0) { verdict.missing = 1; complete = false; }
    }
    say(form.querySelector('output[data-total]'), shown(sum));
    say(form.querySelector('output[data-grade]'), complete ? gradeOf(sum) : '—');
    const parts = [];
    if (verdict.missing) { parts.push(text('missing', { count: verdict.missing })); }
    if (verdict.reasons) { parts.push(text('reasons', { count: verdict.reasons })); }
    if (verdict.wrong.length) { parts.push(text('wrong', { count: verdict.wrong.length })); }
    verdict.words = parts.join(' · ');
    const missing = form.querySelector('[data-missing]');
    say(missing, verdict.words || text('complete'));
    missing.classList.toggle('complete', parts.length === 0);
    const firstRow = judged.find((one) => one.wrong.length || one.missing || one.needsReason);
    verdict.first = verdict.wrong[0] || null;
    if (firstRow && (verdict.missing || verdict.reasons || firstRow.wrong.length)) {
      verdict.first = firstRow.wrong[0] || firstRow.row.querySelector(firstRow.missing ? 'input.points' : 'textarea');
    } else if (!verdict.first && verdict.missing) { verdict.first = total; }
    return verdict;
  };

  const fit = (area) => { area.style.height = 'auto'; area.style.height = (area.scrollHeight + 2) + 'px'; };

  const listeners = [];
  let verdict = null;
  const refresh = () => { verdict = judge(); return verdict; };
  form.addEventListener('input', (event) => {
    form.removeAttribute('data-refused');
    if (event.target.tagName === 'TEXTAREA') { fit(event.target); }
    refresh();
    for (const listener of listeners) { listener(event.target); }
  });
  form.addEventListener('change', (event) => {
    if (!isNumber(event.target)) { return; }
    const plain = halfWidth(event.target.value);
    if (plain !== event.target.value) { event.target.value = plain; refresh(); }
  });

  // --- by keyboard: Enter goes on to what is to be filled next, arrows to the same column of the next row -----------
  const column = (field) => field.name.split('.')[0].replace('defects', 'points');
  const inRow = (row, name) => row.querySelector(name === 'points' ? 'input.points' : name === 'reason' ? 'textarea' : 'input.page');
  const focus = (field) => {
    if (!field) { return; }
    field.focus();
    if (field.select && field.tagName === 'INPUT') { field.select(); }
  };
  const after = (field, rowStep) => {
    const row = field.closest('.criterion'), at = rows.indexOf(row);
    if (at < 0) {
      const seen = fields.filter((one) => !one.closest('[hidden]')), own = seen.indexOf(field);
      return seen[own + rowStep] || (rowStep > 0 ? form.querySelector('button[value=submit]') : null);
    }
    const next = rows[at + rowStep];
    if (next) { return inRow(next, column(field)); }
    return rowStep > 0 ? fields.find((one) => !one.closest('.criterion')) : null;
  };
  const onEnter = (field) => {
    const row = field.closest('.criterion');
    if (row && column(field) === 'points') {
      const reason = row.querySelector('textarea');
      // A reason that is owed comes next; otherwise the next score.
      if (judgeRow(row).needsReason) { return reason; }
    }
    if (row) {
      const next = rows[rows.indexOf(row) + 1];
      return next ? inRow(next, 'points') : fields.find((one) => !one.closest('.criterion'));
    }
    return after(field, 1);
  };
  form.addEventListener('keydown', (event) => {
    const field = event.target;
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey || !field.name || field.tagName === 'BUTTON') { return; }
    const area = field.tagName === 'TEXTAREA';
    if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); form.querySelector('button[value=submit]').click(); return; }
    if (event.ctrlKey) { return; }
    if (event.key === 'Enter' && !event.shiftKey && field.id !== 'comment') { event.preventDefault(); focus(onEnter(field)); return; }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') { return; }
    const down = event.key === 'ArrowDown';
    // Inside a text the arrows move in the text; at its ends they leave it.
    if (area && (field.selectionStart !== field.selectionEnd || field.selectionStart !== (down ? field.value.length : 0))) { return; }
    event.preventDefault();
    focus(after(field, down ? 1 : -1));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) { return; }
    event.preventDefault();
    form.querySelector('button[value=save]').click();
  });

  // --- compared with earlier sheets, on demand ----------------------------------------------------------------------
  const compare = document.querySelector('[data-earlier]');
  if (compare) {
    compare.addEventListener('click', async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(compare.getAttribute('data-earlier'), { redirect: 'error' });
        const earlier = await answer.json();
        const summary = document.querySelector('[data-earlier-summary]');
        summary.hidden = false;
        summary.textContent = earlier.summary;
        for (const row of rows) { say(row.querySelector('.earlier'), earlier.criteria[row.getAttribute('data-code')] || ''); }
      } catch (fault) { window.location.href = compare.href; }
    });
  }

  form.querySelectorAll('textarea').forEach(fit);
  form.querySelectorAll('[data-keys]').forEach((part) => { part.hidden = false; });
  refresh();

  window.zhihengScore = {
    form, fields, text, normal, focus,
    verdict: () => refresh(),
    onInput: (listener) => listeners.push(listener),
    field: (name) => fields.find((one) => one.name === name),
    value: (field) => normal(field.name, field.value),
    put: (field, value) => { field.value = value; if (field.tagName === 'TEXTAREA') { fit(field); } },
    refuse: (name, words) => {
      const field = fields.find((one) => one.name === name);
      if (field) { refused.set(name, { value: normal(name, field.value), text: words }); }
      return Boolean(field);
    },
  };
}());
