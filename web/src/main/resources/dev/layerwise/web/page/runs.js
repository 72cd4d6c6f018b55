// The list of all runs: search, filter, order, tags, comparison, and the bin.
import { ServerError, api, attempt, listen, ready, shell, tell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { MOST_COMPARED, addressOf, changesText, formatNumber, isSeries, progressBar, quoted, runApi, stateBadge, when } from './words.js';

// Those that are minor make room on a phone.
const COLUMNS = [
  { name: 'Run', sort: 'name' },
  { name: 'State', sort: 'status' },
  { name: 'Data', sort: 'data', minor: true },
  { name: 'Network', sort: 'network', minor: true },
  { name: 'Validation', short: 'Valid.', sort: 'validationAccuracy', number: true, best: true },
  { name: 'Test', sort: 'testAccuracy', number: true, best: true },
  { name: 'Epochs', sort: 'epochsDone', number: true, minor: true },
  { name: 'Time', sort: 'trainSeconds', number: true, minor: true },
  { name: 'Started', sort: 'started', best: true, minor: true },
];
const PAGE = 100;

const state = { q: '', filter: '', sort: '', order: '', trials: false, limit: PAGE };
const chosen = new Map();
let rows = [];
let asking = 0;
let checked = '';
let shown = '';

const main = shell();
const search = el('input.field.search', { type: 'search', placeholder: 'Search names, settings, tags', 'aria-label': 'Search', oninput: typed });
const filter = el('input.field.filter', {
  type: 'text', placeholder: 'batchSize<64 and testAccuracy>0.9', 'aria-label': 'Filter', spellcheck: 'false', autocomplete: 'off', list: 'fields', 'aria-describedby': 'filter-problem', oninput: typed,
});
const problem = el('p.problem', { id: 'filter-problem', role: 'alert' });
const trials = el('input', { type: 'checkbox', onchange: () => { state.trials = trials.checked; load(); } });
const summary = el('p.subtitle', { 'aria-live': 'polite' });
const heads = COLUMNS.map((column) => el('th' + (column.number ? '.number' : '') + (column.minor ? '.minor' : ''), { scope: 'col' },
  el('button.sort', { type: 'button', onclick: () => sortBy(column) },
    column.short ? [el('span.long', {}, column.name), el('span.short', {}, column.short)] : column.name)));
const all = el('input', { type: 'checkbox', 'aria-label': 'Choose all that are shown', onchange: chooseAll });
const body = el('tbody');
const more = el('button.button', { type: 'button', hidden: true, onclick: () => { state.limit += 400; load(); } });
const table = el('div.scroll.card', { tabindex: '0', role: 'region', 'aria-label': 'Runs' },
  el('table.runs', {}, el('thead', {}, el('tr', {}, el('th.check', {}, all), heads)), body));
const empty = el('div.empty', { hidden: true });
const actions = el('div.actions', { role: 'toolbar', 'aria-label': 'Chosen runs', hidden: true });

main.append(
  el('div.page-head', {},
    el('div', {}, el('h1', {}, 'Runs'), summary),
    el('div.page-actions', {},
      el('button.button', { type: 'button', onclick: openBin }, 'Bin'),
      el('a.button.primary', { href: '/new' }, 'New run'))),
  el('div.filters', {}, search, filter,
    el('label.inline', {}, trials, 'also what sweeps and studies hold')),
  el('datalist', { id: 'fields' }),
  problem, table, empty, el('p.more-rows', {}, more), actions);

fromAddress();
load().then(ready);
listen('/api/events', { runs: () => load() }, { onstate: (now) => document.body.classList.toggle('offline', now === 'lost') });
// What a live run has reached changes without a change of the list.
setInterval(() => { if (!document.hidden && rows.some((run) => run.status === 'live')) load(); }, 2000);
api('GET', '/api/fields').then(({ fields }) =>
  document.getElementById('fields').append(...fields.map((name) => el('option', { value: name }))));

let timer = null;
function typed() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    state.q = search.value;
    state.filter = filter.value;
    state.limit = PAGE;
    load();
  }, 150);
}

