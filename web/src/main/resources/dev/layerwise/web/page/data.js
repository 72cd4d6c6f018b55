// Data: how many of each class, an average of each, and the examples themselves.
import { api, attempt, ready, shell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { block } from '/assets/report/blocks.js';
import { addressOf, formatNumber, runApi } from './words.js';

const PAGE = 60;
const given = new URL(location.href).searchParams;
const state = { name: given.get('name') ?? 'digits', part: given.get('part') ?? 'training', class: Number(given.get('class') ?? -1), offset: 0 };
const main = shell();
const names = el('div.chips', { role: 'group', 'aria-label': 'Data sets' });
const facts = el('p.subtitle', { 'aria-live': 'polite' });
const overview = el('div');
const classes = el('div.chips', { role: 'group', 'aria-label': 'Classes' });
const examples = el('div.browse');
const pager = el('div.pager');
const wrong = el('div');
let asked = 0;
let browsed = 0;

main.append(
  el('div.page-head', {}, el('div', {}, el('h1', {}, 'Data'), facts)), names,
  el('section', { 'aria-labelledby': 'browse' }, el('h2', { id: 'browse' }, 'Examples'), classes, examples, pager),
  el('section', { 'aria-labelledby': 'about' }, el('h2', { id: 'about' }, 'Classes and means'), overview),
  wrong);

begin();

async function begin() {
  const { names: known } = await api('GET', '/api/data');
  if (!known.includes(state.name)) state.name = known[0];
  const buttons = known.map((name) => el('button.chip', { type: 'button', 'aria-pressed': String(name === state.name), onclick: () => {
    Object.assign(state, { name, class: -1, offset: 0 });
    buttons.forEach((button, k) => button.setAttribute('aria-pressed', String(known[k] === name)));
    load();
  } }, name));
  names.append(...buttons);
  await load();
  ready();
}

function address(rest, more = {}) {
  return '/api/data/' + encodeURIComponent(state.name) + rest + '?' + new URLSearchParams({ part: state.part, ...more });
}

async function load() {
  const mine = ++asked;
  history.replaceState(null, '', '/data?' + new URLSearchParams({ name: state.name }));
  facts.textContent = 'Reading ' + state.name + ' …';
  try {
    const answer = await api('GET', address(''));
    if (mine !== asked) return;
    facts.textContent = formatNumber(answer.examples, 'COUNT') + ' training examples of ' + answer.classes.length + ' classes, '
      + formatNumber(answer.features, 'COUNT') + ' features' + (answer.image ? ' (images of ' + answer.image + ')' : '');
    overview.replaceChildren(...answer.blocks.map(block));
    const chips = ['all', ...answer.classes].map((name, k) => el('button.chip', { type: 'button', 'aria-pressed': String(k - 1 === state.class), onclick: () => {
      Object.assign(state, { class: k - 1, offset: 0 });
      chips.forEach((chip, n) => chip.setAttribute('aria-pressed', String(n === k)));
      browse();
    } }, name));
    classes.replaceChildren(...chips);
    await Promise.all([browse(), mistakes()]);
  } catch (failure) {
    if (mine !== asked) return;
    facts.textContent = '';
    overview.replaceChildren(el('p.notice.warning', {}, failure.message));
    classes.replaceChildren();
    examples.replaceChildren();
    pager.replaceChildren();
  }
}

async function browse() {
  const mine = ++browsed;
  const answer = await attempt(() => api('GET', address('/examples', { class: state.class, offset: state.offset, limit: PAGE })));
  // An answer may come after that to a later question.
  if (!answer || mine !== browsed) return;
  examples.replaceChildren(block(answer.block));
  const last = Math.min(answer.found, answer.offset + PAGE);
  const go = (to) => { state.offset = to; browse(); };
  pager.replaceChildren(
    el('button.button', { type: 'button', disabled: answer.offset === 0, onclick: () => go(Math.max(0, answer.offset - PAGE)) }, 'Back'),
    el('span', {}, formatNumber(answer.offset + 1, 'COUNT') + ' to ' + formatNumber(last, 'COUNT') + ' of ' + formatNumber(answer.found, 'COUNT')),
    el('button.button', { type: 'button', disabled: last >= answer.found, onclick: () => go(answer.offset + PAGE) }, 'On'));
}

/** Finished runs on these data, whose pages show what they get wrong. */
async function mistakes() {
  const mine = asked;
  const { runs } = await api('GET', '/api/runs?' + new URLSearchParams({ filter: "data='" + state.name + "' and testAccuracy", sort: 'testAccuracy', order: 'desc', limit: '8' }));
  if (mine !== asked) return;
  if (!runs.length) {
    wrong.replaceChildren();
    return;
  }
  const place = el('div', { 'aria-live': 'polite' });
  const chips = runs.map((run, k) => el('button.chip', { type: 'button', 'aria-pressed': 'false', onclick: async () => {
    chips.forEach((chip, n) => chip.setAttribute('aria-pressed', String(n === k)));
    place.replaceChildren(el('p.notice', { role: 'status' }, 'Asking ' + run.name + ' about every example …'));
    try {
      const page = await api('GET', runApi(run.id, '/report'));
      const part = page.sections.find((section) => section.id === 'mistakes');
      place.replaceChildren(el('p', {}, el('a', { href: addressOf(run) }, 'The whole run')), ...(part ? part.blocks.map(block) : []));
    } catch (failure) {
      place.replaceChildren(el('p.notice.warning', {}, failure.message));
    }
  } }, run.name + ' · ' + formatNumber(run.figures.testAccuracy, 'ACCURACY')));
  wrong.replaceChildren(el('section', { 'aria-labelledby': 'wrong' }, el('h2', { id: 'wrong' }, 'What a model gets wrong'),
    el('div.chips', { role: 'group', 'aria-label': 'Runs on these data' }, chips), place));
}
