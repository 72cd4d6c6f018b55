// Curves over one another, drawn by uPlot. One can zoom, read values off, smooth, and choose axes.
import { el, svg } from './dom.js';
import { formatNumber, logTicks, tickText } from './format.js';
import { colour, onTheme, seriesColour } from './theme.js';
import { choice, frame, toggle } from './frame.js';
import { save } from './save.js';

/* global uPlot */

/** Distances of ticks: 1, 2, 5, 10 and so on. */
const WHOLE = Array.from({ length: 13 }, (_, k) => [1, 2, 5].map((n) => n * 10 ** k)).flat();
const FONT = '12px system-ui, sans-serif';

export function lineChart(figure) {
  const state = { axis: 0, logX: figure.axes[0].log, logY: figure.y.log, smoothing: 0, zoom: null, hidden: new Set() };
  const place = el('div.plot', {
    tabindex: '0',
    role: 'group',
    'aria-label': figure.title + '. Left and right arrows read values off, plus and minus zoom, 0 shows all.',
  });
  const where = el('span.where', { 'aria-live': 'off' });
  const entries = figure.series.map((series, k) => entry(series, k));
  const legend = el('div.legend', {}, where, entries.map(({ button }) => button));
  let u = null;
  let drawn = [];

  const reset = el('button.quiet', { type: 'button', hidden: true, onclick: () => zoomTo(null) }, 'Show all');
  const tools = [
    reset,
    figure.axes.length > 1
      ? choice('along', figure.axes.map((axis) => axis.label), 0, (k) => {
          state.axis = k;
          state.logX = figure.axes[k].log;
          state.zoom = null;
          build();
        })
      : null,
    toggle('log', state.logY, (on) => { state.logY = on; build(); }),
    smoothable() ? smoothing() : null,
    el('button.quiet', { type: 'button', 'aria-label': 'Save the picture of ' + figure.title + ' as PNG', onclick: savePicture }, 'PNG'),
  ];

  function smoothable() {
    return figure.series.some((series) => series.stroke !== 'POINTS' && series.y.length > 12);
  }

  function smoothing() {
    const input = el('input', {
      type: 'range', min: '0', max: '0.98', step: '0.02', value: '0',
      oninput: () => { state.smoothing = Number(input.value); build(); },
    });
    return el('label.choice', {}, el('span', {}, 'smooth'), input);
  }

  function entry(series, k) {
    const value = el('span.value');
    const button = el(
      'button.entry',
      {
        type: 'button',
        'aria-pressed': 'true',
        onclick: () => {
          if (!state.hidden.delete(k)) state.hidden.add(k);
          button.setAttribute('aria-pressed', String(!state.hidden.has(k)));
          build();
        },
        onmouseenter: () => focusOn(k),
        onmouseleave: () => focusOn(null),
      },
      swatch(series),
      el('span', {}, series.name),
      value,
    );
    return { button, value };
  }

  function focusOn(k) {
    const index = drawn.findIndex((d) => d && d.series === k && d.main);
    if (u) u.setSeries(k === null || index < 0 ? null : index, { focus: k !== null && index >= 0 });
  }

  /** The columns that uPlot draws, and what each of them is. */
  function columns() {
    const tables = [];
    const what = [null];
    const bands = [];
    // The first on top: of many curves it is the best.
    [...figure.series.entries()].reverse().forEach(([k, series]) => {
      if (state.hidden.has(k)) return;
      const keep = ascending(series.x[state.axis], state.logX);
      const pick = (values) => keep.map((i) => positive(values[i]));
      const table = [keep.map((i) => series.x[state.axis][i])];
      const smooth = state.smoothing > 0 && series.stroke !== 'POINTS' && series.y.length > 3;
      if (series.low.length) {
        table.push(pick(series.low), pick(series.high));
        bands.push({ series: [what.length + 1, what.length], fill: seriesColour(series.colour) + '2e' });
        what.push({ series: k, edge: true }, { series: k, edge: true });
      }
      const raw = pick(series.y);
      if (smooth) {
        table.push(raw);
        what.push({ series: k, faint: true });
      }
      table.push(smooth ? smoothed(raw, state.smoothing) : raw);
      what.push({ series: k, main: true, single: series.y.filter((v) => v !== null).length < 2 });
      if (table[0].length) tables.push(table);
      else what.length -= table.length - 1;
    });
    return { data: tables.length ? uPlot.join(tables) : [[]], what, bands };
  }

  function positive(value) {
    return value === null || (state.logY && value <= 0) ? null : value;
  }

  function build() {
    const { data, what, bands } = columns();
    drawn = what;
    if (u) u.destroy();
    const axis = figure.axes[state.axis];
    const grid = { stroke: colour('--grid'), width: 1 };
    const ink = colour('--muted');
    const log = { splits: (_, __, min, max) => logTicks(min, max), filter: (_, ticks) => ticks };
    // Where all is counted in whole numbers, nothing lies at a half.
    const whole = !state.logX && data[0].every(Number.isInteger) ? { incrs: WHOLE } : {};
    const common = { stroke: ink, font: FONT, labelFont: FONT, grid, ticks: { show: false } };
    u = new uPlot(
      {
        ...size(),
        padding: [figure.marks.length ? 18 : 10, 12, 0, 0],
        legend: { show: false },
        focus: { alpha: 0.2 },
        scales: {
          x: { time: false, distr: state.logX ? 3 : 1, range: (_, min, max) => (state.zoom ?? (state.logX ? [min / 1.1, max * 1.1] : spread(min, max, 0))) },
          y: { distr: state.logY ? 3 : 1, range: rangeY },
        },
        axes: [
          { ...common, ...whole, ...(state.logX ? log : {}), size: 26, gap: 4, label: axis.label, labelSize: 18, space: 60, values: (_, ticks) => ticks.map((t) => (t === null ? '' : tickText(t))) },
          { ...common, ...(state.logY ? log : {}), size: widthOfNumbers, gap: 6, space: 36, values: (_, ticks) => ticks.map((t) => (t === null ? '' : tickText(t))) },
        ],
        series: what.map((d) => (d === null ? {} : style(d))),
        bands,
        cursor: {
          drag: { x: true, y: false, setScale: false },
          points: { size: 7 },
          dataIdx: (self, k, index) => nearest(self.data[k], index),
        },
        hooks: {
          setCursor: [() => read(false)],
          setSelect: [(self) => {
            if (self.select.width > 4) {
              zoomTo([self.posToVal(self.select.left, 'x'), self.posToVal(self.select.left + self.select.width, 'x')]);
            }
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          }],
          draw: [drawMarks],
        },
      },
      data,
      place,
    );
    u.over.addEventListener('dblclick', () => zoomTo(null));
    touch(u);
    reset.hidden = !state.zoom;
    read(false);
  }

  function style({ series: k, main, faint, single }) {
    const series = figure.series[k];
    const stroke = seriesColour(series.colour);
    if (series.stroke === 'POINTS') {
      return { stroke, paths: () => null, points: { show: true, size: 7, fill: stroke, stroke: colour('--paper') } };
    }
    return {
      stroke: faint ? stroke + '55' : main ? (many(series) ? stroke + '88' : stroke) : 'transparent',
      width: faint || many(series) ? 1 : main ? 2 : 0,
      dash: series.stroke === 'DASHED' ? [6, 4] : undefined,
      spanGaps: false,
      points: { show: main && single, size: 7, fill: stroke },
    };
  }

  /** Whether this is one of the many that have no colour of their own. */
  function many(series) {
    return figure.series.length > 7 && series.colour === 6;
  }

  function rangeY(_, min, max) {
    if (min === null || min === undefined) return state.logY ? [0.1, 1] : [0, 1];
    if (state.logY) return [min / 1.15, max * 1.15];
    const [low, high] = spread(min, max, 0.05);
    return figure.y.format === 'ACCURACY' ? [Math.max(low, 0), Math.min(high, 1 + 0.02 * (high - low))] : [min >= 0 ? Math.max(low, 0) : low, high];
  }

  function widthOfNumbers(_, texts) {
    return 14 + 7 * Math.max(3, ...(texts ?? []).map((text) => text.length));
  }

  function size() {
    const printing = document.documentElement.classList.contains('printing');
    const width = printing ? (place.closest('.side') ? 320 : 680) : place.clientWidth || 640;
    return { width, height: place.closest('.side') || width < 480 ? 250 : 320 };
  }

  /** Shows the values under the cursor, or the last ones. */
  function read(aloud) {
    const index = u.cursor.idx;
    const off = index === null || index === undefined || u.cursor.left < 0;
    const axis = figure.axes[state.axis];
    where.textContent = off ? 'last' : axis.label + ' ' + formatNumber(u.data[0][index], axis.format === 'COUNT' ? 'SETTING' : axis.format);
    const said = [where.textContent];
    entries.forEach(({ value }, k) => {
      const column = drawn.findIndex((d) => d && d.series === k && d.main);
      const values = column < 0 ? [] : u.data[column];
      const at = off ? nearest(values, values.length - 1) : nearest(values, index);
      value.textContent = column < 0 ? '' : formatNumber(values[at], figure.y.format);
      if (column >= 0) said.push(figure.series[k].name + ' ' + value.textContent);
    });
    if (aloud) where.setAttribute('aria-label', said.join(', '));
    where.setAttribute('aria-live', aloud ? 'polite' : 'off');
  }

  function zoomTo(range) {
    state.zoom = range && range[1] > range[0] ? range : null;
    reset.hidden = !state.zoom;
    const xs = u.data[0];
    if (!xs.length) return;
    u.setScale('x', { min: state.zoom ? state.zoom[0] : xs[0], max: state.zoom ? state.zoom[1] : xs[xs.length - 1] });
  }

  function zoomBy(factor, at) {
    const { min, max } = u.scales.x;
    const middle = at ?? (min + max) / 2;
    const xs = u.data[0];
    const low = Math.max(xs[0], middle - (middle - min) * factor);
    const high = Math.min(xs[xs.length - 1], middle + (max - middle) * factor);
    zoomTo(low <= xs[0] && high >= xs[xs.length - 1] ? null : [low, high]);
  }

  place.addEventListener('keydown', (event) => {
    const xs = u.data[0];
    // What can be seen; the cursor does not leave it.
    const { min, max } = u.scales.x;
    const first = xs.findIndex((x) => x >= min);
    const last = xs.findLastIndex((x) => x <= max);
    const step = Math.max(1, Math.round((last - first) / 100)) * (event.shiftKey ? 10 : 1);
    const off = u.cursor.left < 0 || u.cursor.idx === null;
    const to = {
      ArrowLeft: off ? last : u.cursor.idx - step,
      ArrowRight: off ? first : u.cursor.idx + step,
      Home: first,
      End: last,
    }[event.key];
    if (to !== undefined && first >= 0 && last >= first) {
      u.setCursor({ left: u.valToPos(xs[Math.max(first, Math.min(last, to))], 'x'), top: 10 }, true);
      read(true);
    } else if (event.key === '+' || event.key === '=') zoomBy(0.5);
    else if (event.key === '-') zoomBy(2);
    else if (event.key === '0' || event.key === 'Escape') zoomTo(null);
    else return;
    event.preventDefault();
  });

  function drawMarks(self) {
    const { ctx, bbox } = self;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.font = 11 * ratio + 'px system-ui, sans-serif';
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.fillStyle = colour('--muted');
    ctx.strokeStyle = colour('--muted');
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.lineWidth = ratio;
    for (const mark of figure.marks) {
      const x = self.valToPos(mark.x[state.axis], 'x', true);
      if (!(x >= bbox.left && x <= bbox.left + bbox.width)) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const width = ctx.measureText(mark.label).width;
      ctx.fillText(mark.label, Math.max(bbox.left, Math.min(x - width / 2, bbox.left + bbox.width - width)), bbox.top - 5 * ratio);
    }
    ctx.restore();
  }

  function touch(chart) {
    let pinch = null;
    const spot = (t) => t.clientX - chart.over.getBoundingClientRect().left;
    chart.over.addEventListener('touchstart', (event) => {
      pinch = null;
      if (event.touches.length === 2) {
        const [a, b] = [spot(event.touches[0]), spot(event.touches[1])].sort((p, q) => p - q);
        pinch = [chart.posToVal(a, 'x'), chart.posToVal(b, 'x')];
      }
    }, { passive: true });
    chart.over.addEventListener('touchmove', (event) => {
      if (event.touches.length === 1 && !pinch) {
        chart.setCursor({ left: spot(event.touches[0]), top: 10 });
      } else if (pinch && event.touches.length === 2) {
        const [a, b] = [spot(event.touches[0]), spot(event.touches[1])].sort((p, q) => p - q);
        if (b - a < 8) return;
        const unit = (pinch[1] - pinch[0]) / (b - a);
        const xs = chart.data[0];
        const low = Math.max(xs[0], pinch[0] - a * unit);
        const high = Math.min(xs[xs.length - 1], pinch[1] + (chart.over.clientWidth - b) * unit);
        zoomTo(low <= xs[0] && high >= xs[xs.length - 1] ? null : [low, high]);
      }
    }, { passive: true });
  }

  function savePicture() {
    const source = u.root.querySelector('canvas');
    const copy = el('canvas', { width: source.width, height: source.height });
    const ctx = copy.getContext('2d');
    ctx.fillStyle = colour('--paper');
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(source, 0, 0);
    copy.toBlob((blob) => save(figure.id + '.png', 'image/png', blob));
  }

  const whole = frame(figure, {
    label: 'line-chart',
    tools: tools.filter(Boolean),
    body: el('div', {}, place, legend),
    rows: () => [
      ['series', ...figure.axes.map((axis) => axis.label), figure.y.label,
        ...(figure.series.some((s) => s.low.length) ? ['low', 'high'] : [])],
      ...figure.series.flatMap((series) => series.y.map((y, i) =>
        [series.name, ...series.x.map((x) => x[i]), y, ...(series.low.length ? [series.low[i], series.high[i]] : [])])),
    ],
  });

  /** Takes a longer record of the same; what the reader has set stays. Returns whether it could. */
  whole.update = (next) => {
    const same = (a, b, name) => a.length === b.length && a.every((part, k) => part[name] === b[k][name]);
    if (!same(next.series, figure.series, 'name') || !same(next.axes, figure.axes, 'label')) return false;
    const marks = figure.marks.length;
    Object.assign(figure, next);
    if (!u) return true;
    const { data, what } = columns();
    if (marks === figure.marks.length && JSON.stringify(what) === JSON.stringify(drawn)) {
      // Longer, and otherwise as it was: what is drawn with can stay.
      u.setData(data);
      read(false);
    } else {
      build();
    }
    return true;
  };

  let width = 0;
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (!place.isConnected || document.documentElement.classList.contains('printing')) return;
    if (place.clientWidth !== width && place.clientWidth > 0) {
      width = place.clientWidth;
      if (u) u.setSize(size());
      else build();
    }
  })).observe(place);
  onTheme(() => {
    entries.forEach(({ button }, k) => button.firstChild.replaceWith(swatch(figure.series[k])));
    if (u) build();
  });
  return whole;
}

