// Progressive: every page works without this file.
document.addEventListener('click', function (event) {
  var target = event.target.closest('[data-do]');
  if (target && target.dataset.do === 'print') window.print();
});