function fromAddress() {
  const given = new URL(location.href).searchParams;
  for (const key of ['q', 'filter', 'sort', 'order']) state[key] = given.get(key) ?? '';
  state.trials = given.get('trials') === '1';
  search.value = state.q;
  filter.value = state.filter;
  trials.checked = state.trials;
  markSorted();
  const deleted = given.get('deleted');
  if (deleted) offerUndo([deleted]);
}

function toAddress() {
  const given = new URLSearchParams();
  for (const key of ['q', 'filter', 'sort', 'order']) if (state[key]) given.set(key, state[key]);
  if (state.trials) given.set('trials', '1');
  const text = given.toString();
  history.replaceState(null, '', text ? '/?' + text : '/');
}

async function load() {
  const number = ++asking;
  toAddress();
  const wanted = new URLSearchParams({ q: state.q, filter: state.filter, sort: state.sort, order: state.order, trials: state.trials ? '1' : '0', limit: String(Math.min(500, state.limit)) });
  try {
    if (state.filter !== checked) {
      const { error } = await api('GET', '/api/filter?' + new URLSearchParams({ filter: state.filter }));
      if (number !== asking) return;
      problem.textContent = error ? new ServerError(error).message : '';
      if (error) {
        filter.setAttribute('aria-invalid', 'true');
        return;
      }
      checked = state.filter;
    }
    filter.removeAttribute('aria-invalid');
    const answer = await api('GET', '/api/runs?' + wanted);
    if (number !== asking) return;
    problem.textContent = '';
    const text = JSON.stringify(answer);
    if (text !== shown) show(answer);
    shown = text;
  } catch (failure) {
    if (number === asking) problem.textContent = failure.message;
  }
}

function show(answer) {
  rows = answer.runs;
  const searching = state.q || state.filter;
  summary.textContent = answer.all === 0 ? 'Nothing has been trained yet.'
    : (searching ? formatNumber(answer.found, 'COUNT') + ' of ' : '') + formatNumber(answer.all, 'COUNT') + ' in this folder'
      + (answer.live ? ', ' + formatNumber(answer.live, 'COUNT') + ' training now' : '');
  table.hidden = rows.length === 0;
  empty.hidden = rows.length > 0;
  empty.replaceChildren(...(answer.all === 0
    ? [el('h2', {}, 'No runs yet'),
      el('p', {}, 'Start the first one here, or from a terminal with ', el('code', {}, 'layerwise train'), '. It shows up by itself.'),
      el('a.button.primary', { href: '/new' }, 'New run')]
    : [el('h2', {}, 'Nothing matches'), el('p', {}, 'No run fits this search.'),
      el('div.empty-actions', {},
        el('button.button', { type: 'button', onclick: clearSearch }, 'Show all runs'),
        state.trials ? null : el('button.button', { type: 'button', onclick: () => trials.click() }, 'Look into sweeps and studies as well'))]));
  const focused = document.activeElement?.closest?.('tr')?.dataset.id;
  const what = document.activeElement?.dataset?.what;
  body.replaceChildren(...rows.map(line));
  if (focused && what) [...body.rows].find((row) => row.dataset.id === focused)?.querySelector('[data-what="' + what + '"]')?.focus();
  more.hidden = answer.found <= rows.length || rows.length >= 500;
  more.textContent = 'Show more of ' + formatNumber(answer.found, 'COUNT');
  showActions();
}

function clearSearch() {
  search.value = '';
  filter.value = '';
  typed();
}

