// Building elements. Text is always text: nothing here reads markup.

/**
 * Makes an element.
 * @param {string} tag its name, with classes after dots: 'div.note'
 * @param {object} attributes 'on…' are listeners; true sets an attribute, false and null leave it out
 * @param {...(Node|string|null|Array)} children
 */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  setAttributes(element, attributes);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element of SVG; as {@link el}. */
export function svg(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElementNS(SVG, name);
  if (classes.length) element.setAttribute('class', classes.join(' '));
  setAttributes(element, attributes);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

function setAttributes(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
}

/**
 * Keeps the letters of a picture at their size, however wide it is shown.
 * @param {SVGElement} picture its style sheet multiplies sizes by --text
 * @param {number} width that of its own coordinates
 */
export function steadyText(picture, width) {
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width > 0) picture.style.setProperty('--text', width / contentRect.width);
  }).observe(picture);
}

/** A number that is used once in this page, for ids. */
export const nextNumber = ((n) => () => ++n)(0);
