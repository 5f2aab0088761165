// Parts of a page that refresh themselves (data-live): asked again every few seconds while somebody looks, with a tag
// that makes an unchanged page cost next to nothing; off while a form of the page holds what was typed.
(function () {
  'use strict';
  var main = document.getElementById('content'), spoken = document.getElementById('spoken'), body = document.body;
  var address = body.getAttribute('data-page');
  if (!main || !address || !window.fetch || document.getElementById('problems') || !main.querySelector('[data-live][id]')) { return; }
  var usual = 4000, longest = 60000, wait = usual, tag = '', dirty = false, away = false, timer = 0, asking = false;

  main.addEventListener('input', function (event) {
    var form = event.target.form;
    if (form && form.method === 'post') { dirty = true; }
  });

  function say(text) { if (spoken && text) { spoken.textContent = text; } }

  // Makes `old` like `fresh` in place, so that focus, selection, open details and what was typed stay where they are.
  function liken(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) { old.replaceWith(fresh.cloneNode(true)); return; }
    if (old.nodeType !== 1) { if (old.data !== fresh.data) { old.data = fresh.data; } return; }
    if (old.isEqualNode(fresh)) { return; }
    Array.prototype.slice.call(fresh.attributes).forEach(function (attribute) {
      if (old.getAttribute(attribute.name) !== attribute.value) { old.setAttribute(attribute.name, attribute.value); }
    });
    Array.prototype.slice.call(old.attributes).forEach(function (attribute) {
      var ours = attribute.name === 'open' || attribute.name === 'tabindex' || attribute.name === 'style' || attribute.name === 'role' || attribute.name === 'aria-label';
      if (!ours && !fresh.hasAttribute(attribute.name)) { old.removeAttribute(attribute.name); }
    });
    likenChildren(old, fresh);
  }

  function keyOf(node) { return node.nodeType === 1 ? node.getAttribute('data-key') || node.id : ''; }

  function likenChildren(old, fresh) {
    var known = {};
    Array.prototype.forEach.call(old.childNodes, function (child) { var key = keyOf(child); if (key) { known[key] = child; } });
    var at = old.firstChild;
    Array.prototype.slice.call(fresh.childNodes).forEach(function (wanted) {
      var key = keyOf(wanted), found = key ? known[key] : at && !keyOf(at) ? at : null;
      if (!found) { old.insertBefore(wanted.cloneNode(true), at); return; }
      if (found === at) { at = at.nextSibling; } else { old.insertBefore(found, at); }
      liken(found, wanted);
    });
    while (at) { var next = at.nextSibling; at.remove(); at = next; }
  }

  function selects(part) {
    var selection = window.getSelection();
    return selection && !selection.isCollapsed && part.contains(selection.anchorNode);
  }

  function take(text) {
    var page = new DOMParser().parseFromString(text, 'text/html'), held = document.activeElement, said = [], waits = false;
    main.querySelectorAll('[data-live][id]').forEach(function (part) {
      var fresh = page.getElementById(part.id);
      if (!fresh || part.isEqualNode(fresh)) { return; }
      if (selects(part)) { waits = true; return; }
      var before = part.getAttribute('data-live-say'), after = fresh.getAttribute('data-live-say');
      liken(part, fresh);
      if (after && before !== after) { said.push(after); }
    });
    if (held && held !== document.activeElement && held.isConnected) { held.focus({ preventScroll: true }); }
    if (said.length) { say(body.getAttribute('data-live-changed') + ' ' + said.join(' ')); }
    return !waits;
  }

  function later(milliseconds) {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, milliseconds + Math.random() * milliseconds / 4);
  }

  function failed() {
    if (!away) { away = true; say(body.getAttribute('data-live-away')); }
    wait = Math.min(wait * 2, longest);
    later(wait);
  }

  function ask() {
    if (asking) { return; }
    if (document.hidden || dirty) { later(usual); return; }
    asking = true;
    var headers = { 'Zhiheng-Background': '1', 'Zhiheng-Fragment': '1' };
    if (tag) { headers['If-None-Match'] = tag; }
    fetch(address, { headers: headers, credentials: 'same-origin', cache: 'no-store', redirect: 'manual' }).then(function (answer) {
      asking = false;
      if (answer.status >= 500 || answer.status === 429) { failed(); return; }
      // Signed out, or no longer ours to see: the page stays as it is and the next press says so.
      if (answer.status !== 200 && answer.status !== 304) { return; }
      if (away) { away = false; say(body.getAttribute('data-live-back')); }
      wait = usual;
      later(usual);
      if (answer.status === 304) { return; }
      var fresh = answer.headers.get('ETag') || '';
      return answer.text().then(function (text) { if (!dirty && take(text)) { tag = fresh; } });
    }).catch(function () { asking = false; failed(); });
  }

  document.addEventListener('visibilitychange', function () { if (!document.hidden) { wait = usual; later(200); } });
  later(usual);
}());
