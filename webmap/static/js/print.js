/* On paper, everything that the answer rests on is open and the day of printing stands below.
   Afterwards the page is as it was. */
(function () {
  'use strict';

  var opened = [];
  var days = {hu: 'hu-HU', en: 'en-GB'};

  window.addEventListener('beforeprint', function () {
    opened = Array.from(document.querySelectorAll('details[data-print-open]:not([open])'));
    opened.forEach(function (part) { part.open = true; });
    document.querySelectorAll('[data-print-day]').forEach(function (place) {
      var language = days[document.documentElement.lang];
      place.textContent = new Date().toLocaleDateString(language, {dateStyle: 'long'});
    });
  });

  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { window.print(); });
  });

  window.addEventListener('afterprint', function () {
    opened.forEach(function (part) { part.open = false; });
    opened = [];
  });
})();
