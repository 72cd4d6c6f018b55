// The list of all runs.
import { ready, shell } from './shell.js';
import { el } from '/assets/report/dom.js';

shell().append(el('h1', {}, 'Runs'));
ready();
