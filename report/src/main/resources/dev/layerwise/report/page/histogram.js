// How often values lie where; groups as outlines over one another.
import { el, steadyText, svg } from './dom.js';
import { formatNumber, roundTicks, tickText } from './format.js';
import { frame } from './frame.js';

const W = 360;
const H = 170;
const LEFT = 8;
const BOTTOM = 22;

export function histogram(figure) {
  const bins = figure.groups[0].counts.length;
  const edge = (b) => figure.low + ((figure.high - figure.low) * b) / bins;
  const most = Math.max(1, 1000 * figure.top, ...figure.groups.flatMap((group) => shares(group.counts)));
  const x = (value) => LEFT + ((value - figure.low) / (figure.high - figure.low)) * (W - 2 * LEFT);
  const y = (share) => 6 + (1 - share / most) * (H - BOTTOM - 6);
  const readout = el('p.readout', { 'aria-live': 'polite' });
  const cursor = svg('line.cursor', { y1: 4, y2: H - BOTTOM, visibility: 'hidden' });
  const picture = svg(
    'svg.histogram',
    { viewBox: `0 0 ${W} ${H}`, role: 'img', tabindex: '0', 'aria-label': figure.title + ': ' + figure.caption + ' Arrow keys read the bins.' },
    roundTicks(figure.low, figure.high, 4).map((tick) => [
      svg('line.grid', { x1: x(tick), x2: x(tick), y1: 4, y2: H - BOTTOM }),
      svg('text.tick', { x: x(tick), y: H - 7, 'text-anchor': 'middle' }, tickText(tick)),
    ]),
    figure.groups.map((group) => {
      const part = shares(group.counts);
      let path = `M${x(edge(0))},${y(0)}`;
      part.forEach((share, b) => { path += `V${y(share).toFixed(1)}H${x(edge(b + 1)).toFixed(1)}`; });
      return svg('path.bars.series-' + (group.colour % 7), { d: path + `V${y(0)}Z` });
    }),
    svg('line.base', { x1: LEFT, x2: W - LEFT, y1: y(0), y2: y(0) }),
    cursor,
  );

  steadyText(picture, W);

  let at = -1;
  function read(bin) {
    at = Math.max(0, Math.min(bins - 1, bin));
    const middle = (x(edge(at)) + x(edge(at + 1))) / 2;
    cursor.setAttribute('x1', middle);
    cursor.setAttribute('x2', middle);
    cursor.setAttribute('visibility', 'visible');
    readout.textContent = tickText(edge(at)) + ' to ' + tickText(edge(at + 1)) + ': ' +
      figure.groups.map((group) => (figure.groups.length > 1 ? group.name + ' ' : '') + formatNumber(group.counts[at], 'COUNT')).join(' · ');
  }
  function clear() {
    at = -1;
    cursor.setAttribute('visibility', 'hidden');
    readout.textContent = figure.label;
  }
  picture.addEventListener('pointermove', (event) => {
    const box = picture.getBoundingClientRect();
    const value = figure.low + ((((event.clientX - box.left) / box.width) * W - LEFT) / (W - 2 * LEFT)) * (figure.high - figure.low);
    read(Math.floor(((value - figure.low) / (figure.high - figure.low)) * bins));
  });
  picture.addEventListener('pointerleave', clear);
  picture.addEventListener('blur', clear);
  picture.addEventListener('keydown', (event) => {
    const to = { ArrowLeft: at < 0 ? bins - 1 : at - 1, ArrowRight: at + 1 }[event.key];
    if (to === undefined) return;
    read(to);
    event.preventDefault();
  });
  clear();

  return frame(figure, {
    label: 'histogram',
    body: el('div', {}, picture, readout, figure.groups.length > 1 ? key(figure.groups) : null),
    rows: () => [
      ['from', 'to', ...figure.groups.map((group) => group.name)],
      ...Array.from({ length: bins }, (_, b) => [edge(b), edge(b + 1), ...figure.groups.map((group) => group.counts[b])]),
    ],
  });
}

/** Groups of different sizes are compared by their shares. */
function shares(counts) {
  const sum = counts.reduce((a, b) => a + b, 0) || 1;
  const scale = 1000 / sum;
  return counts.map((count) => count * scale);
}

/** Names beside their colours. */
export function key(groups) {
  return el('p.key', {}, groups.map((group) =>
    el('span', {}, el('span.dot.series-' + (group.colour % 7), { 'aria-hidden': 'true' }), group.name)));
}
