// A pad to draw on, and what a model makes of the drawing.
import { api, attempt, ready, shell, tell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { onTheme } from '/assets/report/theme.js';
import { pad } from './draw-pad.js';
import { bytes, paintUnit } from './playground-plane.js';
import { paintGrey } from './draw-paint.js';

const main = shell();
const IDLE = 250;

let models = [];
let model = null;
let asking = false;
let again = false;
let idle = null;
let mattered = null;

const choose = el('select.field', { id: 'model', onchange: (event) => take(models[Number(event.target.value)]) });
const centred = el('input', { type: 'checkbox', id: 'centred', checked: true, onchange: () => changed() });
const facts = el('p.muted', { id: 'model-facts' });
const board = pad({ onchange: changed });
const prepared = el('canvas.prepared', { role: 'img', 'aria-label': 'The image that the model is given' });
const said = el('p.said', { 'aria-live': 'polite' }, 'Nothing drawn yet.');
const bars = el('ol.bars');
const nearest = el('ol.neighbours');
const nearestNote = el('p.hint');
const evidence = el('canvas.prepared', { role: 'img', 'aria-label': 'The pixels that mattered' });
const evidenceNote = el('p.hint', {}, 'Appears when you pause.');

function figure(title, ...content) {
  return el('section.figure', {}, el('div.figure-head', {}, el('h2', {}, title)), ...content);
}

const content = el('div.draw', {},
  el('div.draw-pad', {},
    el('div.controls', {}, el('label.choice', {}, el('span', {}, 'Model'), choose)),
    facts,
    board.element,
    el('label.check', {}, centred, ' centre and scale as MNIST’s digits were')),
  el('div.draw-result', {},
    figure('What the model says', said, bars),
    el('div.side-by-side', {},
      figure('What it is given', prepared),
      figure('What mattered', evidence, evidenceNote))),
  el('div.draw-nearest', {}, figure('The nearest training examples', nearestNote, nearest)));

const head = el('div.page-head', {}, el('div', {}, el('h1', {}, 'Draw'),
  el('p.subtitle', {}, 'Draw a digit, or paste an image, and watch a model of yours decide.')));

function take(next) {
  model = next;
  facts.textContent = `${model.network} on ${model.data}`
    + (model.accuracy === null ? '' : `, accuracy ${(100 * model.accuracy).toFixed(2)} %`);
  history.replaceState(null, '', '#run=' + encodeURIComponent(model.run));
  bars.replaceChildren(...model.classes.map((name) => el('li', {},
    el('span.bar-name', {}, name), el('span.track', {}, el('span.fill')), el('span.bar-value'))));
  changed();
}

/** Asks at once, one question at a time; details when the hand rests. */
function changed() {
  clearTimeout(idle);
  clearDetails();
  if (board.isEmpty()) {
    said.textContent = 'Nothing drawn yet.';
    bars.querySelectorAll('li').forEach((bar) => show(bar, null, false));
    prepared.getContext('2d').clearRect(0, 0, prepared.width, prepared.height);
    return;
  }
  if (asking) {
    again = true;
    return;
  }
  ask(false);
  idle = setTimeout(() => ask(true), IDLE);
}

async function ask(details) {
  if (!model || board.isEmpty()) return;
  if (asking) {
    if (details) idle = setTimeout(() => ask(true), IDLE);
    return;
  }
  asking = true;
  const version = board.version();
  const answer = await attempt(() => api('POST', '/api/draw', { run: model.run, ...board.read(), centred: centred.checked, details }));
  asking = false;
  if (answer && !board.isEmpty()) draw(answer, details && version === board.version());
  if (again) {
    again = false;
    changed();
  }
}

function draw(answer, details) {
  paintGrey(prepared, bytes(answer.image), answer.width, answer.height);
  const p = answer.probabilities;
  said.replaceChildren('This is ', el('strong', { id: 'predicted' }, answer.classes[answer.predicted]), `, with probability ${percent(p[answer.predicted])}.`);
  bars.querySelectorAll('li').forEach((bar, k) => show(bar, p[k], k === answer.predicted));
  if (!details) return;
  mattered = answer;
  paintEvidence();
  evidenceNote.textContent = `Blue pixels spoke for ${answer.classes[answer.predicted]}, orange ones against: by how much the log-odds fall when the 3 × 3 pixels around a place are wiped out.`;
  nearestNote.textContent = answer.nearestNote ?? 'By the distance of the pixels, over the whole training set.';
  nearest.replaceChildren(...answer.nearest.map((example) => {
    const canvas = el('canvas.prepared', { 'aria-hidden': 'true' });
    paintGrey(canvas, bytes(example.image), answer.width, answer.height);
    return el('li', {}, canvas, el('strong', {}, answer.classes[example.label]), el('span.muted', {}, 'distance ' + example.distance.toFixed(2)));
  }));
  content.dataset.details = 'true';
}

function paintEvidence() {
  if (!mattered) return;
  evidence.width = mattered.width;
  evidence.height = mattered.height;
  // Signed bytes; the painter wants 128 for zero.
  paintUnit(evidence, bytes(mattered.mattered).map((value) => (value + 128) & 0xff));
}

function clearDetails() {
  mattered = null;
  delete content.dataset.details;
  nearest.replaceChildren();
  nearestNote.textContent = 'Appear when you pause.';
  evidenceNote.textContent = 'Appears when you pause.';
  evidence.getContext('2d').clearRect(0, 0, evidence.width, evidence.height);
}

function show(bar, probability, best) {
  bar.className = best ? 'right' : '';
  bar.querySelector('.fill').style.width = 100 * (probability ?? 0) + '%';
  bar.querySelector('.bar-value').textContent = probability === null ? '' : percent(probability);
}

function percent(p) {
  return p > 0.9995 ? '> 99.9 %' : p < 0.0005 ? '< 0.1 %' : (100 * p).toFixed(1) + ' %';
}

onTheme(paintEvidence);

const answer = await attempt(() => api('GET', '/api/draw/models'));
models = answer?.models ?? [];
if (models.length === 0) {
  main.append(head, el('p.notice', {}, 'There is no model of images among these runs yet. Train one, for example with '),
    el('div.code', {}, el('pre', {}, el('code', {}, 'layerwise train mnist'))), el('p', {}, 'or on the built-in digits with “layerwise train”, and come back.'));
} else {
  main.append(head, content);
  choose.replaceChildren(...models.map((m, k) => el('option', { value: String(k) }, m.run)));
  const wanted = new URLSearchParams(location.hash.slice(1)).get('run');
  const k = Math.max(0, models.findIndex((m) => m.run === wanted));
  if (wanted && models[k].run !== wanted) tell(`${wanted} has no model of images; this is ${models[k].run}.`);
  choose.value = String(k);
  take(models[k]);
}
ready();
