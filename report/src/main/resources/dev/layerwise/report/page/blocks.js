// From the description of a block to its element.
import { el } from './dom.js';
import { table } from './table.js';
import { lineChart } from './linechart.js';
import { histogram } from './histogram.js';
import { ridges } from './ridges.js';
import { imageGrid } from './images.js';
import { matrix } from './matrix.js';
import { boundary } from './boundary.js';
import { parallelCoordinates } from './parallel.js';
import { heatmap } from './heatmap.js';

const KINDS = {
  Boundary: boundary,
  Code: code,
  Definitions: definitions,
  Heatmap: heatmap,
  Histogram: histogram,
  ImageGrid: imageGrid,
  LineChart: lineChart,
  Matrix: matrix,
  Notice: notice,
  ParallelCoordinates: parallelCoordinates,
  Prose: prose,
  Ridges: ridges,
  SideBySide: sideBySide,
  Table: table,
};

/** The element that shows a block. */
export function block(description) {
  const draw = KINDS[description.type];
  if (!draw) throw new Error('There is no block of type ' + description.type);
  return draw(description);
}

function prose({ paragraphs }) {
  return el('div.prose', {}, paragraphs.map((text) => el('p', {}, text)));
}

function notice({ kind, text }) {
  return el('p.notice.' + kind.toLowerCase(), { role: 'note' }, text);
}

function code({ label, text }) {
  const button = el('button.quiet', {
    type: 'button',
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(content);
        button.textContent = 'Selected';
      }
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    },
  }, 'Copy');
  const content = el('code', {}, text);
  return el('div.code', {}, el('div.figure-head', {}, el('h3', {}, label), el('div.tools', {}, button)), el('pre', { tabindex: '0' }, content));
}

function definitions({ entries }) {
  return el('dl.definitions', {}, entries.map(({ name, value, strong }) =>
    el('div' + (strong ? '.strong' : ''), {}, el('dt', {}, name), el('dd', {}, value))));
}

function sideBySide({ blocks, narrow }) {
  const side = el('div.side', {}, blocks.map(block));
  side.style.setProperty('--narrow', narrow + 'px');
  return side;
}