function line(run) {
  const figures = run.figures;
  const progress = run.progress ?? (isSeries(run) && run.status === 'live' ? { step: figures.trialsDone, plannedSteps: figures.trials } : null);
  const details = [run.study ? 'study ' + run.study : '', run.note ? run.note.split('\n')[0] : '', changesText(run.changes)].filter(Boolean).join(' — ');
  const box = el('input', {
    type: 'checkbox', checked: chosen.has(run.id), 'aria-label': 'Choose ' + run.name, 'data-what': 'box',
    onchange: (event) => {
      if (event.target.checked) chosen.set(run.id, run);
      else chosen.delete(run.id);
      row.classList.toggle('chosen-row', event.target.checked);
      showActions();
    },
  });
  const row = el('tr' + (chosen.has(run.id) ? '.chosen-row' : ''), { 'data-id': run.id },
    el('td.check', {}, box),
    el('td.run-name', {},
      el('a', { href: addressOf(run), 'data-what': 'link' }, run.partOf ? run.id : run.name),
      isSeries(run) ? el('span.kind-tag', {}, run.kind) : null,
      run.tags.map((tag) => el('button.tag', { type: 'button', 'aria-label': 'Show runs with the tag ' + tag, onclick: () => { filter.value = 'tag=' + tag; typed(); } }, tag)),
      el('span.run-details', { title: details }, run.problem || details)),
    el('td', {}, stateBadge(run.status), progress ? progressBar(progress, 'Progress of ' + run.name) : null),
    el('td.minor', { title: run.data }, run.data.slice(run.data.lastIndexOf('/') + 1)),
    el('td.mono.minor', {}, run.network),
    isSeries(run)
      ? [
        el('td.number', { colspan: '2' }, formatNumber(figures.trialsDone, 'COUNT') + ' of ' + formatNumber(figures.trials, 'COUNT') + ' trials'),
        el('td.minor'),
      ]
      : [
        el('td.number', {}, formatNumber(figures.validationAccuracy, 'ACCURACY')),
        el('td.number', {}, formatNumber(figures.testAccuracy, 'ACCURACY')),
        el('td.number.minor', {}, run.progress ? formatNumber(run.progress.epoch, 'COUNT') + ' / ' + formatNumber(run.progress.epochs, 'COUNT') : formatNumber(figures.epochsDone, 'COUNT')),
      ],
    el('td.number.minor', {}, formatNumber(run.progress ? run.progress.seconds : figures.trainSeconds, 'SECONDS')),
    el('td.minor', {}, when(run.started)));
  return row;
}

function sortBy(column) {
  const first = column.best ? 'desc' : 'asc';
  if (state.sort !== column.sort) Object.assign(state, { sort: column.sort, order: first });
  else if (state.order === first) state.order = first === 'asc' ? 'desc' : 'asc';
  else Object.assign(state, { sort: '', order: '' });
  markSorted();
  load();
}

