// The pad: drawn on with a mouse, a finger, a pen or the arrow keys; images can be pasted.
import { el } from '/assets/report/dom.js';
import { tell } from './shell.js';

const SIDE = 280;
const MOST_UNDO = 50;
const KEY_STEP = 8;

export function pad({ onchange }) {
  const canvas = el('canvas.pad', {
    width: SIDE, height: SIDE, tabindex: '0', role: 'application',
    'aria-label': 'Drawing pad. Arrow keys move the pen, Space puts it down or lifts it, Delete clears.',
  });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const pen = { x: SIDE / 2, y: SIDE / 2, down: false };
  const cursor = el('span.pen', { 'aria-hidden': 'true', hidden: true });
  const undo = [];
  let width = 22;
  let drawing = null;
  let empty = true;
  let version = 0;

  clear();

  function clear() {
    context.fillStyle = '#000';
    context.fillRect(0, 0, SIDE, SIDE);
    empty = true;
  }

  function remember() {
    undo.push(context.getImageData(0, 0, SIDE, SIDE));
    if (undo.length > MOST_UNDO) undo.shift();
  }

  function line(from, to) {
    context.strokeStyle = '#fff';
    context.lineWidth = width;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y + (from.x === to.x && from.y === to.y ? 0.01 : 0));
    context.stroke();
    empty = false;
    version++;
    onchange();
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE };
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    remember();
    drawing = place(event);
    line(drawing, drawing);
    event.preventDefault();
    canvas.focus({ preventScroll: true });
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!drawing) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const next = place(part);
      line(drawing, next);
      drawing = next;
    }
  });
  const stop = () => { drawing = null; };
  canvas.addEventListener('pointerup', stop);
  canvas.addEventListener('pointercancel', stop);

  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      const from = { ...pen };
      pen.x = Math.max(0, Math.min(SIDE, pen.x + step[0] * KEY_STEP));
      pen.y = Math.max(0, Math.min(SIDE, pen.y + step[1] * KEY_STEP));
      if (pen.down) line(from, pen);
    } else if (event.key === ' ') {
      pen.down = !pen.down;
      if (pen.down) {
        remember();
        line(pen, pen);
      }
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      wipe();
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
      back();
    } else {
      return;
    }
    event.preventDefault();
    showPen();
  });
  canvas.addEventListener('blur', () => { cursor.hidden = true; pen.down = false; });

  function showPen() {
    cursor.hidden = false;
    cursor.style.left = (100 * pen.x) / SIDE + '%';
    cursor.style.top = (100 * pen.y) / SIDE + '%';
    cursor.className = pen.down ? 'pen down' : 'pen';
  }

  function wipe() {
    if (!empty) remember();
    clear();
    version++;
    onchange();
  }

  function back() {
    const before = undo.pop();
    if (!before) return;
    context.putImageData(before, 0, 0);
    empty = !before.data.some((value, k) => k % 4 === 0 && value > 15);
    version++;
    onchange();
  }

  /** An image from elsewhere: dark writing on light paper is turned round. */
  async function paste(file) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(file);
    } catch {
      tell('This is no image that the browser can read.', { kind: 'error' });
      return;
    }
    remember();
    clear();
    const scale = Math.min(SIDE / bitmap.width, SIDE / bitmap.height);
    const w = Math.max(1, bitmap.width * scale);
    const h = Math.max(1, bitmap.height * scale);
    const x = (SIDE - w) / 2;
    const y = (SIDE - h) / 2;
    context.fillStyle = '#fff';
    context.fillRect(x, y, w, h);
    context.drawImage(bitmap, x, y, w, h);
    const left = Math.ceil(x);
    const top = Math.ceil(y);
    const picture = context.getImageData(left, top, Math.max(1, Math.floor(w) - 1), Math.max(1, Math.floor(h) - 1));
    const grey = greys(picture);
    const border = [];
    for (let k = 0; k < grey.length; k++) {
      const column = k % picture.width;
      const row = Math.floor(k / picture.width);
      if (row === 0 || column === 0 || row === picture.height - 1 || column === picture.width - 1) border.push(grey[k]);
    }
    border.sort((a, b) => a - b);
    const paper = border[border.length >> 1];
    clear();
    // The paper becomes black exactly, or its grain would count as ink.
    grey.forEach((value, k) => {
      const ink = paper > 127 ? ((paper - value) / paper) * 255 : ((value - paper) / (255 - paper)) * 255;
      const shade = ink < 40 ? 0 : Math.min(255, ink);
      picture.data.set([shade, shade, shade, 255], 4 * k);
    });
    context.putImageData(picture, left, top);
    empty = false;
    version++;
    onchange();
  }

  document.addEventListener('paste', (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((f) => f.type.startsWith('image/'));
    if (file) {
      event.preventDefault();
      paste(file);
    }
  });
  canvas.addEventListener('dragover', (event) => event.preventDefault());
  canvas.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = [...event.dataTransfer.files].find((f) => f.type.startsWith('image/'));
    if (file) paste(file);
  });

  return {
    element: el('div.pad-box', {},
      el('div.pad-frame', {}, canvas, cursor),
      el('div.controls', {},
        el('button.button', { type: 'button', id: 'clear', onclick: wipe }, 'Clear'),
        el('button.button', { type: 'button', id: 'undo', onclick: back }, 'Undo'),
        el('label.choice', {}, el('span', {}, 'pen'),
          el('input', { type: 'range', min: '10', max: '40', value: String(width), 'aria-label': 'Width of the pen', oninput: (event) => { width = Number(event.target.value); } }))),
      el('p.hint', {}, 'Mouse, finger or pen; by keyboard, arrows move and Space draws. Ctrl-V pastes an image.')),
    isEmpty: () => empty,
    version: () => version,
    /** The pixels, half as many each way: 140 × 140 say all that 28 × 28 will hold. */
    read() {
      const grey = greys(context.getImageData(0, 0, SIDE, SIDE));
      const half = SIDE / 2;
      let text = '';
      for (let i = 0; i < half; i++) {
        for (let j = 0; j < half; j++) {
          const at = 2 * i * SIDE + 2 * j;
          text += String.fromCharCode(Math.round((grey[at] + grey[at + 1] + grey[at + SIDE] + grey[at + SIDE + 1]) / 4));
        }
      }
      return { width: half, height: half, ink: btoa(text) };
    },
  };
}

function greys({ data }) {
  const grey = new Float32Array(data.length / 4);
  for (let k = 0; k < grey.length; k++) grey[k] = 0.299 * data[4 * k] + 0.587 * data[4 * k + 1] + 0.114 * data[4 * k + 2];
  return grey;
}
