// Figures that are drawn again when their data grow, without losing what the reader has set.
import { block } from '/assets/report/blocks.js';

/**
 * Makes the children of an element show these blocks. A figure that is there already takes the new
 * data if it can; everything else is drawn anew.
 */
export function settle(place, blocks) {
  const texts = blocks.map((description) => JSON.stringify(description));
  const before = [...place.children];
  const after = blocks.map((description, k) => {
    const old = before[k];
    if (old?.layerwiseText === texts[k]) return old;
    if (old && old.layerwiseType === description.type) {
      if (description.type === 'SideBySide') {
        settle(old, description.blocks);
        old.layerwiseText = texts[k];
        return old;
      }
      if (old.id === description.id && old.update?.(description)) {
        old.layerwiseText = texts[k];
        return old;
      }
    }
    const element = block(description);
    element.layerwiseText = texts[k];
    element.layerwiseType = description.type;
    if (description.type === 'SideBySide') {
      [...element.children].forEach((child, n) => {
        child.layerwiseText = JSON.stringify(description.blocks[n]);
        child.layerwiseType = description.blocks[n].type;
      });
    }
    return element;
  });
  if (before.length === after.length && after.every((element, k) => element === before[k])) return;
  place.replaceChildren(...after);
}
