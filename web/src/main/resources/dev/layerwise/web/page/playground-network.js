// The network as a diagram: what every unit sees, and the weights between them.
import { el, svg } from '/assets/report/dom.js';
import { onTheme } from '/assets/report/theme.js';
import { bytes, paintUnit } from './playground-plane.js';

const UNIT = 38;
const GAP = 10;
const COLUMN = 128;
const HEAD = 64;

export function diagram({ onlook, onunits, onlayers }) {
  const lines = svg('svg.weights', { 'aria-hidden': 'true' });
  const nodes = el('div.nodes');
  const stage = el('div.stage', {}, lines, nodes);
  const scroll = el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': 'Diagram of the network' }, stage);
  const layersTool = el('div.tools', {});
  const caption = el('figcaption', {}, 'Each picture is what a unit puts out over the plane; point at one to see it large. Lines are weights: thicker for larger, blue positive, orange negative.');
  let columns = [];
  let canvases = [];
  let last = null;

  const y = (count, k, height) => HEAD + (height - HEAD - count * UNIT - (count - 1) * GAP) / 2 + k * (UNIT + GAP);

  function rebuild(session, settings) {
    canvases = [];
    columns = [2, ...settings.layers, session.classes.length];
    const most = Math.max(...columns);
    const height = HEAD + most * UNIT + (most - 1) * GAP + 8;
    const width = (columns.length - 1) * COLUMN + UNIT + 60;
    stage.style.width = width + 'px';
    stage.style.height = height + 'px';
    lines.setAttribute('viewBox', `0 0 ${width} ${height}`);
    lines.setAttribute('width', width);
    lines.setAttribute('height', height);
    nodes.replaceChildren();
    columns.forEach((count, column) => {
      const hidden = column > 0 && column < columns.length - 1;
      const head = el('div.layer-head', {},
        el('strong', {}, column === 0 ? 'Input' : hidden ? 'Layer ' + column : 'Output'),
        hidden
          ? el('span.stepper', {},
              button('−', `One unit less in layer ${column}`, () => onunits(column - 1, -1), count <= 1),
              el('span', {}, String(count)),
              button('+', `One unit more in layer ${column}`, () => onunits(column - 1, 1), count >= 16))
          : el('span.muted', {}, column === 0 ? 'x, y' : 'softmax'));
      place(head, column * COLUMN, 0);
      nodes.append(head);
      for (let k = 0; k < count; k++) {
        let node;
        if (hidden) {
          const canvas = el('canvas', { width: session.unitSide, height: session.unitSide, 'aria-hidden': 'true' });
          node = el('button.unit', {
            type: 'button',
            'aria-label': `Layer ${column}, unit ${k + 1}: show what it sees`,
            onmouseenter: () => onlook(column - 1, k),
            onmouseleave: () => onlook(null),
            onfocus: () => onlook(column - 1, k),
            onblur: () => onlook(null),
          }, canvas);
          canvases.push({ canvas, layer: column - 1, unit: k });
        } else {
          node = el('span.unit.end' + (column === 0 ? '' : '.dot.series-' + k), {}, el('span', {}, column === 0 ? 'xy'[k] : session.classes[k]));
        }
        place(node, column * COLUMN + 30, y(count, k, height));
        nodes.append(node);
      }
    });
    layersTool.replaceChildren(
      el('span.muted', {}, settings.layers.length + (settings.layers.length === 1 ? ' hidden layer' : ' hidden layers')),
      button('−', 'One hidden layer less', () => onlayers(-1), settings.layers.length === 0),
      button('+', 'One hidden layer more', () => onlayers(1), settings.layers.length >= 5));
    lines.replaceChildren();
    columns.slice(1).forEach((count, column) => {
      for (let from = 0; from < columns[column]; from++) {
        for (let to = 0; to < count; to++) {
          const x0 = column * COLUMN + 30 + UNIT;
          const x1 = (column + 1) * COLUMN + 30;
          const y0 = y(columns[column], from, height) + UNIT / 2;
          const y1 = y(count, to, height) + UNIT / 2;
          lines.append(svg('path', { d: `M${x0},${y0}C${x0 + 34},${y0} ${x1 - 34},${y1} ${x1},${y1}` }));
        }
      }
    });
  }

  function draw(frame) {
    last = frame;
    canvases.forEach(({ canvas, layer, unit }) => paintUnit(canvas, bytes(frame.units[layer][unit])));
    let k = 0;
    for (const weights of frame.weights) {
      const most = Math.max(1e-9, ...weights.flat().map(Math.abs));
      for (const row of weights) {
        for (const weight of row) {
          const line = lines.childNodes[k++];
          const share = Math.abs(weight) / most;
          line.setAttribute('class', weight < 0 ? 'negative' : 'positive');
          line.style.strokeWidth = (0.4 + 3.4 * share).toFixed(2);
          line.style.opacity = (0.12 + 0.78 * share).toFixed(2);
        }
      }
    }
  }

  onTheme(() => last && draw(last));
  return {
    element: el('figure.figure.network', {}, el('div.figure-head', {}, el('h2', {}, 'What the units see'), layersTool), scroll, caption),
    rebuild(session, settings) { last = null; rebuild(session, settings); },
    draw,
  };
}

function place(element, x, top) {
  element.style.left = x + 'px';
  element.style.top = top + 'px';
}

function button(text, label, onclick, disabled) {
  return el('button.quiet.small', { type: 'button', 'aria-label': label, title: label, onclick, disabled }, text);
}
