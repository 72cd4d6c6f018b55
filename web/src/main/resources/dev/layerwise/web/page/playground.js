// A small network over points in the plane, trained while one looks.
import { api, attempt, ready, shell, tell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { formatNumber } from '/assets/report/format.js';
import { plane } from './playground-plane.js';
import { diagram } from './playground-network.js';
import { lossChart } from './playground-loss.js';
import { explanation } from './playground-step.js';
import { DEFAULTS, fromAddress, pointsOf, toAddress } from './playground-settings.js';

const main = shell();
let settings = fromAddress(location.hash);
let session = null;
let frame = null;
let running = false;
let pace = 1;
let shownUnit = null;

// --- what is on the page

const status = el('dl.facts', { 'aria-label': 'State of the training' });
const announce = el('p.visually-hidden', { role: 'status' });
const picture = plane({ onpoint: addPoint, onremove: removePoint });
const network = diagram({
  onlook: (layer, unit) => { shownUnit = layer === null ? null : { layer, unit }; drawPlane(); },
  onunits: (layer, by) => change({ layers: settings.layers.map((n, k) => (k === layer ? Math.max(1, Math.min(16, n + by)) : n)) }),
  onlayers: (by) => change({ layers: by > 0 ? [...settings.layers, 4].slice(0, 5) : settings.layers.slice(0, -1) }),
});
const losses = lossChart();
const steps = explanation({ onexplain: explain });

const play = el('button.button.primary', { type: 'button', id: 'play', onclick: () => (running ? pause() : start()) }, 'Train');
const controls = el('div.controls', {},
  play,
  el('button.button', { type: 'button', id: 'one-step', onclick: () => { pause(); advance(1); } }, 'One step'),
  el('button.button', { type: 'button', id: 'one-epoch', onclick: () => { pause(); advance(session.stepsPerEpoch); } }, 'One epoch'),
  el('button.button', { type: 'button', id: 'restart', onclick: () => begin() }, 'Start anew'),
  el('label.choice', {}, el('span', {}, 'a picture every'),
    el('select.field', { id: 'pace', onchange: (event) => { pace = Number(event.target.value); } },
      [['0', 'step'], ['1', 'epoch'], ['5', '5 epochs'], ['25', '25 epochs']].map(([value, name]) => el('option', { value, selected: value === '1' }, name)))),
);

function select(name, label, options) {
  return el('label', {}, el('span', {}, label),
    el('select.field', { name, onchange: (event) => changeField(event.target) },
      options.map(([value, text]) => el('option', { value }, text))));
}

function number(name, label, attributes) {
  return el('label', {}, el('span', {}, label),
    el('input.field', { name, type: 'number', inputmode: 'decimal', onchange: (event) => changeField(event.target), ...attributes }));
}

const problem = el('p.problem', { id: 'problem', role: 'alert' });
const form = el('form.play-form', { 'aria-label': 'Settings', onsubmit: (event) => event.preventDefault() },
  el('fieldset', {}, el('legend', {}, 'Points'),
    select('data', 'Set', [['moons', 'moons'], ['circles', 'circles'], ['spirals', 'spirals'], ['xor', 'xor'], ['blobs', 'blobs'], ['points', 'my own']]),
    number('noise', 'Noise', { min: 0, max: 10, step: 'any' }),
    number('size', 'How many', { min: 20, max: 2000, step: 1 }),
    number('classes', 'Classes', { min: 2, max: 7, step: 1 }),
    number('testShare', 'Kept for the test', { min: 0, max: 0.9, step: 'any' })),
  el('fieldset', {}, el('legend', {}, 'Network'),
    select('activation', 'Activation', ['tanh', 'relu', 'sigmoid', 'leaky-relu', 'elu', 'gelu', 'silu'].map((name) => [name, name])),
    number('dropout', 'Dropout', { min: 0, max: 0.9, step: 'any' }),
    number('l2', 'L2 penalty λ', { min: 0, max: 100, step: 'any' })),
  el('fieldset', {}, el('legend', {}, 'Training'),
    number('learningRate', 'Learning rate', { min: 0.000001, max: 1000, step: 'any' }),
    number('momentum', 'Momentum', { min: 0, max: 0.999, step: 'any' }),
    number('batchSize', 'Batch size', { min: 1, max: 2000, step: 1 }),
    number('seed', 'Seed', { min: 0, max: 2147483647, step: 1 })),
  problem,
  el('div.controls', {},
    el('button.quiet', { type: 'button', onclick: copyLink }, 'Copy a link to this'),
    el('button.quiet', { type: 'button', onclick: () => { settings = { ...DEFAULTS }; begin(); } }, 'Defaults')),
);

const pasted = el('textarea.field', { id: 'own-points', rows: '5', spellcheck: 'false', 'aria-describedby': 'own-help' });
const chosenClass = el('select.field', { id: 'own-class', onchange: (event) => picture.setClass(Number(event.target.value)) },
  ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name, k) => el('option', { value: String(k) }, name)));
