// Trials as lines through settings and results. A stretch of an axis can be chosen.
import { el, svg } from './dom.js';
import { formatNumber, roundTicks, tickText } from './format.js';
import { onTheme, rgb, scaleColour } from './theme.js';
import { frame } from './frame.js';

const TOP = 40;
const H = 300;
const RIGHT = 80;
// Of a letter, about.
const LETTER = 6.7;

export function parallelCoordinates(figure) {
  const { axes, lines } = figure;
  const gap = Math.max(130, 800 / Math.max(1, axes.length - 1));
  // Room for the words at the first axis.
  const left = Math.min(240, Math.max(80, ...axes[0].categories.map((name) => LETTER * name.length + 14)));
  const W = left + RIGHT + gap * Math.max(1, axes.length - 1);
  const x = (k) => left + gap * k;
  const scales = axes.map((axis, k) => scale(axis, lines.map((line) => line.values[k])));
  const y = (k, v) => TOP + (1 - scales[k].place(v)) * (H - TOP - 24);
  const chosen = axes.map(() => null);
  const readout = el('p.readout', { 'aria-live': 'polite' });
  const order = [...lines.keys()].sort((a, b) => good(a) - good(b));

  /** How good a trial is, from 0 to 1. */
  function good(i) {
    const t = scales[figure.colourAxis].place(lines[i].values[figure.colourAxis]);
    return Number.isNaN(t) ? -1 : axes[figure.colourAxis].better === 'LOWER' ? 1 - t : t;
  }

  const paths = new Map(order.map((i) => {
    const points = lines[i].values.map((v, k) => (v === null ? null : [x(k), y(k, v)]));
    let d = '';
    points.forEach((p, k) => { if (p) d += (k && points[k - 1] ? 'L' : 'M') + p.map((v) => v.toFixed(1)).join(','); });
    const path = svg('path.trial' + (lines[i].best ? '.best' : ''), { d });
    path.addEventListener('pointerenter', () => { path.classList.add('near'); describe(i); });
    path.addEventListener('pointerleave', () => { path.classList.remove('near'); describe(null); });
    return [i, path];
  }));

  function describe(i) {
    const kept = lines.filter((_, k) => fits(k)).length;
    readout.textContent = i === null
      ? formatNumber(kept, 'COUNT') + (kept === lines.length ? ' lines' : ' of ' + lines.length + ' lines chosen')
      : lines[i].name + ': ' + axes.map((axis, k) => axis.name + ' ' + text(axis, lines[i].values[k])).join(' · ');
  }

  function fits(i) {
    return chosen.every((range, k) => {
      if (!range) return true;
      const v = lines[i].values[k];
      return v !== null && scales[k].place(v) >= range[0] - 1e-9 && scales[k].place(v) <= range[1] + 1e-9;
    });
  }

  function fill() {
    paths.forEach((path, i) => {
      const t = good(i);
      path.style.stroke = t < 0 ? 'var(--muted)' : rgb(scaleColour(t));
      path.classList.toggle('out', !fits(i));
    });
    describe(null);
  }

  const brushes = axes.map((_, k) => svg('rect.brush', { x: x(k) - 10, width: 20, visibility: 'hidden' }));
  function choose(k, range) {
    chosen[k] = range;
    const bottom = H - 24;
    if (range) {
      brushes[k].setAttribute('y', bottom - range[1] * (bottom - TOP));
      brushes[k].setAttribute('height', Math.max(2, (range[1] - range[0]) * (bottom - TOP)));
    }
    brushes[k].setAttribute('visibility', range ? 'visible' : 'hidden');
    fill();
  }

  const picture = svg('svg.parallel', { viewBox: `0 0 ${W} ${H}`, role: 'group', 'aria-label': figure.title });
  picture.style.minWidth = Math.min(W, 130 * axes.length + 60) + 'px';
  picture.append(
    ...order.map((i) => paths.get(i)),
    ...axes.flatMap((axis, k) => [
      svg('text.axis-name', { x: x(k), y: 16, 'text-anchor': 'middle' }, axis.name),
      svg('line.axis', { x1: x(k), x2: x(k), y1: TOP, y2: H - 24 }),
      ...scales[k].ticks.map(({ value, label }) => mark(k, value, label)),
      brushes[k],
      grip(k),
    ]),
  );

  /** A word that is too long lacks its middle, and shows all of itself under the pointer. */
  function mark(k, value, label) {
    const room = k === 0 ? left : k + 1 < axes.length ? gap : RIGHT;
    const shown = shortened(label, Math.floor((room - 14) / LETTER));
    return svg('text.tick', { x: x(k) + (k ? 7 : -7), y: y(k, value) + 4, 'text-anchor': k ? 'start' : 'end' },
      shown, shown === label ? null : svg('title', {}, label));
  }

  /** The part of an axis that takes the pointer and the keyboard. */
  function grip(k) {
    let from = null;
    const bottom = H - 24;
    const share = (event) => {
      const box = picture.getBoundingClientRect();
      const v = ((event.clientY - box.top) / box.height) * H;
      return Math.max(0, Math.min(1, (bottom - v) / (bottom - TOP)));
    };
    const rect = svg('rect.grip', {
      x: x(k) - 14, y: TOP - 6, width: 28, height: bottom - TOP + 12, tabindex: '0', role: 'slider',
      'aria-label': axes[k].name + ': choose trials by halves with arrow keys, Escape for all',
      'aria-valuemin': '0', 'aria-valuemax': '1', 'aria-valuenow': '0', 'aria-valuetext': 'all',
    });
    rect.addEventListener('pointerdown', (event) => { from = share(event); rect.setPointerCapture(event.pointerId); });
    rect.addEventListener('pointermove', (event) => {
      if (from === null) return;
      const to = share(event);
      choose(k, Math.abs(to - from) < 0.02 ? null : [Math.min(from, to), Math.max(from, to)]);
    });
    rect.addEventListener('pointerup', (event) => {
      if (from !== null && Math.abs(share(event) - from) < 0.02) choose(k, null);
      from = null;
    });
    rect.addEventListener('keydown', (event) => {
      const [low, high] = chosen[k] ?? [0, 1];
      const middle = (low + high) / 2;
      if (event.key === 'ArrowUp') choose(k, [middle, high]);
      else if (event.key === 'ArrowDown') choose(k, [low, middle]);
      else if (event.key === 'Escape') choose(k, null);
      else return;
      rect.setAttribute('aria-valuetext', readout.textContent);
      event.preventDefault();
    });
    return rect;
  }

  fill();
  onTheme(fill);
  const axis = axes[figure.colourAxis];
  return frame(figure, {
    label: 'parallel',
    body: el('div', {},
      el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': figure.title }, picture),
      readout,
      el('p.scale-key', {}, axis.name + ': worst', el('span.ramp.result-ramp', { 'aria-hidden': 'true' }), 'best')),
    rows: () => [['trial', ...axes.map((a) => a.name)], ...lines.map((line) => [line.name, ...line.values.map((v, k) => (axes[k].categories.length && v !== null ? axes[k].categories[v] : v))])],
  });
}

