// The settings of the playground in the address, so that a link leads to what one sees.

export const DEFAULTS = Object.freeze({
  data: 'moons', size: 400, layers: [6, 4], activation: 'tanh', learningRate: 0.1,
  momentum: 0, l2: 0, dropout: 0, batchSize: 10, seed: 1,
});

const NUMBERS = ['size', 'classes', 'noise', 'testShare', 'learningRate', 'momentum', 'l2', 'dropout', 'batchSize', 'seed'];

/** The settings that an address names; what it leaves out is usual. */
export function fromAddress(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const settings = { ...DEFAULTS };
  for (const name of NUMBERS) {
    const value = Number(parameters.get(name));
    if (parameters.has(name) && Number.isFinite(value)) settings[name] = value;
  }
  for (const name of ['data', 'activation']) if (parameters.has(name)) settings[name] = parameters.get(name);
  if (parameters.has('layers')) {
    settings.layers = parameters.get('layers').split(',').filter(Boolean).map(Number);
  }
  if (settings.data === 'points') {
    settings.points = (parameters.get('points') ?? '').split(';').filter(Boolean)
      .map((text) => text.split(',').map(Number)).filter((point) => point.length === 3 && point.every(Number.isFinite));
  }
  return settings;
}

/** The address of settings. */
export function toAddress(settings) {
  const parts = [];
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || name === 'points') continue;
    if (JSON.stringify(value) === JSON.stringify(DEFAULTS[name])) continue;
    parts.push(name + '=' + (Array.isArray(value) ? value.join(',') : encodeURIComponent(value)));
  }
  if (settings.points) parts.push('points=' + settings.points.map((point) => point.join(',')).join(';'));
  return '#' + parts.join('&');
}

/** All points of a session as [x, y, class], rounded to what a picture shows. */
export function pointsOf(session) {
  const { left, right } = session.view;
  const digits = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(right - left))));
  return [session.training, session.test].flatMap((part) =>
    part.x.map((x, k) => [Number(x.toFixed(digits)), Number(part.y[k].toFixed(digits)), part.label[k]]));
}
