// One step written out: every matrix, with its numbers and its formula.
import { el } from '/assets/report/dom.js';

const PHASES = {
  FORWARD: ['Forward', 'From the examples to the loss: each layer takes what the one before puts out.'],
  BACKWARD: ['Backward', 'From the loss back: ∂ of a matrix says how the loss changes with each of its elements, so it has the same shape.'],
  UPDATE: ['Update', 'Every parameter takes a step against its gradient.'],
};

export function explanation({ onexplain }) {
  const place = el('div.step', { 'aria-live': 'polite' });
  const count = el('select.field', { id: 'step-examples', 'aria-label': 'Examples to write out' },
    [1, 2, 3, 4, 6].map((n) => el('option', { value: String(n), selected: n === 3 }, String(n))));
  const button = el('button.button', {
    type: 'button',
    id: 'explain',
    onclick: async () => {
      const answer = await onexplain(Number(count.value));
      if (answer) show(answer);
    },
  }, 'Write out the next step');
  const element = el('section.explained', { 'aria-labelledby': 'explained-title' },
    el('h2', { id: 'explained-title' }, 'One step explained'),
    el('p.hint', {}, 'Every matrix of the next step, forward and backward, for layers of at most 8 units. Rows of a mini-batch are examples.'),
    el('div.controls', {}, button, el('label.choice', {}, el('span', {}, 'for examples:'), count)),
    place);

  function show({ step, examples, ofMiniBatch, learningRate, trace }) {
    const intro = `Step ${step}, written out for ${examples === ofMiniBatch ? 'its whole mini-batch' : 'the first ' + (examples === 1 ? 'example' : examples + ' examples') + ' of its mini-batch of ' + ofMiniBatch}`
      + `: n = ${examples}, η = ${learningRate}. The mean loss is ${number(trace.loss)}`
      + (trace.penalty > 0 ? `, the penalty ${number(trace.penalty)}` : '')
      + `; after the step the same examples have ${number(trace.lossAfter)}. Nothing is left out by dropout here, and momentum adds nothing.`;
    place.replaceChildren(el('p', {}, intro), ...Object.entries(PHASES).map(([phase, [name, what]]) =>
      el('section.phase', {}, el('h3', {}, name), el('p.hint', {}, what),
        el('div.matrices', {}, trace.parts.filter((part) => part.phase === phase).map(matrix)))));
    place.dataset.drawn = 'true';
  }

  return { element, clear() { place.replaceChildren(); delete place.dataset.drawn; } };
}

function matrix(part) {
  const rows = part.values.length;
  const columns = part.values[0]?.length ?? 0;
  const most = Math.max(1e-12, ...part.values.flat().map(Math.abs));
  return el('figure.matrix-card', {},
    el('figcaption', {},
      el('span.formula', {}, el('b', {}, part.symbol), part.formula ? ' = ' + part.formula : ''),
      el('span.muted', {}, `${rows} × ${columns}, ${part.meaning}`)),
    el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': 'Values of ' + part.symbol },
      el(columns > 6 ? 'table.numbers.many' : 'table.numbers', {}, el('tbody', {}, part.values.map((row) => el('tr', {}, row.map((value) => {
        const cell = el('td', {}, number(value));
        cell.style.setProperty('--share', Math.round((100 * Math.abs(value)) / most) + '%');
        cell.className = value < 0 ? 'negative' : value > 0 ? 'positive' : '';
        return cell;
      })))))));
}

/** Three decimals, or more where they would all be zero. */
function number(value) {
  if (value === null) return '–';
  const size = Math.abs(value);
  const text = size === 0 ? '0' : size >= 1000 ? value.toPrecision(5) : size >= 0.001 ? value.toFixed(3) : value.toExponential(1);
  return text.replace('-', '−');
}