const own = el('details.own', {},
  el('summary', {}, 'Points of your own'),
  el('p.hint', { id: 'own-help' }, 'Click into the picture to add a point of the chosen class; click a point with Shift held to take it away. Or write points here, one a line: x, y, class (A to G).'),
  el('div.controls', {}, el('label.choice', {}, el('span', {}, 'a click adds'), chosenClass),
    el('button.quiet', { type: 'button', onclick: () => { pasted.value = listPoints(); } }, 'List the present points'),
    el('button.quiet', { type: 'button', id: 'use-points', onclick: usePasted }, 'Use these points')),
  pasted,
);

main.append(
  el('div.page-head', {}, el('div', {}, el('h1', {}, 'Playground'),
    el('p.subtitle', {}, 'A network small enough to see through: what it decides, what every unit sees, and every number of a step.'))),
  el('div.playground', {},
    el('section.play-settings', { 'aria-label': 'Settings' }, form, own),
    el('section.play-network', { 'aria-label': 'Network' }, controls, status, network.element),
    el('section.play-result', { 'aria-label': 'Result' }, picture.element, losses.element)),
  steps.element,
  announce,
);

// --- the training

async function begin() {
  const wasRunning = running;
  pause();
  showSettings();
  history.replaceState(null, '', toAddress(settings));
  try {
    session = await api('POST', '/api/playground', settings);
    sayProblem(null, '');
  } catch (failure) {
    const name = failure.where?.startsWith('body.') ? failure.where.slice(5).replace(/\[.*/, '') : null;
    const field = name && form.elements[name];
    sayProblem(field, (name && !field ? name + ': ' : '') + failure.message);
    return;
  }
  losses.clear();
  steps.clear();
  shownUnit = null;
  network.rebuild(session, settings);
  picture.show(session);
  take(session.frame);
  if (wasRunning) start();
}

/** Says what is wrong below its field, or else below all of them. */
function sayProblem(field, text) {
  for (const marked of form.querySelectorAll('[aria-invalid]')) {
    marked.removeAttribute('aria-invalid');
    marked.removeAttribute('aria-describedby');
  }
  if (field) {
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', 'problem');
    field.closest('label').after(problem);
  } else {
    form.lastElementChild.before(problem);
  }
  problem.textContent = text;
}

async function advance(count) {
  if (!session) return false;
  const id = session.id;
  try {
    const next = await api('POST', `/api/playground/${id}/advance`, { steps: count, learningRate: settings.learningRate });
    if (session.id === id) take(next);
    return !next.diverged;
  } catch (failure) {
    pause();
    if (failure.status === 404) tell('This playground has made room for others.', { action: ['Start anew', begin] });
    else tell(failure.message, { kind: 'error' });
    return false;
  }
}

function take(next) {
  frame = next;
  if (next.diverged) {
    pause();
    fact([['Step', formatNumber(next.step, 'COUNT')], ['State', 'diverged']]);
    announce.textContent = 'The training has diverged at step ' + next.step + ': its numbers are no longer finite. A smaller learning rate helps.';
    tell(announce.textContent, { kind: 'error' });
    return;
  }
  losses.add(next);
  fact([
    ['Epoch', formatNumber(next.epoch, 'COUNT')],
    ['Step', formatNumber(next.step, 'COUNT')],
    ['Training', next.trainLoss.toFixed(4) + ' · ' + (100 * next.trainAccuracy).toFixed(1) + ' %'],
    ...(next.testLoss === undefined ? [] : [['Test', next.testLoss.toFixed(4) + ' · ' + (100 * next.testAccuracy).toFixed(1) + ' %']]),
  ]);
  network.draw(next);
  drawPlane();
}

function fact(pairs) {
  status.replaceChildren(...pairs.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

function drawPlane() {
  if (!frame || frame.diverged) return;
  if (shownUnit) picture.drawUnit(frame.units[shownUnit.layer][shownUnit.unit], `layer ${shownUnit.layer + 1}, unit ${shownUnit.unit + 1}`);
  else picture.draw(frame.plane);
}

async function start() {
  if (running || !session) return;
  running = true;
  play.textContent = 'Pause';
  while (running) {
    const count = pace === 0 ? 1 : Math.max(1, Math.round(pace * session.stepsPerEpoch));
    if (!(await advance(Math.min(5000, count)))) break;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    while (running && document.hidden) await new Promise((resolve) => setTimeout(resolve, 300));
  }
  pause();
}

function pause() {
  if (running && frame && !frame.diverged) {
    announce.textContent = `Paused at step ${frame.step}, training accuracy ${(100 * frame.trainAccuracy).toFixed(1)} per cent.`;
  }
  running = false;
  play.textContent = 'Train';
}

function explain(examples) {
  pause();
  return attempt(() => api('POST', `/api/playground/${session.id}/explain`, { examples }));
}

// --- the settings

function changeField(field) {
  const text = field.value;
  const value = field.tagName === 'SELECT' ? text : Number(text);
  if (text.trim() === '' || Number.isNaN(value)) {
    showSettings();
    return;
  }
  if (field.name === 'data') {
    if (text === 'points') change({ data: 'points', points: pointsOf(session) });
    else change({ data: text, points: undefined, noise: undefined, classes: undefined, testShare: undefined });
  } else if (field.name === 'learningRate' && value > 0) {
    // The only setting that may change while a training goes on.
    settings = { ...settings, learningRate: value };
    history.replaceState(null, '', toAddress(settings));
  } else {
    change({ [field.name]: value });
  }
}

function change(some) {
  settings = { ...settings, ...some };
  begin();
}

function showSettings() {
  const usual = { moons: 0.1, circles: 0.08, spirals: 0.03, xor: 0.05, blobs: 1, points: 0 };
  const isOwn = settings.data === 'points';
  const many = settings.data === 'spirals' || settings.data === 'blobs';
  const values = {
    ...settings,
    noise: settings.noise ?? usual[settings.data],
    classes: settings.classes ?? (settings.data === 'spirals' ? 2 : 3),
    testShare: settings.testShare ?? (isOwn ? 0 : 0.3),
  };
  for (const field of form.elements) if (field.name) field.value = values[field.name] ?? '';
  form.elements.noise.disabled = isOwn;
  form.elements.size.disabled = isOwn;
  form.elements.classes.closest('label').hidden = !many;
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    tell('The address of this playground, with all its settings, is in the clipboard.');
  } catch {
    tell('The address in the address bar holds all settings: copy it from there.');
  }
}

// --- points of one's own

function addPoint(x, y, label) {
  change({ data: 'points', points: [...pointsOf(session), [x, y, label]].slice(-2000), noise: undefined, classes: undefined, testShare: undefined });
}

function removePoint(x, y) {
  const points = pointsOf(session);
  const nearest = points.reduce((best, p, k) => (Math.hypot(p[0] - x, p[1] - y) < Math.hypot(points[best][0] - x, points[best][1] - y) ? k : best), 0);
  const rest = points.filter((_, k) => k !== nearest);
  if (new Set(rest.map((p) => p[2])).size < 2) {
    tell('Two classes must keep at least one point each.');
    return;
  }
  change({ data: 'points', points: rest, noise: undefined, classes: undefined, testShare: undefined });
}

function listPoints() {
  return pointsOf(session).map(([x, y, label]) => `${x}, ${y}, ${'ABCDEFG'[label]}`).join('\n');
}

function usePasted() {
  const points = [];
  for (const [k, line] of pasted.value.split('\n').entries()) {
    if (line.trim() === '') continue;
    const cells = line.trim().split(/[\s,;]+/);
    const label = /^[A-Ga-g]$/.test(cells[2] ?? '') ? cells[2].toUpperCase().charCodeAt(0) - 65 : Number(cells[2]);
    if (cells.length !== 3 || !cells.slice(0, 2).every((cell) => Number.isFinite(Number(cell))) || !Number.isInteger(label) || label < 0 || label > 6) {
      tell(`Line ${k + 1}: expected x, y and a class from A to G, got “${line.trim().slice(0, 60)}”.`, { kind: 'error' });
      return;
    }
    points.push([Number(cells[0]), Number(cells[1]), label]);
  }
  change({ data: 'points', points, noise: undefined, classes: undefined, testShare: undefined });
}

addEventListener('hashchange', () => { settings = fromAddress(location.hash); begin(); });
await begin();
ready();
