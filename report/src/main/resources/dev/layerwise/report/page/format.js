// Numbers as people read them; the same as Format.java.

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A number as text; a dash for none. */
export function formatNumber(value, format = 'SETTING') {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const sign = value < 0 ? '−' : format === 'DIFFERENCE' ? '+' : '';
  return sign + unsigned(Math.abs(value), format);
}

function unsigned(size, format) {
  switch (format) {
    case 'COUNT':
      return grouped.format(size);
    case 'LOSS':
      return size !== 0 && (size >= 1e4 || size < 1e-4) ? exponent(size, 2) : size.toFixed(4);
    case 'ACCURACY':
      // Only where all is right it is 1.0000.
      return (size < 1 ? Math.min(size, 0.9999) : size).toFixed(4);
    case 'DIFFERENCE':
      return size.toFixed(4);
    case 'PROBABILITY':
      return size < 0.001 ? '<0.001' : size.toFixed(3);
    case 'SECONDS':
      return duration(size);
    default:
      return shortest(size);
  }
}

function exponent(value, digits) {
  return value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
}

function shortest(value) {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (size >= 1e6 || size < 1e-4) {
    return value.toExponential(5).replace(/\.?0+e/, 'e').replace('e+', 'e');
  }
  return String(Number(value.toPrecision(6)));
}

function duration(seconds) {
  if (seconds < 0.0995) return (seconds * 1e3).toFixed(1) + ' ms';
  if (seconds < 59.95) return seconds.toFixed(seconds < 9.995 ? 2 : 1) + ' s';
  const whole = Math.round(seconds);
  const two = (n) => String(n).padStart(2, '0');
  return whole < 3600
    ? Math.floor(whole / 60) + ':' + two(whole % 60) + ' min'
    : Math.floor(whole / 3600) + ':' + two(Math.floor(whole / 60) % 60) + ':' + two(whole % 60) + ' h';
}

/** Round numbers for an axis, about as many as wanted. */
export function roundTicks(low, high, wanted = 5) {
  if (!(high > low)) return [low];
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough * 0.999);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) ticks.push(k * step);
  return ticks;
}

/** Marks for a logarithmic axis: one, two and five times powers of ten, or powers alone. */
export function logTicks(low, high) {
  const ticks = [];
  const decades = Math.log10(high / low);
  const every = Math.ceil(decades / 8);
  for (let k = Math.floor(Math.log10(low)); k <= Math.log10(high); k++) {
    if (k % every) continue;
    for (const f of decades > 3 ? [1] : decades > 0.7 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]) {
      const tick = f * 10 ** k;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** The number of an axis mark: short. */
export function tickText(value) {
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e6 || size < 1e-3)) {
    return value.toExponential(2).replace(/\.?0+e/, 'e').replace('e+', 'e').replace('-', '−');
  }
  return String(Number(value.toPrecision(6))).replace('-', '−');
}
