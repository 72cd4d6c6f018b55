// A sweep: its table, parallel coordinates, heat maps and curves, as far as it has come.
import { api, attempt, listen, ready, shell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { partsOf } from './pages.js';
import { stateBadge } from './words.js';

const id = new URL(location.href).searchParams.get('id') ?? '';
const main = shell();
const head = el('div.page-head');
const content = el('div');
main.append(head, content);
let version = null;
let shown = '';

load().then(() => {
  ready();
  listen('/api/events', { runs: ({ version: now }) => { if (version !== null && now !== version) load(); version = now; } });
});

async function load() {
  const address = '/api/sweeps/' + encodeURIComponent(id);
  const list = await attempt(() => api('GET', '/api/runs?' + new URLSearchParams({ filter: "kind=sweep and id='" + id.replaceAll("'", '') + "'" })));
  try {
    const page = await api('GET', address);
    const text = JSON.stringify(page);
    if (text === shown) return;
    shown = text;
    document.title = page.title + ' · Layerwise';
    head.replaceChildren(
      el('div', {}, el('p.crumb', {}, el('a', { href: '/' }, 'Runs')), el('h1', {}, page.title),
        el('p.subtitle', {}, list?.runs[0] ? stateBadge(list.runs[0].status) : null, ' ', page.subtitle)),
      el('div.page-actions', {},
        el('a.button', { href: '/?trials=1&filter=' + encodeURIComponent("id~'" + id + "/trials/'") }, 'Its runs'),
        el('a.button', { href: address + '/report.html', download: 'sweep.html' }, 'Report')));
    content.replaceChildren(...partsOf(page));
  } catch (failure) {
    content.replaceChildren(el('p.notice.warning', {}, failure.message));
  }
}
