// A result over two settings, as a table of coloured cells.
import { el } from './dom.js';
import { formatNumber } from './format.js';
import { inkOn, onTheme, rgb, scaleColour } from './theme.js';
import { frame } from './frame.js';

export function heatmap(figure) {
  const values = figure.values.flat().filter((v) => v !== null);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const best = figure.better === 'LOWER' ? low : high;
  const cells = [];
  const body = el('tbody', {}, figure.values.map((row, i) =>
    el('tr', {}, el('th', { scope: 'row' }, figure.ys[i]), row.map((value, j) => {
      const cell = el('td', { title: `${figure.yName} ${figure.ys[i]}, ${figure.xName} ${figure.xs[j]}: ${figure.valueName} ${formatNumber(value, figure.format)}` },
        formatNumber(value, figure.format), value === best && figure.better !== 'NEITHER' ? el('span.star', { 'aria-label': 'the best', role: 'img' }, '★') : null);
      cells.push({ cell, value });
      return cell;
    }))));
  function fill() {
    for (const { cell, value } of cells) {
      if (value === null) continue;
      const t = high > low ? (value - low) / (high - low) : 1;
      const ground = scaleColour(figure.better === 'LOWER' ? 1 - t : t);
      cell.style.background = rgb(ground);
      cell.style.color = inkOn(ground);
    }
  }
  fill();
  onTheme(fill);
  return frame(figure, {
    label: 'heatmap',
    body: el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': figure.title },
      el('p.hint', {}, figure.valueName + ' · rows: ' + figure.yName + ' · columns: ' + figure.xName),
      el('table.heatmap', { 'aria-label': figure.title },
        el('thead', {}, el('tr', {}, el('td'), figure.xs.map((text) => el('th', { scope: 'col' }, text)))),
        body)),
    rows: () => [[figure.yName + ' \\ ' + figure.xName, ...figure.xs], ...figure.values.map((row, i) => [figure.ys[i], ...row])],
  });
}
