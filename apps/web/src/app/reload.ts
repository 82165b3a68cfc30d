const key = 'juanie.reloaded';
const againAfterMs = 60_000;

/** A server that was upgraded has other files: a page from before reads itself anew, once. */
export function reloadWhenReplaced(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last > againAfterMs) {
      event.preventDefault();
      sessionStorage.setItem(key, String(Date.now()));
      window.location.reload();
    }
  });
}
