'use strict';
const rows = () => [...document.querySelectorAll('a.row')];
document.addEventListener('keydown', (event) => {
  if (event.target.matches('input')) return;
  const all = rows(), at = all.indexOf(document.activeElement);
  if (event.key === 'j') all[Math.min(at + 1, all.length - 1)]?.focus();
  if (event.key === 'k') all[Math.max(at - 1, 0)]?.focus();
  if (event.key === '/') { event.preventDefault(); document.querySelector('input[name=query]')?.focus(); }
});
if (document.body.dataset.live) {
  new EventSource('/events').addEventListener('change', () => location.reload());
}
