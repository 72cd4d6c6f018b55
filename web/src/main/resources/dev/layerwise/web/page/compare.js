// Runs beside one another: curves, settings that differ, statistics over repeats.
import { api, attempt, ready, shell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { partsOf } from './pages.js';
import { formatNumber } from './words.js';

const given = new URL(location.href).searchParams;
const ids = (given.get('ids') ?? '').split(',').filter(Boolean).map(decoded);
const main = shell();
const content = el('div');
const figure = el('select.field', { 'aria-label': 'Figure that is tested', onchange: load });
const predictions = el('input', { type: 'checkbox', onchange: load });

let asked = 0;

begin();

/** An id in the address is encoded on its own, for its commas; one that is not stands for itself. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function begin() {
  if (ids.length < 1) {
    await choose();
  } else {
    const { figures } = await attempt(() => api('GET', '/api/compare/figures')) ?? { figures: [] };
    figure.append(el('option', { value: '' }, 'usual figure'), ...figures.map((name) => el('option', { value: name }, name.replaceAll('-', ' '))));
    main.append(
      el('div.page-head', {},
        el('div', {}, el('p.crumb', {}, el('a', { href: '/compare' }, 'Compare')), el('h1', {}, 'Comparison'), el('p.subtitle', {}, ids.join(' · '))),
        el('div.page-actions', {}, figure, el('label.inline', { title: 'McNemar’s test; reads the data and predicts the test set again' }, predictions, 'test predictions as well'))),
      content);
    await load();
  }
  ready();
}

async function load() {
  const mine = ++asked;
  content.replaceChildren(el('p.notice', { role: 'status' }, 'Comparing …'));
  try {
    const page = await api('POST', '/api/compare', { ids, figure: figure.value || null, predictions: predictions.checked });
    // An answer may come after that to a later question.
    if (mine === asked) content.replaceChildren(...partsOf(page));
  } catch (failure) {
    if (mine === asked) content.replaceChildren(
      el('p.notice.warning', { role: 'alert' }, failure.message + '. ', el('a', { href: '/compare' }, 'Choose others')));
  }
}

/** Without runs in the address: the last ones to choose from. */
async function choose() {
  const { runs } = await api('GET', '/api/runs?limit=100');
  const boxes = runs.filter((run) => run.status !== 'damaged' && run.kind !== 'study').map((run) => {
    const input = el('input', { type: 'checkbox', value: run.id, onchange: count });
    return { input, label: el('label.pick', {}, input, el('span', {}, el('strong', {}, run.name), el('span.muted', {}, run.data + (run.network ? ' · ' + run.network : '') + (run.kind === 'sweep' ? ' · sweep' : ''))),
      el('span.number', {}, accuracy(run.figures))) };
  });
  const go = el('button.button.primary', { type: 'submit', disabled: true }, 'Compare');
  function count() {
    const n = boxes.filter(({ input }) => input.checked).length;
    go.disabled = n < 1;
    go.textContent = n > 1 ? 'Compare ' + n : 'Compare';
  }
  main.append(
    el('div.page-head', {}, el('div', {}, el('h1', {}, 'Compare'),
      el('p.subtitle', {}, 'Choose runs or sweeps. Runs that differ in their seed alone are repeats of one variant.'))),
    boxes.length
      ? el('form', { onsubmit: (event) => {
        event.preventDefault();
        location.href = '/compare?ids=' + boxes.filter(({ input }) => input.checked).map(({ input }) => encodeURIComponent(encodeURIComponent(input.value))).join(',');
      } }, el('div.card.picks', {}, boxes.map(({ label }) => label)), el('p', {}, go))
      : el('div.empty', {}, el('h2', {}, 'Nothing to compare yet'), el('p', {}, 'Train two networks first.'), el('a.button.primary', { href: '/new' }, 'New run')));
}

/** The accuracy that a run is known by, and on what it was measured. */
function accuracy({ testAccuracy, validationAccuracy }) {
  if (testAccuracy === undefined && validationAccuracy === undefined) return null;
  return [el('span.muted', {}, (testAccuracy === undefined ? 'validation' : 'test') + ' accuracy '), formatNumber(testAccuracy ?? validationAccuracy, 'ACCURACY')];
}
