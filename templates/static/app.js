// Convenience only: every page works without this file.
(function () {
  'use strict';

  // A second press while the first is on its way would do the thing twice.
  document.querySelectorAll('form[method=post]').forEach(function (form) {
    form.addEventListener('submit', function (event) {
      window.setTimeout(function () {
        if (event.defaultPrevented) { return; }
        form.querySelectorAll('button').forEach(function (button) { button.disabled = true; });
      }, 0);
    });
  });
  // Back to a page that the browser kept as it was left. Not the first showing: on a slow line that comes after a press.
  function whenBack(act) { window.addEventListener('pageshow', function (event) { if (event.persisted) { act(); } }); }
  // Some browsers remember over a reload what was switched off.
  function switchOn() {
    document.querySelectorAll('form[method=post] button').forEach(function (button) {
      if (!button.hasAttribute('data-off')) { button.disabled = false; }
    });
  }
  switchOn();
  whenBack(switchOn);

  // What was typed and not saved is not lost: by a stray click, a lost session, a server that is away or a closed window.
  // Kept in this browser for the account that typed it, until the form was taken or the person signs out.
  var account = document.body.getAttribute('data-account') || '', prefix = 'zhiheng.draft:' + account + ':';
  var store = null;
  try { store = window.localStorage; } catch (refused) { store = null; }

  // By where the form goes, so that a form that was refused and came back is the same one; forms of several kinds that
  // go to one place say their kind.
  function draftKey(form) { return prefix + form.getAttribute('action') + ' ' + (form.getAttribute('data-kind') || ''); }

  // Numbers of persons and accounts are never left behind in a browser.
  var secret = /(^|\.)(identity_number|account_number|bank_account)$/;

  function isTyped(field) {
    return field.name && !secret.test(field.name) && field.type !== 'hidden' && field.type !== 'password' && field.type !== 'file' && field.type !== 'submit' && field.tagName !== 'BUTTON';
  }

  function typedOf(form) {
    var version = form.querySelector('input[name=version]');
    var fields = Array.prototype.filter.call(form.elements, isTyped).map(function (field) {
      return [field.name, field.type === 'checkbox' || field.type === 'radio' ? field.checked : field.value];
    });
    return { at: Date.now(), version: version ? version.value : '', fields: fields };
  }

  function restore(form, draft) {
    draft.fields.forEach(function (pair) {
      var match = /^(\w+)\.(\d+)\./.exec(pair[0]);
      for (var more = 0; match && !form.elements[pair[0]] && more < 50; ++more) {
        var adding = form.querySelector('button[data-add-row][value="' + match[1] + '"]');
        if (!adding) { break; }
        adding.click();
      }
      var field = form.elements[pair[0]];
      if (!field || field.readOnly || field.disabled) { return; }
      if (typeof pair[1] === 'boolean') { field.checked = pair[1]; } else { field.value = pair[1]; }
    });
    // Made from the version that was seen then: who changed the row meanwhile is told before anything is written over.
    var version = form.querySelector('input[name=version]');
    if (version && draft.version) { version.value = draft.version; }
  }

  function tellRestored(form, key, draft) {
    var note = document.createElement('div'), drop = document.createElement('button');
    note.className = 'alert alert-info d-flex flex-wrap gap-2 align-items-center';
    note.setAttribute('role', 'status');
    var words = document.createElement('span');
    words.textContent = document.body.getAttribute('data-draft-restored').replace('{time}', new Date(draft.at).toLocaleString(document.documentElement.lang, { hour12: false }));
    drop.type = 'button';
    drop.className = 'btn btn-outline-secondary btn-sm';
    drop.textContent = document.body.getAttribute('data-draft-drop');
    drop.addEventListener('click', function () { store.removeItem(key); form.removeAttribute('data-dirty'); window.location.reload(); });
    note.append(words, drop);
    form.before(note);
  }

  if (store && account && /[?&]done=/.test(window.location.search)) {
    var sent = store.getItem('zhiheng.sent:' + account);
    if (sent) { store.removeItem(sent); store.removeItem('zhiheng.sent:' + account); }
  }

  document.querySelectorAll('form[data-guard]').forEach(function (form) {
    var keeps = store && account && !form.hasAttribute('data-score'), key = draftKey(form), timer = 0, sending = false;
    function keep() { try { store.setItem(key, JSON.stringify(typedOf(form))); } catch (full) { keeps = false; } }
    if (keeps && !document.getElementById('problems')) {
      var draft = null;
      try { draft = JSON.parse(store.getItem(key) || 'null'); } catch (broken) { store.removeItem(key); }
      if (draft && JSON.stringify(draft.fields) !== JSON.stringify(typedOf(form).fields)) {
        // The buttons that add rows get their work further down in this file.
        window.setTimeout(function () { restore(form, draft); tellRestored(form, key, draft); form.setAttribute('data-dirty', ''); }, 0);
      }
    }
    form.addEventListener('input', function () {
      form.setAttribute('data-dirty', '');
      if (!keeps) { return; }
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, 300);
    });
    form.addEventListener('submit', function () {
      sending = true;
      if (keeps) { keep(); store.setItem('zhiheng.sent:' + account, key); }
    });
    whenBack(function () { sending = false; });
    window.addEventListener('beforeunload', function (event) {
      if (!form.hasAttribute('data-dirty') || sending) { return; }
      if (keeps) { keep(); }
      event.preventDefault();
      event.returnValue = '';
    });
  });

  document.querySelectorAll('form[data-sign-out]').forEach(function (form) {
    form.addEventListener('submit', function (event) {
      if (!store) { return; }
      // A score sheet keeps here only what the server does not have yet.
      var unsent = Object.keys(store).some(function (key) { return key.indexOf(prefix + 'sheet.') === 0; });
      if (unsent && !window.confirm(form.getAttribute('data-unsent'))) { event.preventDefault(); event.stopImmediatePropagation(); return; }
      Object.keys(store).filter(function (key) { return key.indexOf(prefix) === 0; }).forEach(function (key) { store.removeItem(key); });
    });
  });

  // Somebody saved first: his value is taken into the form with one press.
  document.querySelectorAll('button[data-take]').forEach(function (button) {
    var field = document.getElementById(button.getAttribute('data-take'));
    if (!field) { return; }
    button.hidden = false;
    button.addEventListener('click', function () {
      field.value = button.getAttribute('data-value');
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.focus();
    });
  });

  var problems = document.getElementById('problems');
  if (problems) { problems.focus(); }
  document.querySelectorAll('#problems a').forEach(function (link) {
    var field = document.getElementById(link.getAttribute('href').slice(1));
    if (!field) { return; }
    link.addEventListener('click', function (event) {
      event.preventDefault();
      for (var part = field.closest('details'); part; part = part.parentElement.closest('details')) { part.open = true; }
      field.focus();
    });
  });

  // A frame that scrolls is reached by keyboard, with the name of what it shows.
  function reachFrames() {
    document.querySelectorAll('.table-frame').forEach(function (frame) {
      var scrolls = frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
      if (!scrolls) { frame.removeAttribute('tabindex'); frame.removeAttribute('role'); frame.removeAttribute('aria-label'); return; }
      var near = frame.closest('section, details, main'), title = frame.querySelector('caption') || (near && near.querySelector('h1, h2, h3, summary'));
      frame.tabIndex = 0;
      frame.setAttribute('role', 'region');
      frame.setAttribute('aria-label', title ? title.textContent.trim() : document.title);
    });
  }
  reachFrames();
  window.addEventListener('resize', reachFrames);
  document.addEventListener('toggle', reachFrames, true);

  // Groups of the menu stay as they were left.
  document.querySelectorAll('.side details').forEach(function (group, i) {
    var key = 'zhiheng.menu:' + i;
    try { if (!group.querySelector('.current') && window.sessionStorage.getItem(key) === 'shut') { group.open = false; } } catch (refused) { return; }
    group.addEventListener('toggle', function () { window.sessionStorage.setItem(key, group.open ? 'open' : 'shut'); });
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
