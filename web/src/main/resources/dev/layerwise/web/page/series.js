// A sweep or a study as far as it has come: its page, made of the report's components.
import { api, attempt, listen, ready, shell } from './shell.js';
import { el } from '/assets/report/dom.js';
import { partsOf } from './pages.js';
import { formatNumber, progressBar, quoted, runApi, stateBadge } from './words.js';

/**
 * Fills the page.
 * @param {string} kind sweep or study
 * @param {string} list its place in the interface, such as 'sweeps'
 * @param {string} parts what it is made of, as a link names it
 */
export function showSeries({ kind, list, parts }) {
  const id = new URL(location.href).searchParams.get('id') ?? '';
  const address = '/api/' + list + '/' + encodeURIComponent(id);
  const main = shell();
  const head = el('div.page-head', {}, el('div', {}, el('p.crumb', {}, el('a', { href: '/' }, 'Runs')), el('h1', {}, id.split('/').at(-1) || kind)));
  const bar = el('div.run-progress');
  const nav = el('nav', { 'aria-label': 'Sections', hidden: true }, el('ul'));
  const content = el('div');
  main.append(head, bar, nav, content);
  let version = null;
  let shown = '';
  let loading = false;
  let again = false;

  load().then(() => {
    ready();
    listen('/api/events', { runs: ({ version: now }) => { if (version !== null && now !== version) load(); version = now; } });
  });

  /** One reading at a time: a page over many runs takes its while. */
  async function load() {
    if (loading) {
      again = true;
      return;
    }
    loading = true;
    await look();
    loading = false;
    if (again) {
      again = false;
      load();
    }
  }

  async function look() {
    const found = await attempt(() => api('GET', '/api/runs?' + new URLSearchParams({ trials: '1', filter: 'kind=' + kind + ' and id=' + quoted(id) })));
    const entry = found?.runs[0];
    if (!content.firstChild) content.append(el('p.notice', { role: 'status' }, 'Reading its runs …'));
    try {
      const page = await api('GET', address);
      const text = JSON.stringify([page, entry]);
      if (text === shown) return;
      shown = text;
      document.title = page.title + ' · Layerwise';
      showHead(page, entry);
      content.replaceChildren(...partsOf(page));
      contents(page);
    } catch (failure) {
      if (entry) showHead({ title: entry.name, subtitle: '' }, entry);
      nav.hidden = true;
      content.replaceChildren(el('p.notice.warning', {}, failure.message));
    }
  }

  function contents(page) {
    nav.hidden = page.sections.length < 2;
    nav.firstChild.replaceChildren(...page.sections.map((part) => el('li', {}, el('a', { href: '#' + part.id }, part.title))));
  }

  function showHead(page, entry) {
    const { trials, trialsDone } = entry?.figures ?? {};
    head.replaceChildren(
      el('div', {}, el('p.crumb', {}, el('a', { href: '/' }, 'Runs'), id.includes('/') ? ' / ' + id.slice(0, id.lastIndexOf('/')) : null), el('h1', {}, page.title),
        el('p.subtitle', {}, entry ? stateBadge(entry.status) : null, ' ', [trials ? formatNumber(trialsDone, 'COUNT') + ' of ' + formatNumber(trials, 'COUNT') + ' trainings' : '', page.subtitle].filter(Boolean).join(' · '))),
      el('div.page-actions', {},
        el('a.button', { href: '/?trials=1&filter=' + encodeURIComponent('id~' + quoted(id + '/') + ' and not kind=study') }, parts),
        el('a.button', { href: address + '/report.html', download: kind + '.html' }, 'Report'),
        !entry || entry.status === 'live' || entry.partOf ? null : el('button.button.danger', { type: 'button', onclick: remove }, 'Delete')));
    bar.replaceChildren(...(entry?.status === 'live' && trials ? [progressBar({ step: trialsDone, plannedSteps: trials }, 'Progress')] : []));
  }

  async function remove() {
    const answer = await attempt(() => api('DELETE', runApi(id)));
    if (answer) location.href = '/?deleted=' + encodeURIComponent(answer.key);
  }
}
