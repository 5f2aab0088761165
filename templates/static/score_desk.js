// The document beside the sheet: the viewer in a frame of its own origin gets the bytes from this page; panes side by
// side on wide screens, tabs on narrow ones.
(function () {
  'use strict';
  const desk = document.querySelector('.score-desk');
  const place = desk && desk.querySelector('.viewer-place');
  if (!place) { return; }

  // --- panes --------------------------------------------------------------------------------------------------------
  const tabs = Array.from(desk.querySelectorAll('[role=tab]'));
  const wide = window.matchMedia('(min-width: 1000px)');
  const papers = Array.from(desk.querySelectorAll('[data-paper]'));
  let chosen = 'pane-sheet';
  const lay = () => {
    desk.querySelector('.desk-tabs').hidden = wide.matches;
    for (const tab of tabs) {
      const pane = document.getElementById(tab.getAttribute('aria-controls')), here = pane.id === chosen;
      tab.setAttribute('aria-selected', String(here));
      tab.tabIndex = here ? 0 : -1;
      pane.hidden = !wide.matches && !here;
      if (wide.matches) { pane.removeAttribute('role'); } else { pane.setAttribute('role', 'tabpanel'); }
    }
    desk.classList.toggle('two-panes', wide.matches);
  };
  for (const tab of tabs) {
    tab.addEventListener('click', () => { chosen = tab.getAttribute('aria-controls'); lay(); if (chosen === 'pane-document') { openFirst(); } });
    tab.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') { return; }
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      other.click();
      other.focus();
    });
  }

  // --- viewer -------------------------------------------------------------------------------------------------------
  let frame = null, ready = false, waiting = null, page = 0, shownPaper = null;
  const post = (message, transfer) => { if (frame && frame.contentWindow) { frame.contentWindow.postMessage(message, '*', transfer || []); } };
  const failed = () => { place.replaceChildren(Object.assign(document.createElement('p'), { className: 'alert alert-warning', textContent: place.getAttribute('data-failed') })); frame = null; ready = false; };
  const hand = () => { if (ready && waiting) { const bytes = waiting; waiting = null; post({ zhiheng: 'document', bytes }, [bytes]); } };
  const bytesOf = async (paper) => {
    for (const address of [paper.getAttribute('data-paper'), paper.getAttribute('data-file')]) {
      const answer = await fetch(address);
      if (answer.ok && !answer.redirected && (answer.headers.get('content-type') || '').startsWith('application/pdf')) { return answer.arrayBuffer(); }
    }
    throw new Error('no document');
  };
  const show = async (paper) => {
    shownPaper = paper;
    page = 0;
    for (const other of papers) { other.setAttribute('aria-pressed', String(other === paper)); }
    place.hidden = false;
    if (!frame) {
      frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.title = place.getAttribute('data-title');
      frame.src = place.getAttribute('data-viewer');
      ready = false;
      place.replaceChildren(frame);
    }
    try {
      const bytes = await bytesOf(paper);
      if (shownPaper !== paper) { return; }
      waiting = bytes;
      hand();
    } catch (fault) { failed(); }
  };
  const openFirst = () => { if (!frame && papers.length) { show(papers[0]); } };
  window.addEventListener('message', (event) => {
    if (!frame || event.source !== frame.contentWindow || !event.data) { return; }
    const kind = event.data.zhiheng;
    if (kind === 'ready') { ready = true; hand(); }
    if (kind === 'failed') { failed(); }
    if (kind === 'page' && Number.isInteger(event.data.page)) { page = event.data.page; place.setAttribute('data-page', String(page)); }
    if (kind === 'leave') { const back = desk.querySelector('input.points, input'); if (back) { back.focus(); } }
  });
  for (const paper of papers) { paper.hidden = false; paper.addEventListener('click', () => show(paper)); }

  // --- keys ---------------------------------------------------------------------------------------------------------
  const take = (row) => {
    const field = row && row.querySelector('input.page');
    if (!field || !page || field.readOnly) { return; }
    field.value = String(page);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  if (papers.length) {
    for (const button of desk.querySelectorAll('[data-take-page]')) {
      button.hidden = false;
      button.addEventListener('click', () => { openFirst(); take(button.closest('.criterion')); });
    }
  }
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (event.key === 'PageDown' || event.key === 'PageUp') { event.preventDefault(); openFirst(); post({ zhiheng: 'turn', by: event.key === 'PageDown' ? 1 : -1 }); }
    if (event.code === 'KeyP') { event.preventDefault(); take(document.activeElement && document.activeElement.closest('.criterion')); }
  });

  wide.addEventListener('change', () => { lay(); if (wide.matches) { openFirst(); } });
  lay();
  if (wide.matches && desk.querySelector('form[data-score]')) { openFirst(); }
}());