function swatch(series) {
  const stroke = seriesColour(series.colour);
  return svg('svg.swatch', { width: 18, height: 10, 'aria-hidden': 'true' },
    series.stroke === 'POINTS'
      ? svg('circle', { cx: 9, cy: 5, r: 3.5, fill: stroke })
      : svg('line', { x1: 0, x2: 18, y1: 5, y2: 5, stroke, 'stroke-width': 2.5, 'stroke-dasharray': series.stroke === 'DASHED' ? '5 3' : null }));
}

/** The indices of places that ascend; of equal ones the last. */
function ascending(places, positiveOnly) {
  const keep = [];
  places.forEach((x, i) => {
    if (x === null || (positiveOnly && x <= 0)) return;
    while (keep.length && places[keep[keep.length - 1]] >= x) keep.pop();
    keep.push(i);
  });
  return keep;
}

function spread(min, max, share) {
  const room = max > min ? (max - min) * share : Math.abs(max) * 0.1 || 0.5;
  return [min - room, max + room];
}

/** An exponential moving average that starts without a pull to zero. */
function smoothed(values, weight) {
  let sum = 0;
  let total = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    total = weight * total + (1 - weight);
    return sum / total;
  });
}

/** The index of the nearest value that is there. */
function nearest(values, index) {
  const there = (i) => values[i] !== null && values[i] !== undefined;
  for (let d = 0; d < values.length; d++) {
    if (index - d >= 0 && there(index - d)) return index - d;
    if (index + d < values.length && there(index + d)) return index + d;
  }
  return index;
}
