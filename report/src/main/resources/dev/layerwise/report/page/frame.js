// The frame around every figure: heading, tools, picture, caption, and the data behind it.
import { el, nextNumber } from './dom.js';
import { csv, save } from './save.js';
import { formatNumber } from './format.js';

/**
 * @param {object} figure id, title, caption
 * @param {object} parts
 *   body: the picture; tools: controls before the usual ones;
 *   rows: a function that returns the data as rows of cells, the first being the heading
 */
export function frame(figure, { body, tools = [], rows = null, label = null }) {
  const number = nextNumber();
  const head = 'figure-' + number;
  const buttons = [...tools];
  let data = null;
  if (rows) {
    const place = el('div.data', { id: 'data-' + number, hidden: true });
    const toggle = el(
      'button.quiet',
      {
        type: 'button',
        'aria-expanded': 'false',
        'aria-controls': place.id,
        onclick: () => {
          const open = place.hidden;
          if (open) place.replaceChildren(dataTable(figure.title, rows()));
          place.hidden = !open;
          toggle.setAttribute('aria-expanded', String(open));
        },
      },
      'Table',
    );
    buttons.push(
      toggle,
      el(
        'button.quiet',
        { type: 'button', 'aria-label': 'Save the data of ' + figure.title + ' as CSV',
          onclick: () => save(figure.id + '.csv', 'text/csv', csv(rows())) },
        'CSV',
      ),
    );
    data = place;
  }
  return el(
    'figure.figure',
    { id: figure.id, 'aria-labelledby': head, 'data-figure': label },
    el('div.figure-head', {}, el('h3', { id: head }, figure.title), buttons.length ? el('div.tools', {}, buttons) : null),
    body,
    figure.caption ? el('figcaption', {}, figure.caption) : null,
    data,
  );
}

const MOST_ROWS = 500;

function dataTable(title, rows) {
  const [head, ...body] = rows;
  return el(
    'div.scroll',
    { tabindex: '0', role: 'region', 'aria-label': 'Data of ' + title },
    el(
      'table.plain-table',
      {},
      el('thead', {}, el('tr', {}, head.map((name) => el('th', { scope: 'col' }, String(name))))),
      el('tbody', {}, body.slice(0, MOST_ROWS).map((row) =>
        el('tr', {}, row.map((cell) => el(typeof cell === 'string' ? 'td' : 'td.number', {}, formatNumber(cell)))))),
    ),
    body.length > MOST_ROWS
      ? el('p.more', {}, 'The first ' + MOST_ROWS + ' of ' + formatNumber(body.length, 'COUNT') + ' rows; the CSV file has all.')
      : null,
  );
}

/** A switch with a label. */
export function toggle(label, pressed, onchange) {
  const button = el(
    'button.quiet',
    {
      type: 'button',
      'aria-pressed': String(pressed),
      onclick: () => {
        const now = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(now));
        onchange(now);
      },
    },
    label,
  );
  return button;
}

/** A choice among few. */
export function choice(label, options, chosen, onchange) {
  return el(
    'label.choice',
    {},
    el('span', {}, label),
    el('select', { onchange: (event) => onchange(Number(event.target.value)) },
      options.map((name, k) => el('option', { value: String(k), selected: k === chosen }, name))),
  );
}
