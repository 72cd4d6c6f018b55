// A sweep: its table, parallel coordinates, heat maps and curves.
import { showSeries } from './series.js';

showSeries({ kind: 'sweep', list: 'sweeps', parts: 'Its runs' });
