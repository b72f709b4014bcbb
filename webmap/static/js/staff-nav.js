/* On a phone the menu of those who have signed in is one row; it is shown from the page that is open. */
(function () {
  'use strict';

  var MARGIN = 48;
  var here = document.querySelector('.staff-nav a[aria-current]');
  var row = here && here.closest('ul');
  if (row) {
    row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left - MARGIN;
  }
}());