function markSorted() {
  heads.forEach((head, k) => {
    if (COLUMNS[k].sort === state.sort && state.sort) head.setAttribute('aria-sort', state.order === 'desc' ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  });
}

function chooseAll() {
  for (const run of rows) {
    if (all.checked) chosen.set(run.id, run);
    else chosen.delete(run.id);
  }
  for (const row of body.rows) {
    row.querySelector('input').checked = all.checked;
    row.classList.toggle('chosen-row', all.checked);
  }
  showActions();
}

function showActions() {
  const picked = rows.filter((run) => chosen.has(run.id)).length;
  all.checked = rows.length > 0 && picked === rows.length;
  all.indeterminate = picked > 0 && picked < rows.length;
  const held = actions.contains(document.activeElement) ? document.activeElement.textContent : null;
  actions.hidden = chosen.size === 0;
  const list = [...chosen.values()];
  const compare = list.filter((run) => run.kind !== 'study');
  const hindrance = compare.length < 2 ? 'Two or more runs or sweeps can be compared.'
    : compare.length > MOST_COMPARED ? 'At most ' + MOST_COMPARED + ' can be compared; choose fewer.' : null;
  actions.replaceChildren(
    el('span', {}, chosen.size === 1 ? '1 chosen' : formatNumber(chosen.size, 'COUNT') + ' chosen'),
    // Without an address it is no link, for the keyboard neither.
    el('a.button.primary', hindrance ? { role: 'link', 'aria-disabled': 'true', 'aria-describedby': 'no-comparison' } : { href: '/compare?ids=' + compare.map((run) => encodeURIComponent(encodeURIComponent(run.id))).join(',') }, 'Compare'),
    hindrance ? el('span.muted', { id: 'no-comparison' }, hindrance) : null,
    el('button.button', { type: 'button', onclick: () => editTags(list) }, 'Tags'),
    el('button.button.danger', { type: 'button', onclick: () => remove(list) }, 'Delete'),
    el('button.button', { type: 'button', onclick: () => { chosen.clear(); for (const row of body.rows) { row.querySelector('input').checked = false; row.classList.remove('chosen-row'); } showActions(); } }, 'Choose none'));
  if (held) [...actions.children].find((child) => child.textContent === held)?.focus();
}

async function remove(list) {
  const keys = [];
  for (const run of list) {
    const answer = await attempt(() => api('DELETE', runApi(run.id)));
    if (answer) {
      keys.push(answer.key);
      chosen.delete(run.id);
    }
  }
  await load();
  if (keys.length) offerUndo(keys);
}

function offerUndo(keys) {
  tell(keys.length === 1 ? 'One run is in the bin.' : keys.length + ' runs are in the bin.', {
    seconds: 20,
    action: ['Undo', async () => {
      for (const key of keys) await attempt(() => api('POST', '/api/bin/' + encodeURIComponent(key) + '/restore'));
      load();
    }],
  });
}

/** What a run says now: others may have written words since it was chosen. */
async function asItIs(run) {
  const { runs } = await api('GET', '/api/runs?' + new URLSearchParams({ trials: '1', filter: 'id=' + quoted(run.id) }));
  return runs.find(({ id }) => id === run.id) ?? run;
}

/** A dialogue that asks for tags to add to some runs, or to take from them. */
function editTags(list) {
  const present = [...new Set(list.flatMap((run) => run.tags))];
  const gone = new Set();
  const input = el('input.field', { type: 'text', 'aria-label': 'Tags to add, separated by spaces', placeholder: 'baseline paper' });
  const wrong = el('p.problem', { role: 'alert' });
  const dialog = el('dialog', { 'aria-label': 'Tags' },
    el('form', { method: 'dialog', onsubmit: save },
      el('h2', {}, 'Tags of ' + (list.length === 1 ? list[0].name : list.length + ' runs')),
      el('p.tag-list', {}, present.map((tag) => el('label.inline', {}, el('input', {
        type: 'checkbox', checked: true, onchange: (event) => (event.target.checked ? gone.delete(tag) : gone.add(tag)),
      }), tag))),
      el('label.stacked', {}, 'Add', input), wrong,
      el('div.dialog-end', {}, el('button.button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), el('button.button.primary', { type: 'submit' }, 'Save'))));
  async function save(event) {
    event.preventDefault();
    const added = input.value.split(/[\s,]+/).filter(Boolean);
    try {
      for (const chosenRun of list) {
        const run = await asItIs(chosenRun);
        const tags = [...new Set([...run.tags.filter((tag) => !gone.has(tag)), ...added])];
        await api('PUT', runApi(run.id, '/words'), { tags, note: run.note });
      }
      dialog.close();
      chosen.clear();
      load();
    } catch (failure) {
      wrong.textContent = failure.message;
    }
  }
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function openBin() {
  const answer = await attempt(() => api('GET', '/api/bin'));
  if (!answer) return;
  const dialog = el('dialog', { 'aria-label': 'Bin' });
  function fill(items) {
    dialog.replaceChildren(
      el('h2', {}, 'Bin'),
      items.length
        ? el('ul.bin', {}, items.map((item) => el('li', {},
          el('span', {}, el('strong', {}, item.id), el('span.muted', {}, 'deleted ', when(item.deleted))),
          el('button.button', { type: 'button', onclick: () => act('POST', item, '/restore') }, 'Put back'),
          el('button.button.danger', { type: 'button', 'aria-label': 'Delete ' + item.id + ' for good', onclick: () => act('DELETE', item, '') }, 'Delete for good'))))
        : el('p.muted', {}, 'The bin is empty.'),
      el('div.dialog-end', {}, el('button.button', { type: 'button', onclick: () => dialog.close() }, 'Close')));
  }
  async function act(method, item, rest) {
    await attempt(() => api(method, '/api/bin/' + encodeURIComponent(item.key) + rest));
    fill((await api('GET', '/api/bin')).items);
    load();
  }
  fill(answer.items);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
