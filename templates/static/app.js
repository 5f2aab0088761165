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
    for (var i = 0; i < bands.length; i += 1) {
      if (value >= hundredths(bands[i][0])) { return bands[i][1]; }
    }
    return '';
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
        var wrong = field && field.value.trim() !== '' && (value === null || value > full);
        if (field) { field.classList.toggle('out', wrong); if (wrong) { field.setAttribute('aria-invalid', 'true'); } else { field.removeAttribute('aria-invalid'); } }
        if (value === null || wrong) { complete = false; } else { sum += value; }
      });
      var total = form.querySelector('input[name=total]');
      if (total && total.value.trim() !== '') { var given = hundredths(total.value); complete = given !== null; sum = given || 0; }
      output.textContent = shown(sum);
      if (grade) { grade.textContent = complete ? gradeOf(sum, bands) : '—'; }
    }
    form.addEventListener('input', refresh);
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

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && window.location.hash === '#menu') { window.location.hash = '#content'; }
  });
}());
