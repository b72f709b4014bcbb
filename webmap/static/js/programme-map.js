/* What the maps of the programmes' pages add: the venues that the list beside the map shows. */
(function () {
  'use strict';

  /* The list says which venues it shows; the map follows. */
  document.addEventListener('DOMContentLoaded', function () {
    var list = document.querySelector('[data-shown-venues]');
    if (!list) { return; }
    var ids = JSON.parse(list.dataset.shownVenues);
    document.dispatchEvent(new CustomEvent('akcioterulet:venues', {detail: {ids: ids}}));
  });
})();
