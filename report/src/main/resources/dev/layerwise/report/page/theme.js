// Light and dark: the reader's choice before the system's, and light on paper.

const listeners = new Set();

/** The colour of a name in the style sheet, such as '--ink'. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The colour of a series; its number may be greater than the palette. */
export function seriesColour(index) {
  return colour('--series-' + (index % 7));
}

/** Calls back when colours have changed: the other theme, or paper. */
export function onTheme(redraw) {
  listeners.add(redraw);
}

function changed(reason) {
  listeners.forEach((redraw) => redraw(reason));
}

const dark = matchMedia('(prefers-color-scheme: dark)');
let chosen = null;

/** Whether the page is dark now. */
export function isDark() {
  return document.documentElement.dataset.theme === 'dark';
}

/** Takes a theme: the reader's choice, or null for the system's. */
export function setTheme(theme) {
  chosen = theme;
  apply(chosen ?? (dark.matches ? 'dark' : 'light'), 'theme');
}

function apply(theme, reason) {
  document.documentElement.dataset.theme = theme;
  changed(reason);
}

/** Follows the system and the printer. */
export function watchTheme() {
  setTheme(null);
  dark.addEventListener('change', () => setTheme(chosen));
  addEventListener('beforeprint', () => {
    document.documentElement.classList.add('printing');
    apply('light', 'print');
  });
  addEventListener('afterprint', () => {
    document.documentElement.classList.remove('printing');
    setTheme(chosen);
  });
}

/** A colour between two, both as #rrggbb; t from 0 to 1. */
export function mixColours(from, to, t) {
  const a = channels(from);
  const b = channels(to);
  return a.map((v, k) => Math.round(v + (b[k] - v) * t));
}

export function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

export function rgb(parts) {
  return 'rgb(' + parts.join(',') + ')';
}

/** The scale of results: t from 0 (worst) to 1 (best). */
export function scaleColour(t) {
  const stops = ['--scale-0', '--scale-1', '--scale-2', '--scale-3', '--scale-4'].map(colour);
  const at = Math.max(0, Math.min(1, t)) * (stops.length - 1);
  const k = Math.min(stops.length - 2, Math.floor(at));
  return mixColours(stops[k], stops[k + 1], at - k);
}

/** Black or white, whichever can be read on a colour. */
export function inkOn([r, g, b]) {
  const linear = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return light > 0.19 ? '#111418' : '#ffffff';
}
