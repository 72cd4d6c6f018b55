// The network as a diagram: what every unit sees, and the weights between them.
import { el, svg } from '/assets/report/dom.js';
import { onTheme } from '/assets/report/theme.js';
import { bytes, paintUnit } from './playground-plane.js';

const UNIT = 38;
const SMALLEST_UNIT = 24;
const GAP = 10;
const COLUMN = 128;

/** How far outer columns are from the edges, what heads take above the units, and how close columns may be. */
const WIDE = { edge: 49, above: 64, least: 98 };
const CLOSE = { edge: 30, above: 64, least: 76 };
/** The buttons of a layer below one another, since they have no room side by side. */
const CROWDED = { edge: 26, above: 108, least: 0, crowded: true };

/** Where everything goes for so many columns in so many pixels: as wide as usual, or else as the room allows. */
function geometry(count, room) {
  const fits = ({ edge }) => Math.min(COLUMN, Math.floor((room - 2 * edge) / (count - 1)));
  const way = [WIDE, CLOSE, CROWDED].find((some) => fits(some) >= some.least) ?? CROWDED;
  const column = Math.max(SMALLEST_UNIT + 6, fits(way));
  const unit = Math.max(SMALLEST_UNIT, Math.min(UNIT, Math.round(0.6 * column)));
  return { ...way, column, unit, width: (count - 1) * column + 2 * way.edge };
}

export function diagram({ onlook, onunits, onlayers }) {
  const lines = svg('svg.weights', { 'aria-hidden': 'true' });
  const nodes = el('div.nodes');
  const stage = el('div.stage', {}, lines, nodes);
  const scroll = el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': 'Diagram of the network' }, stage);
  const layersTool = el('div.tools', {});
  const caption = el('figcaption', {}, 'Each picture is what a unit puts out over the plane; point at one to see it large. Lines are weights: thicker for larger, blue positive, orange negative.');
  let columns = [];
  let canvases = [];
  let heads = [];
  let units = [];
  let last = null;
  let room = 0;

  function rebuild(session, settings) {
    canvases = [];
    columns = [2, ...settings.layers, session.classes.length];
    heads = columns.map((count, column) => {
      const hidden = column > 0 && column < columns.length - 1;
      return el('div.layer-head', {},
        el('strong', {}, column === 0 ? 'Input' : hidden ? [el('span.layer-word', {}, 'Layer '), String(column)] : 'Output'),
        hidden
          ? el('span.stepper', {},
              button('−', `One unit less in layer ${column}`, () => onunits(column - 1, -1), count <= 1),
              el('span', {}, String(count)),
              button('+', `One unit more in layer ${column}`, () => onunits(column - 1, 1), count >= 16))
          : el('span.muted', {}, column === 0 ? 'x, y' : 'softmax'));
    });
    units = columns.map((count, column) => Array.from({ length: count }, (_, k) => {
      if (column === 0 || column === columns.length - 1) {
        return el('span.unit.end' + (column === 0 ? '' : '.dot.series-' + k), {}, el('span', {}, column === 0 ? 'xy'[k] : session.classes[k]));
      }
      const canvas = el('canvas', { width: session.unitSide, height: session.unitSide, 'aria-hidden': 'true' });
      canvases.push({ canvas, layer: column - 1, unit: k });
      return el('button.unit', {
        type: 'button',
        'aria-label': `Layer ${column}, unit ${k + 1}: show what it sees`,
        onmouseenter: () => onlook(column - 1, k),
        onmouseleave: () => onlook(null),
        onfocus: () => onlook(column - 1, k),
        onblur: () => onlook(null),
      }, canvas);
    }));
    // A layer's units follow its head, for those who go from button to button.
    nodes.replaceChildren(...heads.flatMap((head, column) => [head, ...units[column]]));
    layersTool.replaceChildren(
      el('span.muted', {}, settings.layers.length + (settings.layers.length === 1 ? ' hidden layer' : ' hidden layers')),
      button('−', 'One hidden layer less', () => onlayers(-1), settings.layers.length === 0),
      button('+', 'One hidden layer more', () => onlayers(1), settings.layers.length >= 5));
    lines.replaceChildren(...columns.slice(1).flatMap((count, column) =>
      Array.from({ length: columns[column] * count }, () => svg('path'))));
    arrange();
  }

  /** Puts everything in its place, for the room there is. */
  function arrange() {
    room = scroll.clientWidth;
    const { column, unit, edge, above, crowded, width } = geometry(columns.length, room);
    const most = Math.max(...columns);
    const height = above + most * unit + (most - 1) * GAP + 8;
    const y = (count, k) => above + (height - above - count * unit - (count - 1) * GAP) / 2 + k * (unit + GAP);
    stage.classList.toggle('crowded', Boolean(crowded));
    stage.style.width = width + 'px';
    stage.style.height = height + 'px';
    stage.style.setProperty('--unit', unit + 'px');
    lines.setAttribute('viewBox', `0 0 ${width} ${height}`);
    lines.setAttribute('width', width);
    lines.setAttribute('height', height);
    heads.forEach((element, at) => place(element, edge + at * column, 0));
    units.forEach((some, at) => some.forEach((element, k) => place(element, edge + at * column - unit / 2, y(some.length, k))));
    const bend = Math.min(34, (column - unit) / 2);
    let line = 0;
    columns.slice(1).forEach((count, at) => {
      const x0 = edge + at * column + unit / 2;
      const x1 = edge + (at + 1) * column - unit / 2;
      for (let from = 0; from < columns[at]; from++) {
        for (let to = 0; to < count; to++) {
          const y0 = y(columns[at], from) + unit / 2;
          const y1 = y(count, to) + unit / 2;
          lines.childNodes[line++].setAttribute('d', `M${x0},${y0}C${x0 + bend},${y0} ${x1 - bend},${y1} ${x1},${y1}`);
        }
      }
    });
  }
  // In the next frame: what is arranged has another height, and an observer must not change what it observes.
  new ResizeObserver(() => requestAnimationFrame(() => columns.length > 0 && scroll.clientWidth !== room && arrange())).observe(scroll);

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
