// The confusion matrix: a table whose cells open the examples behind them.
import { el } from './dom.js';
import { formatNumber } from './format.js';
import { colour, inkOn, mixColours, onTheme, rgb } from './theme.js';
import { frame, toggle } from './frame.js';
import { decode, imageCanvas, paint } from './images.js';

export function matrix(figure) {
  const { names, counts } = figure;
  const sums = counts.map((row) => row.reduce((a, b) => a + b, 0));
  const cells = new Map(figure.cells.map((cell) => [cell.row + ',' + cell.column, cell]));
  const images = decode(figure.images);
  const detail = el('div.detail', { 'aria-live': 'polite' });
  let shares = false;
  let open = null;
  const buttons = [];

  const body = el('tbody', {}, names.map((name, i) =>
    el('tr', {}, el('th', { scope: 'row' }, name), names.map((_, j) => {
      const label = `${formatNumber(counts[i][j], 'COUNT')} of ${formatNumber(sums[i], 'COUNT')} ${name} taken for ${names[j]}`;
      const button = el('button', {
        type: 'button', title: label, 'aria-label': label, tabindex: i + j === 0 ? '0' : '-1',
        onclick: () => show(i, j),
        onkeydown: (event) => move(event, i, j),
      });
      buttons.push({ button, i, j });
      return el('td', {}, button);
    }))));

  /** Arrow keys go from cell to cell, so that the matrix is one stop on the way through the page. */
  function move(event, i, j) {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by) return;
    const next = buttons.find((b) => b.i === i + by[0] && b.j === j + by[1]);
    if (next) {
      buttons.forEach((b) => b.button.setAttribute('tabindex', '-1'));
      next.button.setAttribute('tabindex', '0');
      next.button.focus();
    }
    event.preventDefault();
  }

  function fill() {
    const paper = colour('--paper');
    const most = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => j !== i)));
    for (const { button, i, j } of buttons) {
      const share = sums[i] ? counts[i][j] / sums[i] : 0;
      const strength = i === j ? 0.15 + 0.55 * share : counts[i][j] ? 0.12 + 0.78 * Math.sqrt(counts[i][j] / most) : 0;
      const mixed = mixColours(paper, colour(i === j ? '--positive' : '--negative'), strength);
      button.style.background = counts[i][j] ? rgb(mixed) : 'transparent';
      button.style.color = counts[i][j] ? inkOn(mixed) : '';
      button.textContent = !counts[i][j] ? '·' : shares ? (100 * share).toFixed(share > 0.0995 ? 0 : 1) + '%' : formatNumber(counts[i][j], 'COUNT');
    }
  }

  async function show(i, j) {
    buttons.forEach((b) => b.button.classList.toggle('chosen', b.i === i && b.j === j));
    if (open === i + ',' + j) {
      buttons.forEach((b) => b.button.classList.remove('chosen'));
      open = null;
      detail.replaceChildren();
      return;
    }
    open = i + ',' + j;
    const cell = cells.get(open);
    const all = await images;
    const text = i === j
      ? `${formatNumber(counts[i][j], 'COUNT')} of ${formatNumber(sums[i], 'COUNT')} examples of ${names[i]} were recognised.`
      : `${formatNumber(counts[i][j], 'COUNT')} of ${formatNumber(sums[i], 'COUNT')} examples of ${names[i]} were taken for ${names[j]}.`;
    const shown = cell ? cell.examples : [];
    const some = shown.length && shown.length < counts[i][j] ? ` ${shown.length} of them:` : '';
    detail.replaceChildren(
      el('p', {}, text + some + (!shown.length && counts[i][j] ? ' No examples are kept here.' : '')),
      el('ul.image-grid' + (figure.images.count ? '' : '.words'), {}, shown.map((example) => {
        const canvas = example.image < 0 ? null : imageCanvas(figure.images, example.text);
        if (canvas) paint(canvas, all[example.image], false);
        return el('li', {}, canvas, el('span.tile-text', {}, example.text));
      })),
    );
  }

  fill();
  onTheme(fill);
  const switchable = toggle('shares', false, (on) => { shares = on; fill(); });
  return frame(figure, {
    label: 'matrix',
    tools: [switchable],
    body: el(
      'div.matrix-body',
      {},
      el('div.scroll', {},
        el('p.hint', {}, 'rows: the actual class · columns: what the network said'),
        el('table.matrix', { 'aria-label': figure.title + ': rows are actual classes, columns what the network said' },
          el('thead', {}, el('tr', {}, el('td'), names.map((name) => el('th', { scope: 'col', title: name }, el('span', {}, name))))),
          body)),
      detail),
    rows: () => [['actual', ...names.map((name) => 'as ' + name)], ...counts.map((row, i) => [names[i], ...row])],
  });
}
