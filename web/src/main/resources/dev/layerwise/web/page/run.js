// A run: live while it trains, and all that its record tells afterwards.
import { api, attempt, listen, newer, ready, shell, tell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { block } from '/assets/report/blocks.js';
import { settle } from './figures.js';
import { addressOf, formatNumber, progressBar, runApi, secondsLeft, stateBadge, when } from './words.js';

const id = new URL(location.href).searchParams.get('id') ?? '';
const main = shell();
let run = null;
let details = null;
let reported = null;

const head = el('div.page-head');
const bar = el('div.run-progress');
const tiles = el('dl.tiles', { 'aria-live': 'off' });
const lead = el('div.lead');
const curves = section('curves', 'Curves');
const events = section('events', 'Events');
const layers = section('layers', 'Layers');
const rest = el('div');
const nav = el('nav', { 'aria-label': 'Sections' }, el('ul'));

function section(name, title) {
  const content = el('div');
  const whole = el('section', { id: name, 'aria-labelledby': 'heading-' + name, hidden: true }, el('h2', { id: 'heading-' + name }, title), content);
  return { whole, content };
}

begin();

async function begin() {
  try {
    await describe();
  } catch (failure) {
    main.append(
      el('div.page-head', {}, el('h1', {}, id.split('/').at(-1) || 'Run')),
      el('p.notice.warning', {}, failure.status === 404 ? 'There is no such run in this folder. It may have been deleted or renamed.' : failure.message),
      el('p', {}, el('a', { href: '/' }, 'All runs')));
    ready();
    return;
  }
  main.append(head, bar, tiles, lead, nav, curves.whole, events.whole, layers.whole, rest);
  await refresh();
  ready();
  const leave = listen(runApi(id, '/events'), {
    line: (_, number) => {
      seen = Number(number);
      schedule();
    },
    state: (row) => changed(row),
    gone: () => {
      leave();
      tell('This run is no longer in the folder.', { kind: 'error' });
    },
  }, { after: String(seen) });
}

async function describe() {
  details = await api('GET', runApi(id));
  run = details;
  document.title = run.name + ' · Layerwise';
  showHead();
  showTiles();
}

function changed(row) {
  const ended = run.status === 'live' && row.status !== 'live';
  const begun = run.status !== 'live' && row.status === 'live';
  const reworded = JSON.stringify([run.tags, run.note]) !== JSON.stringify([row.tags, row.note]);
  run = { ...run, ...row, progress: row.progress ?? null };
  showTiles();
  if (reworded) showHead();
  if (ended || begun) {
    describe().then(() => schedule());
    if (ended) tell(run.status === 'diverged' ? 'The training diverged.' : 'The training has ended.');
  }
}

// Figures follow the lines as fast as drawing them costs little: one reading at a time, with a pause
// that grows with what it takes.
const SHORTEST_PAUSE = 2000;
let seen = 0;
let drawn = { tag: null, lines: 0 };
let pending = false;
let reading = false;
function schedule() {
  if (reading) {
    pending = true;
    return;
  }
  reading = true;
  const began = performance.now();
  refresh().finally(() => {
    const took = performance.now() - began;
    setTimeout(() => {
      reading = false;
      // A page that nobody sees draws nothing; it hears of new lines when it is seen again.
      if (pending && !document.hidden) {
        pending = false;
        schedule();
      }
    }, Math.max(SHORTEST_PAUSE, 20 * took));
  });
}

async function refresh() {
  const answer = await attempt(() => newer(runApi(id, '/figures'), drawn.tag));
  if (!answer) return;
  const figures = answer.value;
  if (figures) {
    drawn = { tag: answer.tag, lines: figures.lines };
    seen = Math.max(seen, figures.lines);
    draw(figures);
  }
  // The server keeps figures for a moment; what came meanwhile is asked for later.
  if (run.status === 'live' && drawn.lines < seen) pending = true;
  if (details.hasModel && run.status !== 'live' && reported !== details.figures.steps) {
    reported = details.figures.steps;
    report();
  }
}

function draw(figures) {
  settle(curves.content, [...figures.charts, ...(figures.table ? [figures.table] : [])]);
  curves.whole.hidden = !figures.charts.length && run.status !== 'live';
  if (!figures.charts.length && run.status === 'live') {
    curves.content.replaceChildren(el('p.notice', {}, 'The first curve appears when the first epoch is done.'));
  }
  settle(layers.content, figures.layers);
  layers.whole.hidden = !figures.layers.length;
  const happened = JSON.stringify(figures.events);
  if (happened !== events.shown) {
    events.shown = happened;
    events.content.replaceChildren(el('ol.events', {}, figures.events.map((event) =>
      el('li.' + event.kind, {}, el('span.event-step', {}, 'epoch ' + event.epoch + ', step ' + formatNumber(event.step, 'COUNT')), el('span', {}, event.text)))));
  }
  events.whole.hidden = !figures.events.length;
  contents();
}

/** What only a finished run can tell; its data are read for it, which may take a while. */
async function report() {
  rest.replaceChildren(el('p.notice', { role: 'status' }, 'Reading the data and looking for mistakes …'));
  try {
    const page = await api('GET', runApi(id, '/report'));
    lead.replaceChildren(...page.summary.map((text) => el('p', {}, text)));
    rest.replaceChildren(...page.sections.filter((part) => !['curves', 'layers'].includes(part.id)).map((part) =>
      el('section', { id: part.id, 'aria-labelledby': 'heading-' + part.id },
        el('h2', { id: 'heading-' + part.id }, part.title), part.blocks.map(block))));
  } catch (failure) {
    rest.replaceChildren(el('p.notice.warning', {}, failure.message));
  }
  contents();
}

function contents() {
  const parts = [...main.querySelectorAll('section[id]:not([hidden])')];
  nav.hidden = parts.length < 2;
  const names = parts.map((part) => part.id).join();
  if (names === nav.dataset.shown) return;
  nav.dataset.shown = names;
  nav.firstChild.replaceChildren(...parts.map((part) => el('li', {}, el('a', { href: '#' + part.id }, part.querySelector('h2').textContent))));
}

function showHead() {
  const live = run.status === 'live';
  head.replaceChildren(
    el('div', {},
      el('p.crumb', {}, el('a', { href: '/' }, 'Runs'), run.id.includes('/') ? ' / ' + run.id.slice(0, run.id.lastIndexOf('/')) : null),
      el('h1', {}, run.name),
      el('p.subtitle', {}, stateBadge(run.status), ' ', run.data, run.network ? ' · ' + run.network : '', ' · started ', when(run.started)),
      words()),
    el('div.page-actions', {},
      live ? el('button.button.danger', { type: 'button', onclick: stop }, 'Stop') : null,
      !live && details.hasCheckpoint ? el('button.button', { type: 'button', onclick: resume }, 'Resume') : null,
      run.status === 'damaged' ? null : el('a.button', { href: '/new?from=' + encodeURIComponent(id) }, 'Run again with changes'),
      details.hasModel ? el('a.button', { href: runApi(id, '/report.html'), download: run.name + '.html' }, 'Report') : null,
      live || run.kind === 'trial' ? null : el('button.button.danger', { type: 'button', onclick: remove }, 'Delete')));
}

function words() {
  const edit = el('button.quiet', { type: 'button', onclick: editWords }, run.tags.length || run.note ? 'Edit' : 'Add tags or a note');
  return el('div.words', {}, run.tags.map((tag) => el('span.tag', {}, tag)), edit, run.note ? el('p.note-text', {}, run.note) : null);
}

function editWords() {
  const tags = el('input.field', { type: 'text', value: run.tags.join(' '), placeholder: 'baseline paper' });
  const note = el('textarea.field', { rows: '5' });
  note.value = run.note;
  const wrong = el('p.problem', { role: 'alert' });
  const dialog = el('dialog', { 'aria-label': 'Tags and note' },
    el('form', { method: 'dialog', onsubmit: async (event) => {
      event.preventDefault();
      try {
        const row = await api('PUT', runApi(id, '/words'), { tags: tags.value.split(/[\s,]+/).filter(Boolean), note: note.value });
        run = { ...run, ...row };
        dialog.close();
        showHead();
      } catch (failure) {
        wrong.textContent = failure.message;
      }
    } },
    el('h2', {}, 'Tags and note'),
    el('label.stacked', {}, 'Tags, separated by spaces', tags),
    el('label.stacked', {}, 'Note', note), wrong,
    el('div.dialog-end', {}, el('button.button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), el('button.button.primary', { type: 'submit' }, 'Save'))));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function showTiles() {
  const figures = run.figures;
  const progress = run.progress;
  const list = [];
  const tile = (label, value, note = '') => list.push(el('div', {}, el('dt', {}, label), el('dd', {}, el('strong', {}, value), note ? el('span', {}, note) : null)));
  if (progress) {
    const left = secondsLeft(progress, details.settings.maxSeconds);
    tile('Epoch', formatNumber(progress.epoch, 'COUNT') + ' / ' + formatNumber(progress.epochs, 'COUNT'), 'step ' + formatNumber(progress.step, 'COUNT') + ' of ' + formatNumber(progress.plannedSteps, 'COUNT'));
    if (figures.validationAccuracy !== undefined) tile('Validation accuracy', formatNumber(figures.validationAccuracy, 'ACCURACY'), 'loss ' + formatNumber(figures.validationLoss, 'LOSS'));
    if (figures.trainAccuracy !== undefined) tile('Training accuracy', formatNumber(figures.trainAccuracy, 'ACCURACY'), 'loss ' + formatNumber(figures.trainLoss, 'LOSS'));
    tile('Throughput', formatNumber(Math.round(progress.examplesPerSecond), 'COUNT'), 'examples a second');
    if (progress.patienceLeft !== null) tile('Patience left', formatNumber(progress.patienceLeft, 'COUNT'), 'steps without improvement');
    tile('Time', formatNumber(progress.seconds, 'SECONDS'), left === null ? '' : 'at most ' + formatNumber(left, 'SECONDS') + ' to go');
  } else {
    const accuracy = (label, key) => {
      if (figures[key + 'Accuracy'] !== undefined) tile(label, formatNumber(figures[key + 'Accuracy'], 'ACCURACY'), 'loss ' + formatNumber(figures[key + 'Loss'], 'LOSS'));
    };
    accuracy('Test accuracy', 'test');
    accuracy('Validation accuracy', 'validation');
    accuracy('Training accuracy', 'train');
    if (figures.epochsDone !== undefined) tile('Epochs', formatNumber(figures.epochsDone, 'COUNT'), figures.bestEpoch ? 'best in epoch ' + figures.bestEpoch : '');
    if (figures.trainSeconds !== undefined) tile('Training time', formatNumber(figures.trainSeconds, 'SECONDS'), figures.examplesPerSecond ? formatNumber(Math.round(figures.examplesPerSecond), 'COUNT') + ' examples/s' : '');
    if (figures.parameters !== undefined) tile('Parameters', formatNumber(figures.parameters, 'COUNT'), run.network);
  }
  if (run.problem) list.push(el('div', {}, el('dt', {}, 'Problem'), el('dd', {}, run.problem)));
  tiles.replaceChildren(...list);
  tiles.hidden = !list.length;
  bar.replaceChildren(...(progress ? [progressBar(progress, 'Progress')] : []));
}

async function stop(event) {
  event.target.disabled = true;
  event.target.textContent = 'Stopping …';
  const answer = await attempt(() => api('POST', runApi(id, '/stop')));
  if (!answer) showHead();
}

function resume() {
  const epochs = el('input.field', { type: 'number', min: '1', value: String(details.settings.epochs) });
  const wrong = el('p.problem', { role: 'alert' });
  const go = el('button.button.primary', { type: 'submit' }, 'Resume');
  const dialog = el('dialog', { 'aria-label': 'Resume' },
    el('form', { method: 'dialog', onsubmit: async (event) => {
      event.preventDefault();
      go.disabled = true;
      try {
        const wanted = Number(epochs.value);
        await api('POST', runApi(id, '/resume'), wanted === details.settings.epochs ? {} : { epochs: wanted });
        dialog.close();
        reported = null;
        await describe();
      } catch (failure) {
        wrong.textContent = failure.message;
        go.disabled = false;
      }
    } },
    el('h2', {}, 'Resume'),
    el('p', {}, 'It goes on from its checkpoint, and ends on the same bits as a run that was left alone.'),
    el('label.stacked', {}, 'Epochs at most', epochs), wrong,
    el('div.dialog-end', {}, el('button.button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), go)));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function remove() {
  const answer = await attempt(() => api('DELETE', runApi(id)));
  if (answer) location.href = '/?deleted=' + encodeURIComponent(answer.key);
}
