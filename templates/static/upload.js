// A large file in pieces: each is acknowledged before the next is sent, so a lost network, a server that starts anew or a
// closed page costs one piece at most. Without this file the form sends the whole at once.
(function () {
  'use strict';
  var form = document.getElementById('upload-form');
  if (!form || !window.fetch || !window.FormData || !Blob.prototype.slice) { return; }
  var words = form.dataset, picked = document.getElementById('upload-file');
  var bar = document.getElementById('upload-bar'), note = document.getElementById('upload-note');
  var status = document.getElementById('upload-status'), refused = document.getElementById('upload-refused');
  var pause = document.getElementById('upload-pause'), send = document.getElementById('upload-send');
  var unit = Number(words.unit), largest = Number(words.piece), limit = Number(words.limit) * 1048576;
  var run = null;  // {id, file, at, size, paused, stopped, piece, wait}
  form.querySelectorAll('[data-with-script]').forEach(function (one) { one.hidden = false; });
  form.querySelectorAll('[data-without-script]').forEach(function (one) { one.hidden = true; });

  function megabytes(bytes) { return (Math.round(bytes / 104857.6) / 10).toFixed(1) + ' MB'; }
  // Said aloud only when something changes, or at every tenth: a screen reader is not to talk without a pause.
  var said = '';
  function tell(text) { if (text !== said) { said = text; status.textContent = text; } }
  function show() {
    var percent = Math.floor(run.at * 100 / run.size);
    bar.value = percent;
    note.textContent = megabytes(run.at) + ' / ' + megabytes(run.size) + ' · ' + percent + '%';
    return percent;
  }
  function fail(text) {
    refused.textContent = text;
    refused.hidden = false;
    tell('');
    send.disabled = false;
    document.getElementById('upload-progress').hidden = true;
    run = null;
    refused.focus && refused.scrollIntoView({block: 'nearest'});
  }
  function post(address, fields) {
    var data = new FormData();
    data.append('csrf', form.querySelector('[name=csrf]').value);
    data.append('script', '1');
    Object.keys(fields).forEach(function (name) {
      if (fields[name] instanceof Blob) { data.append(name, fields[name], 'piece'); } else { data.append(name, fields[name]); }
    });
    return fetch(address, {method: 'POST', body: data, credentials: 'same-origin', redirect: 'error'}).then(function (answer) {
      return answer.json().catch(function () { return {}; }).then(function (body) { return {status: answer.status, body: body}; });
    });
  }
  function reasons(answer) {
    if (answer.status === 401 || answer.status === 403) { return words.saySignedOut; }
    var list = (answer.body.problems || []).map(function (problem) { return problem.text; });
    return list.length ? list.join('\n') : words.sayFailed;
  }
  // A network that is away or a server that starts anew: try again after a while, with smaller pieces.
  function later(again) {
    if (!run) { return; }
    tell(words.sayOffline);
    run.piece = Math.max(unit, Math.floor(run.piece / 2 / unit) * unit);
    run.wait = Math.min((run.wait || 500) * 2, 15000);
    window.setTimeout(function () { if (run && !run.paused) { again(); } }, run.wait);
  }
  function isPassing(answer) { return answer.status === 503 || answer.status === 502 || answer.status === 504 || answer.status === 429 || answer.status === 408; }

  function next() {
    var mine = run;
    if (!mine || mine.paused) { return; }
    if (mine.at >= mine.size) { finish(); return; }
    var end = Math.min(mine.at + mine.piece, mine.size), began = Date.now();
    post('/uploads/' + mine.id + '/pieces', {offset: String(mine.at), file: mine.file.slice(mine.at, end)}).then(function (answer) {
      if (run !== mine) { return; }
      if (answer.status === 200) {
        mine.wait = 0;
        // A piece that was sent to prove that the file is the same one goes back to where the server stands.
        mine.at = Math.max(end, Number(answer.body.received));
        if (Date.now() - began < 4000) { mine.piece = Math.min(mine.piece * 2, largest); }
        var percent = show();
        tell(words.sayWorking + ' ' + Math.floor(percent / 10) * 10 + '%');
        next();
      } else if (isPassing(answer)) {
        later(next);
      } else {
        var known = (answer.body.problems || [])[0] || {};
        if (known.received !== undefined && known.rule !== 'upload.not_open') { mine.at = Number(known.received); later(next); } else { fail(reasons(answer)); }
      }
    }, function () { if (run === mine) { later(next); } });
  }
  function finish() {
    var mine = run;
    tell(words.sayChecking);
    pause.disabled = true;
    post('/uploads/' + mine.id + '/finish', {}).then(function (answer) {
      if (run !== mine) { return; }
      if (answer.status === 201) {
        tell(words.sayDone);
        run = null;
        window.location.assign('/deliverables/' + answer.body.id + '/receipt?done=uploaded');
      } else if (isPassing(answer)) {
        later(finish);
      } else {
        fail(reasons(answer));
      }
    }, function () { if (run === mine) { later(finish); } });
  }
  function begin(id, file, at) {
    run = {id: id, file: file, at: at, size: file.size, paused: false, piece: largest, wait: 0};
    refused.hidden = true;
    send.disabled = true;
    pause.disabled = false;
    pause.textContent = words.sayPause;
    document.getElementById('upload-progress').hidden = false;
    show();
    pause.focus();
    next();
  }
  // The same name, size and kind as something that was left: its first piece is sent again, which the server compares.
  function leftover(file, kind) {
    return Array.prototype.filter.call(document.querySelectorAll('[data-unfinished]'), function (one) {
      return one.dataset.kind === kind && one.dataset.name === file.name && Number(one.dataset.size) === file.size;
    })[0];
  }
  function resume(left, file) {
    var received = Number(left.dataset.received);
    tell(words.sayResuming);
    if (received === 0) { begin(left.dataset.id, file, 0); return; }
    var end = Math.min(largest, received);
    post('/uploads/' + left.dataset.id + '/pieces', {offset: '0', file: file.slice(0, end)}).then(function (answer) {
      if (answer.status === 200) { begin(left.dataset.id, file, Number(answer.body.received)); } else { left.remove(); start(file); }
    }, function () { fail(words.sayFailed); });
  }
  function start(file) {
    var kind = form.querySelector('[name=kind]').value, received = form.querySelector('[name=received_at]');
    var left = leftover(file, kind);
    if (left) { resume(left, file); return; }
    post(words.begin, {kind: kind, file_name: file.name, size: String(file.size),
      remark: form.querySelector('[name=remark]').value, received_at: received ? received.value : ''}).then(function (answer) {
      if (answer.status === 201) { begin(answer.body.id, file, 0); } else { fail(reasons(answer)); }
    }, function () { fail(words.sayFailed); });
  }

  form.addEventListener('submit', function (event) {
    var file = picked.files && picked.files[0];
    if (!file) { return; }
    event.preventDefault();
    if (run) { return; }
    refused.hidden = true;
    if (file.size > limit) { fail(words.sayTooLarge); return; }
    send.disabled = true;
    start(file);
  });
  pause.addEventListener('click', function () {
    if (!run) { return; }
    run.paused = !run.paused;
    pause.textContent = run.paused ? words.sayContinue : words.sayPause;
    tell(run.paused ? words.sayPaused : words.sayWorking);
    if (!run.paused) {
      var mine = run;
      fetch('/uploads/' + mine.id, {credentials: 'same-origin'}).then(function (answer) { return answer.json(); }).then(function (state) {
        if (run === mine && !mine.paused) { mine.at = Number(state.received); next(); }
      }).catch(function () { if (run === mine) { later(next); } });
    }
  });
  document.getElementById('upload-cancel').addEventListener('click', function () {
    if (!run) { return; }
    var id = run.id;
    run = null;
    post('/uploads/' + id + '/cancel', {}).then(function () { window.location.reload(); }, function () { window.location.reload(); });
  });
  window.addEventListener('online', function () { if (run && !run.paused && run.wait) { run.wait = 0; } });
  window.addEventListener('beforeunload', function (event) { if (run && !run.paused) { event.preventDefault(); } });
})();
