// Grey images on canvases: ink on paper in both themes, as the data sets are looked at.

/** Paints bytes, 255 for ink. */
export function paintGrey(canvas, values, width, height) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const target = context.createImageData(width, height);
  values.forEach((value, k) => target.data.set([value, value, value, 255], 4 * k));
  context.putImageData(target, 0, 0);
}
