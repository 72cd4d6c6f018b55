// What a network says of every place in the plane, and the examples there.
import { el, svg } from './dom.js';
import { roundTicks, tickText } from './format.js';
import { channels, colour, onTheme, seriesColour } from './theme.js';
import { frame, toggle } from './frame.js';
import { decode } from './images.js';
import { key } from './histogram.js';

const SIDE = 560;
const LEFT = 44;
const BOTTOM = 40;

export function boundary(figure) {
  const { x, y } = figure;
  const ratio = Math.max(0.4, Math.min(1.4, (y.high - y.low) / (x.high - x.low)));
  const width = SIDE;
  const height = Math.round(SIDE * ratio);
  const px = (v) => LEFT + ((v - x.low) / (x.high - x.low)) * width;
  const py = (v) => 6 + (1 - (v - y.low) / (y.high - y.low)) * height;
  const canvas = el('canvas', { width: figure.plane.width, height: figure.plane.height, 'aria-hidden': 'true' });
  const shown = figure.points.map((_, k) => k === figure.points.length - 1 || figure.points.length === 1);
  const layer = svg('g');
  const label = figure.title + '. ' + figure.caption;
  const picture = svg(
    'svg.boundary',
    { viewBox: `0 0 ${LEFT + width + 8} ${height + BOTTOM + 6}`, role: 'img', 'aria-label': label },
    svg('rect.plane', { x: LEFT, y: 6, width, height }),
    svg('foreignObject', { x: LEFT, y: 6, width, height }, canvas),
    roundTicks(x.low, x.high, 6).map((t) => svg('text.tick', { x: px(t), y: height + 22, 'text-anchor': 'middle' }, tickText(t))),
    roundTicks(y.low, y.high, 5).map((t) => svg('text.tick', { x: LEFT - 6, y: py(t) + 4, 'text-anchor': 'end' }, tickText(t))),
    svg('text.tick', { x: LEFT + width / 2, y: height + 40, 'text-anchor': 'middle' }, x.label),
    svg('text.tick', { transform: `translate(11 ${6 + height / 2}) rotate(-90)`, 'text-anchor': 'middle' }, y.label),
    layer,
  );

  function points() {
    layer.replaceChildren(...figure.points.flatMap((part, k) => (shown[k] ? part.x.map((_, i) => dot(part, i)) : [])));
  }

  /** A wrong example has a ring; classes differ in form as well as in colour. */
  function dot(part, i) {
    const at = `translate(${px(part.x[i]).toFixed(1)} ${py(part.y[i]).toFixed(1)})`;
    const d = ['M-3.6,0a3.6,3.6 0 1,0 7.2,0a3.6,3.6 0 1,0 -7.2,0', 'M0,-4.6L4.2,3.2L-4.2,3.2Z', 'M-3.3,-3.3H3.3V3.3H-3.3Z', 'M0,-4.6L4.4,0L0,4.6L-4.4,0Z', 'M0,4.6L4.2,-3.2L-4.2,-3.2Z'][part.label[i] % 5];
    return svg('g', { transform: at },
      part.wrong[i] ? svg('circle.wrong', { r: 7 }) : null,
      svg('path.point.series-' + (part.label[i] % 7), { d }));
  }

  decode(figure.plane).then(([classes, scores]) => {
    const draw = () => {
      const context = canvas.getContext('2d');
      const target = context.createImageData(canvas.width, canvas.height);
      const paper = channels(colour('--paper'));
      const inks = figure.names.map((_, k) => channels(seriesColour(k)));
      const chance = 1 / figure.names.length;
      classes.forEach((c, k) => {
        const sure = Math.max(0, (scores[k] / 255 - chance) / (1 - chance));
        const t = 0.1 + 0.34 * sure;
        target.data.set([...paper.map((v, n) => v + (inks[c][n] - v) * t), 255], 4 * k);
      });
      context.putImageData(target, 0, 0);
    };
    draw();
    picture.dataset.drawn = 'true';
    onTheme(draw);
  });
  points();

  return frame(figure, {
    label: 'boundary',
    tools: figure.points.length > 1
      ? figure.points.map((part, k) => toggle(part.name, shown[k], (on) => { shown[k] = on; points(); }))
      : [],
    body: el('div', {}, picture, key(figure.names.map((name, k) => ({ name, colour: k })))),
    rows: () => [
      ['part', x.label, y.label, 'class', 'recognised'],
      ...figure.points.flatMap((part) => part.x.map((_, i) => [part.name, part.x[i], part.y[i], figure.names[part.label[i]], part.wrong[i] ? 'no' : 'yes'])),
    ],
  });
}
