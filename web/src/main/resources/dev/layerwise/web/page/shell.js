// What all pages share: the theme, messages, and the way to the server.
import { el } from '/assets/report/dom.js';
import { isDark, onTheme, setTheme, watchTheme } from '/assets/report/theme.js';

function remembered() {
  try {
    return localStorage.getItem('layerwise-theme');
  } catch {
    return null;
  }
}

function remember(theme) {
  try {
    localStorage.setItem('layerwise-theme', theme);
  } catch {
    // The choice then lasts as long as the page.
  }
}

function themeSwitch() {
  const button = el('button.quiet.theme', {
    type: 'button',
    onclick: () => {
      const theme = isDark() ? 'light' : 'dark';
      remember(theme);
      setTheme(theme);
    },
  });
  const label = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', isDark() ? 'Switch to light colours' : 'Switch to dark colours');
  };
  label();
  onTheme(label);
  return button;
}

/**
 * Prepares the page; called once by the module of every page.
 * @returns the element that the page fills
 */
export function shell() {
  watchTheme();
  const theme = remembered();
  if (theme === 'dark' || theme === 'light') setTheme(theme);
  document.getElementById('bar-end').append(themeSwitch());
  // Scrolls the navigation of a narrow screen to where one is.
  document.querySelector('.bar [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  return document.getElementById('content');
}

/** Says that the page shows what it has to show; tests wait for it. */
export function ready() {
  document.documentElement.dataset.ready = 'true';
}

/** What the server refused, with its reasons. */
export class ServerError extends Error {
  constructor(error) {
    super([error.rule + (error.got ? ', got ' + error.got : ''), error.advice].filter(Boolean).join('; '));
    this.status = error.status;
    this.where = error.where;
  }
}

/**
 * Asks the server.
 * @param {string} method GET, POST, PUT or DELETE
 * @param {string} path such as '/api/runs'
 * @param {*} body sent as JSON, unless undefined
 * @returns what it answers, null for nothing
 * @throws ServerError
 */
export async function api(method, path, body = undefined, { signal } = {}) {
  return answerOf(await ask(path, {
    method,
    signal,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }));
}

/**
 * Asks for what may be as it was.
 * @param {string} path
 * @param {string|null} tag that of the last answer
 * @returns {Promise<{tag: string|null, value: *}>} value is null if nothing has changed
 * @throws ServerError
 */
export async function newer(path, tag) {
  const response = await ask(path, { headers: tag ? { 'If-None-Match': tag } : {} });
  if (response.status === 304) return { tag, value: null };
  return { tag: response.headers.get('ETag'), value: await answerOf(response) };
}

async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new ServerError({ status: 0, where: 'network', rule: 'the server does not answer', advice: 'is layerwise ui still running?' });
  }
}

async function answerOf(response) {
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    throw new ServerError(answer?.error ?? { status: response.status, where: 'server', rule: 'it answered ' + response.status });
  }
  return answer;
}

/**
 * Listens to events; stops while the page is hidden, and goes on from the last event when it is seen
 * again. Browsers keep few connections to a server, and a page in the background needs none.
 * @param {string} path
 * @param {Object<string, function(object, string)>} handlers by kind of event, of its data and its id
 * @param {string|null} after the id of the last event that is known already
 * @param {function(string)} onstate is told when the connection is 'open' or 'lost'
 * @returns {function()} ends it
 */
export function listen(path, handlers, { after = null, onstate = () => {} } = {}) {
  let source = null;
  let last = after;
  let over = false;
  let retry = null;
  function open() {
    if (source || over || document.hidden) return;
    const address = new URL(path, location.href);
    if (last !== null) address.searchParams.set('lastEventId', last);
    source = new EventSource(address);
    source.onopen = () => onstate('open');
    source.onerror = () => {
      // A fresh connection names the last event in its address; the browser's own might not know it.
      shut();
      onstate('lost');
      retry = setTimeout(open, 1500);
    };
    for (const [kind, handle] of Object.entries(handlers)) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        handle(JSON.parse(event.data), event.lastEventId);
      });
    }
  }
  function shut() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }
  const visible = () => (document.hidden ? shut() : open());
  document.addEventListener('visibilitychange', visible);
  addEventListener('pagehide', shut);
  addEventListener('pageshow', open);
  open();
  return () => {
    over = true;
    shut();
    document.removeEventListener('visibilitychange', visible);
    removeEventListener('pagehide', shut);
    removeEventListener('pageshow', open);
  };
}

/** A message at the foot of the page; action is [label, function] or null. */
export function tell(text, { kind = 'info', action = null, seconds = 8 } = {}) {
  let place = document.getElementById('messages');
  if (!place) {
    place = el('div', { id: 'messages', role: 'status', 'aria-live': 'polite' });
    document.body.append(place);
  }
  const close = () => message.remove();
  const message = el('div.message.' + kind, {},
    el('span', {}, text),
    action ? el('button.quiet', { type: 'button', onclick: () => { close(); action[1](); } }, action[0]) : null,
    el('button.quiet', { type: 'button', 'aria-label': 'Close the message', onclick: close }, '×'));
  place.append(message);
  if (kind !== 'error') setTimeout(close, seconds * 1000);
  return close;
}

/** Runs something that may fail, and tells of the failure. */
export async function attempt(action) {
  try {
    return await action();
  } catch (failure) {
    if (!(failure instanceof ServerError)) throw failure;
    tell(failure.message, { kind: 'error' });
    return undefined;
  }
}
