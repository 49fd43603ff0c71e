// Progressive: when the address names an item, its place in the source comes into view too, and the
// other way round. Without this file the numbers lead across by themselves.
function across() {
  var named = /^#[kt]\d+$/.test(location.hash) && document.querySelector(location.hash);
  var link = named && (named.matches('a') ? named : named.querySelector('a.ix'));
  var other = link && link.hash && document.querySelector(link.hash);
  var pane = other && other.closest('.pane');
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  pane.scrollTop += other.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}
addEventListener('hashchange', across);
addEventListener('load', across);
