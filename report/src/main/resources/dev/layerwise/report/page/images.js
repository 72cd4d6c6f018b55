// Small pictures out of one large one.
import { el } from './dom.js';
import { formatNumber } from './format.js';
import { channels, colour, onTheme } from './theme.js';
import { frame } from './frame.js';

/** Decodes a set of images; the promise gives the shades of each. */
export async function decode(images) {
  if (!images.count) return [];
  const picture = new Image();
  picture.src = images.png;
  await picture.decode();
  const sheet = el('canvas', { width: picture.width, height: picture.height });
  const context = sheet.getContext('2d', { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  const { width, height, columns } = images;
  return Array.from({ length: images.count }, (_, i) => {
    const data = context.getImageData((i % columns) * width, Math.floor(i / columns) * height, width, height).data;
    const shades = new Uint8Array(width * height);
    for (let k = 0; k < shades.length; k++) shades[k] = data[4 * k];
    return shades;
  });
}

/** Draws shades on a canvas; signed shades in two colours around that of the paper. */
export function paint(canvas, shades, signed) {
  const context = canvas.getContext('2d');
  const target = context.createImageData(canvas.width, canvas.height);
  const zero = channels(colour('--zero'));
  const low = channels(colour('--negative'));
  const high = channels(colour('--positive'));
  shades.forEach((shade, k) => {
    let parts = [shade, shade, shade];
    if (signed) {
      const t = Math.max(-1, Math.min(1, (shade - 128) / 127));
      const end = t < 0 ? low : high;
      parts = zero.map((v, c) => v + (end[c] - v) * Math.abs(t));
    }
    target.data.set([...parts, 255], 4 * k);
  });
  context.putImageData(target, 0, 0);
}

/** A canvas for one image. */
export function imageCanvas(images, label) {
  return el('canvas.pixels', { width: images.width, height: images.height, role: 'img', 'aria-label': label });
}

export function imageGrid(figure) {
  const signed = figure.range > 0;
  const canvases = figure.items.map((item) => imageCanvas(figure.images, item.title + (item.text ? ', ' + item.text : '')));
  const content = el(
    'ul.image-grid' + (signed ? '.signed' : ''),
    {},
    figure.items.map((item, k) =>
      el('li', {}, canvases[k],
        signed ? el('span.tile-name', {}, item.title) : el('strong', {}, item.title),
        item.text ? el('span.tile-text', {}, item.text) : null,
        item.bars.length ? el('ul.bars', {}, item.bars.map((bar) => {
          const fill = el('span.fill');
          fill.style.width = (100 * Math.max(0, Math.min(1, bar.value))).toFixed(1) + '%';
          return el('li' + (bar.right ? '.right' : ''), {},
            el('span.bar-name', {}, bar.name), el('span.track', { 'aria-hidden': 'true' }, fill),
            el('span.bar-value', {}, bar.value.toFixed(3)));
        })) : null)),
  );
  decode(figure.images).then((all) => {
    const draw = () => canvases.forEach((canvas, k) => paint(canvas, all[figure.items[k].image], signed));
    draw();
    content.dataset.drawn = 'true';
    if (signed) onTheme(draw);
  });
  const scale = signed
    ? el('p.scale-key', {}, '−' + formatNumber(Number(figure.range.toPrecision(3))), el('span.ramp.signed-ramp', { 'aria-hidden': 'true' }), '+' + formatNumber(Number(figure.range.toPrecision(3))))
    : null;
  return frame(figure, {
    label: 'image-grid',
    body: el('div', {}, content, scale),
    rows: () => [
      ['title', 'text', ...(figure.items[0]?.bars ?? []).flatMap((_, k) => ['class ' + (k + 1), 'score ' + (k + 1)])],
      ...figure.items.map((item) => [item.title, item.text, ...item.bars.flatMap((bar) => [bar.name, bar.value])]),
    ],
  });
}
