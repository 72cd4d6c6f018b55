// The plane: what the network decides everywhere, and the points.
import { el, svg } from '/assets/report/dom.js';
import { channels, colour, onTheme, seriesColour } from '/assets/report/theme.js';

const SHAPES = ['M-3.6,0a3.6,3.6 0 1,0 7.2,0a3.6,3.6 0 1,0 -7.2,0', 'M0,-4.6L4.2,3.2L-4.2,3.2Z', 'M-3.3,-3.3H3.3V3.3H-3.3Z', 'M0,-4.6L4.4,0L0,4.6L-4.4,0Z', 'M0,4.6L4.2,-3.2L-4.2,-3.2Z'];
const SIDE = 400;

/** Bytes out of base64. */
export function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Paints a unit's picture: 128 is zero. */
export function paintUnit(canvas, values) {
  const context = canvas.getContext('2d');
  const target = context.createImageData(canvas.width, canvas.height);
  const zero = channels(colour('--zero'));
  const negative = channels(colour('--negative'));
  const positive = channels(colour('--positive'));
  values.forEach((value, k) => {
    const t = (value - 128) / 127;
    const ink = t < 0 ? negative : positive;
    target.data.set([...zero.map((v, n) => v + (ink[n] - v) * Math.min(1, Math.abs(t))), 255], 4 * k);
  });
  context.putImageData(target, 0, 0);
}

export function plane({ onpoint, onremove }) {
  const canvas = el('canvas.plane-canvas', { 'aria-hidden': 'true' });
  const layer = svg('g');
  const overlay = svg('svg', { viewBox: `0 0 ${SIDE} ${SIDE}`, role: 'img', 'aria-label': 'Decision of the network over the plane, with the points' }, layer);
  const caption = el('p.plane-caption');
  const key = el('p.key');
  const box = el('div.plane-box', {}, canvas, overlay);
  let session = null;
  let last = null;
  let label = 0;

  overlay.addEventListener('click', (event) => {
    if (!session) return;
    const place = overlay.getBoundingClientRect();
    const { left, right, bottom, top } = session.view;
    const x = left + ((event.clientX - place.left) / place.width) * (right - left);
    const y = top - ((event.clientY - place.top) / place.height) * (top - bottom);
    const digits = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(right - left))));
    if (event.shiftKey) onremove(x, y);
    else onpoint(Number(x.toFixed(digits)), Number(y.toFixed(digits)), label);
  });

  function points() {
    const { left, right, bottom, top } = session.view;
    const part = (set, name) => set.x.map((x, k) => svg('path.point.series-' + set.label[k] + '.' + name, {
      d: SHAPES[set.label[k] % SHAPES.length],
      transform: `translate(${(((x - left) / (right - left)) * SIDE).toFixed(1)} ${(((top - set.y[k]) / (top - bottom)) * SIDE).toFixed(1)})`,
    }));
    layer.replaceChildren(...part(session.test, 'test'), ...part(session.training, 'training'));
  }

  function paint() {
    if (!last) return;
    if (last.unit) {
      canvas.width = canvas.height = session.unitSide;
      paintUnit(canvas, bytes(last.unit));
      return;
    }
    canvas.width = canvas.height = session.planeSide;
    const classes = bytes(last.classes);
    const scores = bytes(last.scores);
    const context = canvas.getContext('2d');
    const target = context.createImageData(canvas.width, canvas.height);
    const paper = channels(colour('--paper'));
    const inks = session.classes.map((_, k) => channels(seriesColour(k)));
    const chance = 1 / session.classes.length;
    classes.forEach((c, k) => {
      const sure = Math.max(0, (scores[k] / 255 - chance) / (1 - chance));
      const t = 0.06 + 0.46 * sure;
      target.data.set([...paper.map((v, n) => v + (inks[c][n] - v) * t), 255], 4 * k);
    });
    context.putImageData(target, 0, 0);
  }
  onTheme(paint);

  return {
    element: el('div.figure', {}, el('div.figure-head', {}, el('h2', {}, 'What it decides')), box, key, caption),
    setClass(k) { label = k; },
    show(next) {
      session = next;
      last = null;
      key.replaceChildren(...session.classes.map((name, k) => el('span', {}, svg('svg', { viewBox: '-6 -6 12 12', width: 14, height: 14, 'aria-hidden': 'true' },
        svg('path.point.series-' + k, { d: SHAPES[k % SHAPES.length] })), name)),
        ...(session.test.x.length ? [el('span.muted', {}, 'faint: kept for the test')] : []));
      points();
    },
    draw(what) {
      last = what;
      caption.textContent = 'The colour is the class, stronger where the network is surer.';
      paint();
      box.dataset.drawn = 'true';
    },
    drawUnit(values, name) {
      last = { unit: values };
      caption.textContent = 'What ' + name + ' puts out: orange below zero, blue above.';
      paint();
    },
  };
}
