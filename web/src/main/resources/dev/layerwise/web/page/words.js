// How runs are spoken of: states, settings, times.
import { el } from '/assets/report/dom.js';
import { formatNumber } from '/assets/report/format.js';

const STATES = {
  live: ['live', 'Training'],
  stopped: ['stopped', 'Stopped'],
  done: ['done', 'Done'],
  diverged: ['diverged', 'Diverged'],
  damaged: ['diverged', 'Unreadable'],
};

/** A word with a dot for how things stand. */
export function stateBadge(status) {
  const [kind, word] = STATES[status] ?? ['stopped', status];
  return el('span.state.' + kind, {}, el('span.state-dot', { 'aria-hidden': 'true' }), word);
}

/** The page of a run, a sweep or a study. */
export function addressOf(run) {
  return (isSeries(run) ? '/' + run.kind : '/run') + '?id=' + encodeURIComponent(run.id);
}

/** Whether it holds many trainings: a sweep or a study. */
export function isSeries(run) {
  return run.kind === 'sweep' || run.kind === 'study';
}

/** As many runs and sweeps as the server lays beside one another. */
export const MOST_COMPARED = 200;

/** The address of a run in the interface. */
export function runApi(id, rest = '') {
  return '/api/runs/' + encodeURIComponent(id) + rest;
}

/** A text as a filter quotes it, which knows both marks and no way to write one inside its like. */
export function quoted(text) {
  const mark = text.includes("'") ? '"' : "'";
  return mark + text.replaceAll(mark, '') + mark;
}

/** batchSize as 'batch size'. */
export function settingWords(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}

/** A setting's value as one would type it. */
export function valueText(value) {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.length ? value.map(valueText).join(',') : 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && Math.abs(value) >= 1e7) return value.toExponential().replace('e+', 'e');
  return String(value);
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** When something began, as short as is clear. */
export function when(text) {
  const date = new Date(text);
  if (!text || Number.isNaN(date.getTime())) return el('span.muted', {}, '–');
  const now = new Date();
  const words = date.toDateString() === now.toDateString()
    ? clock.format(date)
    : date.getFullYear() === now.getFullYear() ? day.format(date) + ', ' + clock.format(date) : dayAndYear.format(date);
  return el('time', { datetime: text, title: date.toLocaleString() }, words);
}

/** What a run's settings are, as far as they are not the usual ones. */
export function changesText(changes, most = 4) {
  const names = Object.keys(changes).filter((name) => !['data', 'threads', 'kernels'].includes(name));
  const shown = names.slice(0, most).map((name) => settingWords(name) + ' ' + valueText(changes[name]));
  return shown.join(' · ') + (names.length > most ? ' · …' : '');
}

/** A share of steps done, from 0 to 1. */
export function shareDone(progress) {
  return progress.plannedSteps > 0 ? Math.min(1, progress.step / progress.plannedSteps) : 0;
}

/** A thin bar for how far a training is. */
export function progressBar(progress, label) {
  const share = shareDone(progress);
  const fill = el('span.progress-fill');
  fill.style.width = 100 * share + '%';
  return el('span.progress', {
    role: 'progressbar', 'aria-label': label, 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': String(Math.round(100 * share)),
  }, fill);
}

/** The time that is left at the present pace and within the limit, in seconds, or null. */
export function secondsLeft(progress, limit) {
  if (!(progress.seconds > 0) || !(progress.step > 0)) return null;
  const left = progress.seconds / progress.step * (progress.plannedSteps - progress.step);
  return limit > 0 ? Math.min(left, Math.max(0, limit - progress.seconds)) : left;
}

export { formatNumber };
