// Shows a PDF that the page around hands over. This document has an origin of its own and no way to anything of ours;
// it speaks with its parent alone, about pages.
const body = document.body;
const paper = document.getElementById('paper');
const message = document.getElementById('message');
const pageField = document.getElementById('page');
const say = (data) => window.parent.postMessage(data, '*');
const fail = () => { paper.replaceChildren(message); message.textContent = body.dataset.failed; say({ zhiheng: 'failed' }); };

const library = await import(new URL(body.dataset.library, window.location.href).href).catch(() => null);
let pdf = null, sheets = [], current = 1, scale = 1, fitted = true, natural = null;

// A worker must come from the origin of its maker, and this one has none; so it is made from a line of its own that
// takes in the real one. What is said to it before it has done so would be lost.
function makeWorker() {
  const address = new URL(body.dataset.worker, window.location.href).href;
  const line = new Blob([`import(${JSON.stringify(address)}).then(() => postMessage('here'), () => postMessage('lost'));`], { type: 'text/javascript' });
  const worker = new Worker(URL.createObjectURL(line));
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', function first(event) {
      if (event.data !== 'here' && event.data !== 'lost') { return; }
      worker.removeEventListener('message', first);
      if (event.data === 'here') { resolve(worker); } else { reject(new Error('no worker')); }
    });
    worker.addEventListener('error', () => reject(new Error('no worker')));
  });
}

async function open(bytes) {
  if (pdf) { await pdf.destroy(); }
  if (!library.GlobalWorkerOptions.workerPort) { library.GlobalWorkerOptions.workerPort = await makeWorker(); }
  const task = library.getDocument({ data: bytes, cMapUrl: new URL('/static/', window.location.href).href, cMapPacked: true,
    isEvalSupported: false, useSystemFonts: true, enableXfa: false });
  pdf = await task.promise;
  const first = await pdf.getPage(1);
  natural = first.getViewport({ scale: 1 });
  document.getElementById('pages').textContent = String(pdf.numPages);
  sheets = Array.from({ length: pdf.numPages }, (_, i) => {
    const sheet = document.createElement('div');
    sheet.className = 'sheet';
    sheet.dataset.number = String(i + 1);
    sheet.setAttribute('role', 'group');
    sheet.setAttribute('aria-label', String(i + 1));
    return sheet;
  });
  paper.replaceChildren(...sheets);
  paper.scrollTop = 0;
  current = 1;
  lay();
  tell();
}

// Sizes first, so that the way through the document is as long as it is; pictures when they come into sight.
function lay() {
  if (!natural) { return; }
  if (fitted) { scale = Math.min(3, Math.max(.3, (paper.clientWidth - 20) / natural.width)); }
  document.getElementById('zoom').textContent = Math.round(scale * 100) + '%';
  for (const sheet of sheets) {
    sheet.style.width = (Number(sheet.dataset.width || natural.width) * scale) + 'px';
    sheet.style.height = (Number(sheet.dataset.height || natural.height) * scale) + 'px';
    if (sheet.dataset.scale && sheet.dataset.scale !== String(scale)) { sheet.replaceChildren(); delete sheet.dataset.scale; }
  }
  drawVisible();
}

function inSight(sheet, margin) {
  const top = sheet.offsetTop - paper.offsetTop - paper.scrollTop;
  return top < paper.clientHeight + margin && top + sheet.offsetHeight > -margin;
}

function drawVisible() {
  for (const sheet of sheets) {
    if (inSight(sheet, paper.clientHeight)) { draw(sheet); } else if (sheet.dataset.scale && !inSight(sheet, paper.clientHeight * 6)) { sheet.replaceChildren(); delete sheet.dataset.scale; }
  }
}

