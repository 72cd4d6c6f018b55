// Figures that are drawn again when their data grow, without losing what the reader has set.
import { block } from '/assets/report/blocks.js';

/** What figures out of sight are to show when they are seen. */
const waiting = new WeakMap();

const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    target.layerwiseHidden = !isIntersecting;
    const description = isIntersecting && waiting.get(target);
    if (description) {
      waiting.delete(target);
      const now = renewed(target, description);
      if (now !== target) target.replaceWith(now);
    }
  }
}, { rootMargin: '150px' });

/**
 * Makes the children of an element show these blocks. A figure that is there already takes the new
 * data if it can; everything else is drawn anew. What is out of sight waits until it is seen.
 */
export function settle(place, blocks) {
  const before = [...place.children];
  const after = blocks.map((description, k) => {
    const old = before[k];
    const fits = old && old.layerwiseType === description.type && (old.id ?? '') === (description.id ?? '');
    if (fits && description.type === 'SideBySide') {
      settle(old, description.blocks);
      return old;
    }
    if (fits && old.layerwiseHidden) {
      waiting.set(old, description);
      return old;
    }
    if (fits) waiting.delete(old);
    return renewed(fits ? old : null, description);
  });
  if (before.length === after.length && after.every((element, k) => element === before[k])) return;
  place.replaceChildren(...after);
}

/** The element with the new data, or another one that shows them. */
function renewed(old, description) {
  const text = JSON.stringify(description);
  if (old?.layerwiseText === text) return old;
  if (old?.update?.(description)) {
    old.layerwiseText = text;
    return old;
  }
  if (old) sight.unobserve(old);
  const element = block(description);
  if (description.type === 'SideBySide') {
    [...element.children].forEach((child, n) => known(child, description.blocks[n], JSON.stringify(description.blocks[n])));
    element.layerwiseType = description.type;
  } else {
    known(element, description, text);
  }
  return element;
}

function known(element, description, text) {
  element.layerwiseText = text;
  element.layerwiseType = description.type;
  sight.observe(element);
}
