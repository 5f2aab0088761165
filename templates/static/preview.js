// The document in a frame with an origin of its own: this page fetches the bytes, because that one may reach nothing.
(function () {
  'use strict';
  var place = document.getElementById('preview');
  if (!place) { return; }
  var frame = document.createElement('iframe'), bytes = null, ready = false;
  function failed() { document.getElementById('preview-note').textContent = place.dataset.failed; frame.remove(); }
  function hand() {
    if (!ready || !bytes) { return; }
    var given = bytes;
    bytes = null;
    frame.contentWindow.postMessage({zhiheng: 'document', bytes: given}, '*', [given]);
    document.getElementById('preview-note').textContent = '';
  }
  window.addEventListener('message', function (event) {
    if (event.source !== frame.contentWindow || !event.data) { return; }
    if (event.data.zhiheng === 'ready') { ready = true; hand(); }
    if (event.data.zhiheng === 'failed') { failed(); }
  });
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.className = 'preview-frame';
  frame.title = place.dataset.title;
  frame.src = '/viewer';
  place.append(frame);
  document.getElementById('preview-note').textContent = place.dataset.loading;
  fetch(place.dataset.document, {credentials: 'same-origin'}).then(function (answer) {
    if (!answer.ok || answer.redirected) { throw new Error('no document'); }
    return answer.arrayBuffer();
  }).then(function (given) { bytes = given; hand(); }).catch(failed);
})();
