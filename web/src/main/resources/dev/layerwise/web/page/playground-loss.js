// Loss against steps, growing while a network trains.
import { el } from '/assets/report/dom.js';
import { colour, onTheme, seriesColour } from '/assets/report/theme.js';

const MOST = 3000;

export function lossChart() {
  const place = el('div.small-plot', { role: 'img', 'aria-label': 'Loss against steps' });
  const key = el('p.key');
  let data = [[], [], []];
  let chart = null;

  function build() {
    chart?.destroy();
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif', size: 36 };
    chart = new uPlot({
      width: place.clientWidth || 360,
      height: 150,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(0.05, high * 1.05)] } },
      axes: [{ ...axis, size: 28 }, { ...axis, size: 44 }],
      series: [{},
        { stroke: seriesColour(0), width: 1.8, points: { show: false } },
        { stroke: seriesColour(1), width: 1.8, points: { show: false } }],
    }, data, place);
  }
  onTheme(build);
  new ResizeObserver(() => chart && chart.setSize({ width: place.clientWidth, height: 150 })).observe(place);

  return {
    element: el('div.figure', {}, el('div.figure-head', {}, el('h2', {}, 'Loss')), place, key),
    clear() {
      data = [[], [], []];
      key.replaceChildren();
      if (!chart) build();
      chart.setData(data);
    },
    add(frame) {
      if (data[0].at(-1) === frame.step) return;
      data[0].push(frame.step);
      data[1].push(frame.trainLoss);
      data[2].push(frame.testLoss ?? null);
      if (data[0].length > MOST) data = data.map((column) => column.filter((_, k) => k % 2 === 0 || k === column.length - 1));
      key.replaceChildren(
        el('span', {}, el('span.dot.series-0'), 'training ' + frame.trainLoss.toFixed(3)),
        ...(frame.testLoss === undefined ? [] : [el('span', {}, el('span.dot.series-1'), 'test ' + frame.testLoss.toFixed(3))]));
      chart.setData(data);
    },
  };
}
