// Files that a reader takes from a page: the data of a figure as CSV, its picture as PNG.
import { el } from './dom.js';

/** Rows of cells as CSV. */
export function csv(rows) {
  const cell = (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return '';
    const text = String(value);
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  return rows.map((row) => row.map(cell).join(',') + '\n').join('');
}

/** Offers a file to the browser. */
export function save(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
