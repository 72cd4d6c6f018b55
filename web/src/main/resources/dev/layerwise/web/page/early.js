// Before the first paint: the reader's theme, or the system's.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('layerwise-theme');
  } catch {
    // Storage may be closed to pages; the system's theme does then.
  }
  if (theme !== 'dark' && theme !== 'light') {
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  document.documentElement.dataset.theme = theme;
})();
