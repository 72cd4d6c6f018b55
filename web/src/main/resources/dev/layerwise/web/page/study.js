// A study: ours beside the published figures, and the sweeps that they come from.
import { showSeries } from './series.js';

showSeries({ kind: 'study', list: 'studies', parts: 'Its sweeps and runs' });
