// The parts of a page of the report, inside the dashboard.
import { el } from '/assets/report/dom.js';
import { block } from '/assets/report/blocks.js';

/** Its summary, tiles and sections as elements. */
export function partsOf(page) {
  return [
    el('div.lead', {}, page.summary.map((text) => el('p', {}, text))),
    page.tiles.length
      ? el('dl.tiles', {}, page.tiles.map(({ label, value, note }) =>
        el('div', {}, el('dt', {}, label), el('dd', {}, el('strong', {}, value), note ? el('span', {}, note) : null))))
      : null,
    ...page.sections.map((part) => el('section', { id: part.id, 'aria-labelledby': 'heading-' + part.id },
      el('h2', { id: 'heading-' + part.id }, part.title), part.blocks.map(block))),
  ].filter(Boolean);
}
