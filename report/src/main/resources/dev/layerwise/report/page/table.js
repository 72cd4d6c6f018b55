// Tables that sort by a click on a heading.
import { el } from './dom.js';
import { formatNumber } from './format.js';
import { frame } from './frame.js';

const MARKS = { BEST: 'best', FAILED: 'failed', PENDING: 'pending', NONE: '' };
const MOST_SHOWN = 60;

export function table(figure) {
  const { columns } = figure;
  let { rows } = figure;
  let best = columns.map((column, k) => bestOf(column, rows, k));
  const hasNotes = rows.some((row) => row.note);
  let sorted = null;
  let wanted = false;
  const body = el('tbody');
  const heads = columns.map((column, k) => {
    const button = el('button.sort', { type: 'button', onclick: () => sort(k) }, column.name);
    return el(column.format === 'TEXT' ? 'th' : 'th.number', { scope: 'col' }, button);
  });
  const more = el('button.quiet', { type: 'button', onclick: () => { wanted = true; fill(); } });

  function order() {
    const list = rows.map((row, index) => ({ row, index }));
    if (!sorted) return list;
    const { column, down } = sorted;
    return list.sort((a, b) => {
      const x = valueOf(a.row.cells[column]);
      const y = valueOf(b.row.cells[column]);
      if (x === null || y === null) return (x === null) - (y === null) || a.index - b.index;
      const by = typeof x === 'number' && typeof y === 'number'
        ? x - y
        : String(x).localeCompare(String(y), 'en', { numeric: true });
      return (down ? -by : by) || a.index - b.index;
    });
  }

  function sort(column) {
    // The good end first; then the other; then as it was.
    const first = columns[column].better === 'HIGHER';
    if (!sorted || sorted.column !== column) sorted = { column, down: first };
    else if (sorted.down === first) sorted = { column, down: !first };
    else sorted = null;
    heads.forEach((head, k) => {
      if (sorted && sorted.column === k) head.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    fill();
  }

  function fill() {
    const list = order();
    const all = wanted || list.length <= MOST_SHOWN;
    body.replaceChildren(...(all ? list : list.slice(0, MOST_SHOWN)).map(({ row }) => line(row)));
    more.hidden = all;
    more.textContent = 'Show all ' + formatNumber(list.length, 'COUNT') + ' rows';
  }

  function line(row) {
    const mark = MARKS[row.mark];
    return el(
      'tr' + (mark ? '.' + mark : ''),
      {},
      row.cells.map((cell, k) => {
        const text = formatCell(cell, columns[k].format);
        const top = best[k] !== null && valueOf(cell) === best[k];
        // A column of texts begins below its heading, whatever else is in it.
        const kind = typeof cell === 'string' || columns[k].format === 'TEXT' ? 'td' : 'td.number';
        return el(kind + (top ? '.best-cell' : ''), { title: top ? 'the best of its column' : null },
          text, k === 0 && row.mark === 'BEST' ? el('span.badge', {}, 'best') : null);
      }),
      hasNotes ? el('td.note', {}, row.note) : null,
    );
  }

  fill();
  const content = el(
    'div',
    {},
    el(
      'div.scroll',
      { tabindex: '0', role: 'region', 'aria-label': figure.title },
      el('table', {}, el('thead', {}, el('tr', {}, heads, hasNotes ? el('th', { scope: 'col' }, 'Note') : null)), body),
    ),
    more,
  );
  const whole = saveable(figure, content, () => [
    [...columns.map((column) => column.name), ...(hasNotes ? ['Note'] : [])],
    ...rows.map((row) => [...row.cells.map(cellText), ...(hasNotes ? [row.note] : [])]),
  ]);

  /** Takes more rows of the same; order and length stay as the reader has set them. Returns whether it could. */
  whole.update = (longer) => {
    const same = JSON.stringify([longer.columns, longer.caption]) === JSON.stringify([columns, figure.caption]);
    if (!same || longer.rows.some((row) => row.note) !== hasNotes) return false;
    rows = longer.rows;
    best = columns.map((column, k) => bestOf(column, rows, k));
    fill();
    return true;
  };
  return whole;
}

/** A table needs no second table of its data. */
function saveable(figure, body, rows) {
  const whole = frame(figure, { body, rows, label: 'table' });
  whole.querySelector('.tools [aria-controls]').remove();
  whole.querySelector('.data').remove();
  return whole;
}

/** What a cell sorts by: of repeats the mean. */
function valueOf(cell) {
  return isSpread(cell) ? cell.mean : cell;
}

function isSpread(cell) {
  return cell !== null && typeof cell === 'object';
}

function formatCell(cell, format) {
  if (!isSpread(cell)) return formatNumber(cell, format);
  // Two times in one cell want one unit.
  if (format === 'SECONDS') return cell.mean.toFixed(2) + ' ± ' + cell.deviation.toFixed(2) + ' s';
  return formatNumber(cell.mean, format) + ' ± ' + formatNumber(cell.deviation, format);
}

function cellText(cell) {
  return isSpread(cell) ? cell.mean + ' ± ' + cell.deviation : cell;
}

function bestOf(column, rows, k) {
  if (column.better === 'NEITHER' || rows.length < 2) return null;
  const values = rows.filter((row) => row.mark !== 'FAILED').map((row) => valueOf(row.cells[k])).filter((v) => typeof v === 'number');
  if (!values.length) return null;
  return column.better === 'HIGHER' ? Math.max(...values) : Math.min(...values);
}
