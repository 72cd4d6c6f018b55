// A histogram over time: an outline for each moment, the first at the back, the last in front.
import { el, steadyText, svg } from './dom.js';
import { formatNumber, roundTicks, tickText } from './format.js';
import { frame } from './frame.js';

const W = 420;
const PLOT = 196;
const TALLEST = 72;
const LEFT = 8;
const NAMES = 74;
const BOTTOM = 24;
const NAME_DISTANCE = 19;

export function ridges(figure) {
  const picture = svg('svg.ridges', { viewBox: `0 0 ${W} ${PLOT + BOTTOM}`, role: 'img', tabindex: '0' });
  steadyText(picture, W);
  const readout = el('p.readout', { 'aria-live': 'polite' });
  const element = frame(figure, {
    label: 'ridges',
    body: el('div', {}, picture, readout),
    rows: () => [
      ['when', ...Array.from({ length: shown.bins }, (_, b) => 'from ' + tickText(shown.edge(b)))],
      ...shown.moments.map((moment) => [moment.name, ...moment.counts]),
    ],
  });
  const caption = element.querySelector('figcaption');
  let shown = null;
  let at = null;

  function draw(data) {
    const { low, high, moments } = data;
    const bins = moments[0].counts.length;
    const edge = (b) => low + ((high - low) * b) / bins;
    const x = (value) => LEFT + ((value - low) / (high - low)) * (W - LEFT - NAMES);
    const shares = moments.map(({ counts }) => {
      const sum = counts.reduce((a, b) => a + b, 0) || 1;
      return counts.map((count) => count / sum);
    });
    const most = Math.max(1e-9, ...shares.map((part) => Math.max(...part)));
    const base = (k) => PLOT - (moments.length > 1 ? ((PLOT - TALLEST - 4) / (moments.length - 1)) * (moments.length - 1 - k) : 0);
    const top = (k, b) => base(k) - (shares[k][b] / most) * TALLEST;
    const middle = (b) => x((edge(b) + edge(b + 1)) / 2);
    shown = { ...data, bins, edge, base, top, middle };
    const mark = svg('circle.mark', { r: 3, visibility: 'hidden' });
    const paths = moments.map((_, k) => {
      const path = svg('path.ridge', { d: `M${x(low)},${base(k).toFixed(1)}` + shares[k].map((_, b) => `L${middle(b).toFixed(1)},${top(k, b).toFixed(1)}`).join('') + `L${x(high)},${base(k).toFixed(1)}Z` });
      path.style.setProperty('--late', moments.length > 1 ? k / (moments.length - 1) : 1);
      return path;
    });
    let named = Infinity;
    const names = [];
    for (let k = moments.length - 1; k >= 0; k--) {
      if (named - base(k) < NAME_DISTANCE) continue;
      named = base(k);
      names.push(svg('text.tick', { x: W - NAMES + 5, y: named + 3 }, moments[k].name));
    }
    picture.setAttribute('aria-label', data.title + ': ' + data.caption + ' Arrow keys read the bins and the moments.');
    picture.replaceChildren(
      ...roundTicks(low, high, 4).flatMap((tick) => [
        svg('line.grid', { x1: x(tick), x2: x(tick), y1: 4, y2: PLOT }),
        svg('text.tick', { x: x(tick), y: PLOT + 17, 'text-anchor': 'middle' }, tickText(tick)),
      ]),
      ...paths, ...names, mark);
    Object.assign(shown, { paths, mark });
    if (caption) caption.textContent = data.caption;
    if (at) read(at.moment, at.bin);
    else clear();
  }

  function read(moment, bin) {
    at?.path?.classList.remove('chosen');
    const k = Math.max(0, Math.min(shown.moments.length - 1, moment));
    const b = Math.max(0, Math.min(shown.bins - 1, bin));
    at = { moment: k, bin: b, path: shown.paths[k] };
    at.path.classList.add('chosen');
    shown.mark.setAttribute('cx', shown.middle(b));
    shown.mark.setAttribute('cy', shown.top(k, b));
    shown.mark.setAttribute('visibility', 'visible');
    readout.textContent = shown.moments[k].name + ', ' + tickText(shown.edge(b)) + ' to ' + tickText(shown.edge(b + 1)) + ': ' + formatNumber(shown.moments[k].counts[b], 'COUNT');
  }

  function clear() {
    at?.path?.classList.remove('chosen');
    at = null;
    shown.mark.setAttribute('visibility', 'hidden');
    readout.textContent = shown.label;
  }

  picture.addEventListener('pointermove', (event) => {
    const box = picture.getBoundingClientRect();
    const px = ((event.clientX - box.left) / box.width) * W;
    const py = ((event.clientY - box.top) / box.height) * (PLOT + BOTTOM);
    const bin = Math.max(0, Math.min(shown.bins - 1, Math.floor(((px - LEFT) / (W - LEFT - NAMES)) * shown.bins)));
    // The one in front of those whose outline is above the pointer.
    let moment = shown.moments.length - 1;
    while (moment > 0 && shown.top(moment, bin) > py) moment--;
    read(moment, bin);
  });
  picture.addEventListener('pointerleave', clear);
  picture.addEventListener('blur', clear);
  picture.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!by) return;
    if (at) read(at.moment + by[0], at.bin + by[1]);
    else read(shown.moments.length - 1, shown.bins >> 1);
    event.preventDefault();
  });

  /** Takes more moments of the same; what is being read stays. Returns whether it could. */
  element.update = (longer) => {
    if (longer.title !== figure.title) return false;
    if (at && at.moment === shown.moments.length - 1) at.moment = longer.moments.length - 1;
    draw(longer);
    return true;
  };
  draw(figure);
  return element;
}
