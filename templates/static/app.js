// Convenience only: every page works without this file.
(function () {
  'use strict';

  // Hundredths from plain decimals; null when the text is none.
  function hundredths(text) {
    var match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim());
    if (!match) { return null; }
    return Number(match[1]) * 100 + Number(((match[2] || '') + '00').slice(0, 2));
  }

  function shown(value) {
    var whole = Math.floor(value / 100), rest = String(value % 100);
    return whole + '.' + (rest.length < 2 ? '0' + rest : rest);
  }

  function gradeOf(value, bands) {
    var best = -1, grade = '';
    bands.forEach(function (band) {
      var from = hundredths(band[0]);
      if (from !== null && value >= from && from > best) { best = from; grade = band[1]; }
    });
    return grade;
  }

  // A Chinese keyboard types full-width digits and points; the field shows what will be sent.
  function halfWidth(text) {
    return text.replace(/[\uff10-\uff19]/g, function (digit) { return String.fromCharCode(digit.charCodeAt(0) - 0xfee0); })
      .replace(/[\uff0e\u3002]/g, '.').trim();
  }

  function isStep(value, full, step) {
    return value === full || step === null || step <= 1 || value % step === 0;
  }

  // "7.50" -> "7.5"
  function brief(value) { return shown(value).replace(/\.?0+$/, '') || '0'; }

  // What is taken off needs its reason: said while it is typed, and asked again by the server.
  function tellLost(row, value, full) {
    var text = row.querySelector('textarea'), note = row.querySelector('.lost');
    if (!text || !note) { return; }
    var lost = value !== null && value < full;
    var needs = lost && row.hasAttribute('data-reason') && text.value.trim() === '';
    note.textContent = lost ? note.getAttribute('data-lost').replace('{points}', brief(full - value)) + (needs ? ' · ' + note.getAttribute('data-needs') : '') : '';
    note.classList.toggle('needs', needs);
    text.classList.toggle('needs', needs);
  }

  function fit(area) {
    area.style.height = 'auto';
    area.style.height = (area.scrollHeight + 2) + 'px';
  }

  function liveTotal(form) {
    var output = form.querySelector('output[data-total]');
    if (!output) { return; }
    var grade = form.querySelector('output[data-grade]');
    var bands = (form.getAttribute('data-bands') || '').split(';').filter(Boolean).map(function (band) { return band.split('='); });
    function refresh() {
      var sum = 0, complete = true;
      form.querySelectorAll('tr[data-full]').forEach(function (row) {
        var points = row.querySelector('input.points'), defects = row.querySelector('input.defects');
        var full = hundredths(row.getAttribute('data-full')), value = points ? hundredths(points.value) : null;
        if (defects) {
          var count = /^\d+$/.test(defects.value.trim()) ? Number(defects.value.trim()) : null;
          value = count === null ? null : Math.max(0, full - count * hundredths(row.getAttribute('data-per-defect')));
          var shownPoints = row.querySelector('.points-shown');
          if (shownPoints) { shownPoints.textContent = value === null ? '—' : shown(value); }
        }
        var field = points || defects;
        var wrong = field && field.value.trim() !== '' && (value === null || value > full ||
          (points && !defects && !isStep(value, full, hundredths(row.getAttribute('data-step') || ''))));
        tellLost(row, wrong ? null : value, full);
        if (field) { field.classList.toggle('out', wrong); if (wrong) { field.setAttribute('aria-invalid', 'true'); } else { field.removeAttribute('aria-invalid'); } }
        if (value === null || wrong) { complete = false; } else { sum += value; }
      });
      var total = form.querySelector('input[name=total]');
      if (total && total.value.trim() !== '') { var given = hundredths(total.value); complete = given !== null; sum = given || 0; }
      output.textContent = shown(sum);
      if (grade) { grade.textContent = complete ? gradeOf(sum, bands) : '—'; }
    }
    form.addEventListener('input', function (event) {
      if (event.target.tagName === 'TEXTAREA') { fit(event.target); }
      refresh();
    });
    form.addEventListener('change', function (event) {
      if (!event.target.hasAttribute('inputmode')) { return; }
      event.target.value = halfWidth(event.target.value);
      refresh();
    });
    form.querySelectorAll('textarea').forEach(fit);
    refresh();
  }

  document.querySelectorAll('form[data-score]').forEach(liveTotal);

  // A second press while the first is on its way would do the thing twice.
  document.querySelectorAll('form[method=post]').forEach(function (form) {
    form.addEventListener('submit', function () {
      window.setTimeout(function () {
        form.querySelectorAll('button').forEach(function (button) { button.disabled = true; });
      }, 0);
    });
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[method=post] button').forEach(function (button) {
      if (!button.hasAttribute('data-off')) { button.disabled = false; }
    });
  });

  // What was typed and not saved is not lost by a stray click.
  document.querySelectorAll('form[data-guard]').forEach(function (form) {
    var dirty = false;
    form.addEventListener('input', function () { dirty = true; });
    form.addEventListener('submit', function () { dirty = false; });
    window.addEventListener('beforeunload', function (event) { if (dirty) { event.preventDefault(); event.returnValue = ''; } });
  });

  // One more row of a form at once; without this file the button asks the server for it.
  document.querySelectorAll('button[data-add-row]').forEach(function (button) {
    button.addEventListener('click', function (event) {
      var rows = button.closest('section').querySelectorAll('fieldset.repeat');
      if (!rows.length || rows.length >= 200) { return; }
      event.preventDefault();
      var last = rows[rows.length - 1], copy = last.cloneNode(true), was = String(rows.length - 1), now = String(rows.length);
      copy.querySelectorAll('.field-problems').forEach(function (list) { list.remove(); });
      copy.querySelectorAll('.wrong').forEach(function (field) { field.classList.remove('wrong'); });
      copy.querySelectorAll('input, select, textarea').forEach(function (field) {
        if (/\.id$/.test(field.name)) { field.remove(); return; }
        field.name = field.name.replace('.' + was + '.', '.' + now + '.');
        field.id = field.id.replace('-' + was + '-', '-' + now + '-');
        field.removeAttribute('aria-invalid');
        field.removeAttribute('aria-describedby');
        if (field.type === 'hidden') { return; }
        if (field.tagName === 'SELECT') { field.selectedIndex = 0; } else { field.value = ''; }
      });
      copy.querySelectorAll('label').forEach(function (label) { label.htmlFor = label.htmlFor.replace('-' + was + '-', '-' + now + '-'); });
      var legend = copy.querySelector('legend');
      legend.textContent = legend.textContent.replace(/\d+$/, String(rows.length + 1));
      last.after(copy);
      copy.querySelector('input, select, textarea').focus();
    });
  });

  // A printed result says every score and reason.
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details.scores').forEach(function (part) { part.open = true; });
  });

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && window.location.hash === '#menu') { window.location.hash = '#content'; }
  });
}());
