// The form of a training, made from the description that the command line uses.
import { ServerError, api, attempt, ready, shell, tell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { runApi, settingWords, valueText } from './words.js';

const USUAL = new Set(['data', 'validation', 'layers', 'activation', 'batchNorm', 'dropout', 'l2', 'optimizer', 'learningRate', 'schedule', 'batchSize', 'epochs', 'patienceEpochs', 'seed']);
const main = shell();
const from = new URL(location.href).searchParams.get('from');
const fields = new Map();
const started = { value: {} };

const name = el('input.field', { type: 'text', id: 'run-name', placeholder: 'chosen by time, data and layers', autocomplete: 'off', maxlength: '100' });
const command = el('pre.command', { tabindex: '0', 'aria-label': 'Equivalent command' });
const copying = el('button.quiet', { type: 'button', onclick: copy }, 'Copy');
const general = el('p.problem', { role: 'alert' });
const go = el('button.button.primary', { type: 'submit' }, 'Start training');

build();

async function build() {
  const [{ settings }, source] = await Promise.all([
    api('GET', '/api/settings'),
    from ? attempt(() => api('GET', runApi(from))) : null,
  ]);
  started.value = source?.settings ?? {};
  const groups = new Map();
  for (const setting of settings) {
    const group = groups.get(setting.group) ?? { usual: [], others: [] };
    groups.set(setting.group, group);
    (USUAL.has(setting.name) ? group.usual : group.others).push(field(setting));
  }
  const form = el('form', { novalidate: true, onsubmit: start, oninput: () => check(), onchange: () => check() },
    el('div.form-columns', {},
      el('div', {}, [...groups].map(([title, { usual, others }]) => el('fieldset', {}, el('legend', {}, title),
        el('div.settings', {}, usual.length ? usual : others),
        usual.length && others.length ? el('details.more-settings', {}, el('summary', {}, 'More of ' + title.toLowerCase()), el('div.settings', {}, others)) : null))),
      el('aside.start-box', {},
        el('label.stacked', { for: 'run-name' }, 'Name', name), general, go,
        el('div.figure-head', {}, el('h2', {}, 'Command'), copying),
        command,
        el('p.hint', {}, 'The same training from a terminal. It appears here as well.'))));
  main.append(
    el('div.page-head', {}, el('div', {}, el('h1', {}, from ? 'Run again with changes' : 'New run'),
      el('p.subtitle', {}, from ? 'Settings of ' + from + '; the new run has a folder of its own.' : 'Settings that are left as they are have the defaults of the command line.'))),
    form);
  // What hides a changed setting is opened.
  main.querySelectorAll('details').forEach((details) => { if (details.querySelector('.changed')) details.open = true; });
  await check(true);
  ready();
}

function field(setting) {
  const id = 'setting-' + setting.name;
  const value = started.value[setting.name] ?? setting.fallback;
  let input;
  if (setting.type === 'boolean') {
    input = el('select.field', { id }, ['yes', 'no'].map((word) => el('option', { selected: (word === 'yes') === value }, word)));
  } else if (setting.closed) {
    input = el('select.field', { id }, setting.choices.map((choice) => el('option', { selected: choice === valueText(value) }, choice)));
  } else {
    input = el('input.field', {
      id, type: 'text', value: valueText(value), autocomplete: 'off', spellcheck: 'false',
      inputmode: setting.type === 'integer' ? 'numeric' : null,
      list: setting.choices.length ? id + '-choices' : null,
      placeholder: setting.fallback === null ? 'none' : '',
    });
  }
  const wrong = el('p.problem', { id: id + '-problem', role: 'alert' });
  input.setAttribute('aria-describedby', id + '-hint ' + id + '-problem');
  const whole = el('div.setting', {},
    el('label', { for: id }, el('span', {}, settingWords(setting.name).replace(/^./, (c) => c.toUpperCase()).replace(/^L2/, 'L2')),
      el('span.option.mono.muted', {}, setting.option)),
    input,
    setting.choices.length && !setting.closed ? el('datalist', { id: id + '-choices' }, setting.choices.map((choice) => el('option', { value: choice }))) : null,
    wrong,
    el('p.hint', { id: id + '-hint' }, setting.description));
  const known = { setting, input, wrong, whole };
  fields.set(setting.name, known);
  mark(known);
  return whole;
}

/** The value that a field holds, as JSON; the text itself where it cannot be one. */
function read({ setting, input }) {
  const text = input.value.trim();
  const one = (type, word) => {
    if (type === 'text') return word;
    const number = Number(word);
    return word !== '' && Number.isFinite(number) ? number : word;
  };
  if (setting.type === 'boolean') return text === 'yes';
  if (setting.type.startsWith('list:')) {
    if (text === '' || text === 'none') return [];
    return text.split(',').map((word) => one(setting.type.slice(5), word.trim()));
  }
  if (text === '') return null;
  return one(setting.type, text);
}

function isDefault(known) {
  return JSON.stringify(read(known)) === JSON.stringify(known.setting.fallback)
    || (known.setting.type.startsWith('list:') && valueText(read(known)) === valueText(known.setting.fallback));
}

function mark(known) {
  known.whole.classList.toggle('changed', !isDefault(known));
}

function settings() {
  const values = {};
  for (const [key, known] of fields) {
    mark(known);
    if (!isDefault(known)) values[key] = read(known);
  }
  return values;
}

let number = 0;
let timer = null;
function check(now = false) {
  clearTimeout(timer);
  return new Promise((done) => {
    timer = setTimeout(async () => {
      const mine = ++number;
      try {
        const answer = await api('POST', '/api/command', { settings: settings(), name: name.value.trim() });
        if (mine === number) {
          explain(answer.error ? new ServerError(answer.error) : null);
          showCommand(answer.command ?? null);
        }
      } catch (failure) {
        if (mine === number) {
          explain(failure);
          showCommand(null);
        }
      }
      done();
    }, now ? 0 : 200);
  });
}

/** Shows the command; null while the form is wrong, for then there is none. */
function showCommand(text) {
  command.textContent = text ?? 'None, until what is wrong is mended.';
  command.classList.toggle('none', text === null);
  copying.disabled = text === null;
}

/** Puts what is wrong beside its field, or above the button. */
function explain(failure) {
  general.textContent = '';
  name.removeAttribute('aria-invalid');
  for (const { input, wrong } of fields.values()) {
    wrong.textContent = '';
    input.removeAttribute('aria-invalid');
  }
  if (!failure) return null;
  const known = fields.get(failure.where?.replace(/^(body\.)?settings\./, ''));
  if (known) {
    known.wrong.textContent = failure.message;
    known.input.setAttribute('aria-invalid', 'true');
    known.input.closest('details')?.setAttribute('open', '');
    return known.input;
  }
  general.textContent = failure.message;
  if (failure.where === 'body.name') name.setAttribute('aria-invalid', 'true');
  return failure.where === 'body.name' ? name : go;
}

async function start(event) {
  event.preventDefault();
  clearTimeout(timer);
  number++;
  go.disabled = true;
  go.textContent = 'Starting …';
  try {
    const { id } = await api('POST', '/api/runs', { settings: settings(), name: name.value.trim() });
    location.href = '/run?id=' + encodeURIComponent(id);
  } catch (failure) {
    go.disabled = false;
    go.textContent = 'Start training';
    explain(failure)?.focus();
    if (failure.where !== 'body.name') showCommand(null);
  }
}

async function copy() {
  try {
    await navigator.clipboard.writeText(command.textContent);
    tell('The command is in the clipboard.');
  } catch {
    getSelection().selectAllChildren(command);
    tell('The command is selected; copy it with the keyboard.');
  }
}