async function draw(sheet) {
  const drawn = String(scale);
  if (sheet.dataset.scale === drawn) { return; }
  sheet.dataset.scale = drawn;
  const page = await pdf.getPage(Number(sheet.dataset.number));
  const viewport = page.getViewport({ scale });
  sheet.dataset.width = String(viewport.width / scale);
  sheet.dataset.height = String(viewport.height / scale);
  sheet.style.width = viewport.width + 'px';
  sheet.style.height = viewport.height + 'px';
  const sharp = Math.min(2, window.devicePixelRatio || 1);
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(viewport.width * sharp);
  canvas.height = Math.floor(viewport.height * sharp);
  canvas.setAttribute('aria-hidden', 'true');
  const words = document.createElement('div');
  words.className = 'textLayer';
  words.style.setProperty('--scale-factor', String(scale));
  sheet.replaceChildren(canvas, words);
  await page.render({ canvasContext: canvas.getContext('2d'), viewport, transform: sharp === 1 ? null : [sharp, 0, 0, sharp, 0, 0] }).promise;
  if (sheet.dataset.scale !== drawn) { return; }
  await new library.TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport }).render();
  sheet.dataset.drawn = drawn;
}

function tell() {
  pageField.value = String(current);
  document.getElementById('previous').disabled = current <= 1;
  document.getElementById('next').disabled = !pdf || current >= pdf.numPages;
  body.dataset.page = String(current);
  say({ zhiheng: 'page', page: current, pages: pdf ? pdf.numPages : 0 });
}

function go(number) {
  if (!pdf) { return; }
  const wanted = Math.min(pdf.numPages, Math.max(1, number));
  paper.scrollTop = sheets[wanted - 1].offsetTop - paper.offsetTop - 4;
  if (wanted !== current) { current = wanted; tell(); }
  drawVisible();
}

function zoom(by) {
  fitted = by === 0;
  if (by !== 0) { scale = Math.min(4, Math.max(.3, scale * (by > 0 ? 1.2 : 1 / 1.2))); }
  const here = current;
  lay();
  go(here);
}

paper.addEventListener('scroll', () => {
  drawVisible();
  const middle = paper.scrollTop + paper.clientHeight / 3;
  const at = sheets.findIndex((sheet) => sheet.offsetTop - paper.offsetTop + sheet.offsetHeight > middle);
  if (at >= 0 && at + 1 !== current) { current = at + 1; tell(); }
}, { passive: true });
document.getElementById('previous').addEventListener('click', () => go(current - 1));
document.getElementById('next').addEventListener('click', () => go(current + 1));
document.getElementById('smaller').addEventListener('click', () => zoom(-1));
document.getElementById('larger').addEventListener('click', () => zoom(1));
document.getElementById('fit').addEventListener('click', () => zoom(0));
pageField.addEventListener('change', () => { const number = parseInt(pageField.value, 10); if (number > 0) { go(number); } else { tell(); } });
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { say({ zhiheng: 'leave' }); return; }
  if (event.target === pageField) { if (event.key === 'Enter') { pageField.dispatchEvent(new Event('change')); } return; }
  if (event.ctrlKey || event.metaKey) { return; }
  const acts = { PageDown: () => go(current + 1), PageUp: () => go(current - 1), Home: () => go(1), End: () => go(pdf ? pdf.numPages : 1), '+': () => zoom(1), '=': () => zoom(1), '-': () => zoom(-1), '0': () => zoom(0) };
  if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
});
window.addEventListener('resize', () => { if (fitted) { lay(); } else { drawVisible(); } });
window.addEventListener('message', (event) => {
  if (event.source !== window.parent || !event.data) { return; }
  const { zhiheng: kind } = event.data;
  if (kind === 'document' && event.data.bytes instanceof ArrayBuffer) { open(event.data.bytes).catch((fault) => { console.warn(String(fault)); fail(); }); }
  if (kind === 'turn') { go(current + Number(event.data.by)); }
  if (kind === 'go') { go(Number(event.data.page)); }
});
if (library) { say({ zhiheng: 'ready' }); } else { fail(); }
