// A page out of its description.
import { el } from './dom.js';
import { block } from './blocks.js';
import { isDark, onTheme, setTheme, watchTheme } from './theme.js';

function themeSwitch() {
  const button = el('button.quiet.theme', {
    type: 'button',
    onclick: () => setTheme(isDark() ? 'light' : 'dark'),
  });
  const label = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', isDark() ? 'Switch to light colours' : 'Switch to dark colours');
  };
  label();
  onTheme(label);
  return button;
}

/** Puts a page into an element. */
export function showPage(page, place) {
  watchTheme();
  const sections = page.sections.map((section) =>
    el('section', { id: section.id, 'aria-labelledby': 'heading-' + section.id },
      el('h2', { id: 'heading-' + section.id }, section.title), section.blocks.map(block)));
  place.replaceChildren(
    el('a.skip', { href: '#content' }, 'Skip to the content'),
    el('header', {},
      el('div.top', {}, el('p.kind', {}, 'Layerwise ', el('span', {}, page.kind)), themeSwitch()),
      el('h1', {}, page.title),
      page.subtitle ? el('p.subtitle', {}, page.subtitle) : null,
      page.sections.length > 2
        ? el('nav', { 'aria-label': 'Sections' }, el('ul', {}, page.sections.map((section) =>
            el('li', {}, el('a', { href: '#' + section.id }, section.title)))))
        : null),
    el('main', { id: 'content' },
      el('div.lead', {}, page.summary.map((text) => el('p', {}, text))),
      page.tiles.length
        ? el('dl.tiles', {}, page.tiles.map(({ label, value, note }) =>
            el('div', {}, el('dt', {}, label), el('dd', {}, el('strong', {}, value), note ? el('span', {}, note) : null))))
        : null,
      sections),
    el('footer', {}, page.footer),
  );
  document.documentElement.dataset.ready = 'true';
}

const embedded = document.getElementById('data');
if (embedded) showPage(JSON.parse(embedded.textContent), document.getElementById('page'));