function shortened(label, most) {
  const signs = [...label];
  if (signs.length <= most) return label;
  const tail = Math.floor((most - 1) / 2);
  return signs.slice(0, most - 1 - tail).join('') + '…' + signs.slice(signs.length - tail).join('');
}

function text(axis, value) {
  return value === null ? '–' : axis.categories.length ? axis.categories[value] : formatNumber(value, axis.format);
}

function scale(axis, values) {
  const there = values.filter((v) => v !== null && (!axis.log || v > 0));
  if (axis.categories.length) {
    const n = axis.categories.length;
    return {
      place: (v) => (v === null ? NaN : n === 1 ? 0.5 : v / (n - 1)),
      ticks: axis.categories.map((label, value) => ({ value, label })),
    };
  }
  const f = axis.log ? Math.log : (v) => v;
  const low = Math.min(...there);
  const high = Math.max(...there);
  const place = (v) => (v === null || (axis.log && v <= 0) ? NaN : high > low ? (f(v) - f(low)) / (f(high) - f(low)) : 0.5);
  const distinct = [...new Set(there)].sort((a, b) => a - b);
  const marks = distinct.length <= 7 ? distinct : axis.log
    ? [low, ...decades(low, high), high]
    : roundTicks(low, high, 5);
  // Marks that would lie on one another are left out.
  const ticks = [];
  for (const value of marks) {
    if (ticks.every((other) => Math.abs(place(other.value) - place(value)) > 0.05)) ticks.push({ value, label: tickText(value) });
  }
  return { place, ticks };
}

function decades(low, high) {
  const marks = [];
  for (let k = Math.ceil(Math.log10(low)); 10 ** k < high; k++) marks.push(10 ** k);
  return marks;
}
