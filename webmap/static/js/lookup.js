/* Look-ups without loading the page again. Without this script the forms work all the same. */
(function () {
  'use strict';

  var result = document.getElementById('result');
  if (!result || !window.fetch || !window.DOMParser) { return; }

  if (result.querySelector('[data-complete]')) { caretToEnd(document.getElementById('q')); }

  var more = document.getElementById('more');
  var narrow = window.matchMedia('(max-width: 899px)');
  offerPlace();

  document.addEventListener('akcioterulet:picked', function (event) { askAbout(event.detail); });

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.matches('form[data-lookup]')) { return; }
    var area = form.elements.area;
    // Heading, map and standing of the page are those of its area: another one loads its own page.
    if (area && form.dataset.area && area.value !== form.dataset.area) { return; }
    event.preventDefault();
    ask(form);
  });

  function ask(form, data) {
    var button = form.querySelector('[type=submit]');
    button.setAttribute('aria-busy', 'true');
    fetch(form.action, {
      method: 'POST', body: new URLSearchParams(data || new FormData(form)),
      headers: {'X-Answer-Only': '1'}, cache: 'no-store', credentials: 'omit'
    }).then(function (answer) { return answer.text(); })
      .then(show)
      .catch(function () { HTMLFormElement.prototype.submit.call(form); })
      .finally(function () { button.removeAttribute('aria-busy'); });
  }

  /* A point of the map or of the device: it goes into the fields for coordinates and is sent in
     the body, like an address. */
  function askAbout(place) {
    var form = document.querySelector('form[data-point]');
    form.elements.lat.value = place.lat;
    form.elements.lon.value = place.lon;
    form.closest('details').open = true;
    var data = new FormData(form);
    if (place.accuracy) { data.set('accuracy', place.accuracy); }
    ask(form, data);
  }

  /* Where the device is, asked for only when somebody presses the button. */
  function offerPlace() {
    var box = document.querySelector('[data-locate]');
    if (!box || !navigator.geolocation || !window.isSecureContext) { return; }
    var button = box.querySelector('button');
    var told = box.querySelector('[data-locate-told]');
    box.hidden = false;
    button.addEventListener('click', function () {
      told.textContent = '';
      button.setAttribute('aria-busy', 'true');
      navigator.geolocation.getCurrentPosition(function (found) {
        button.removeAttribute('aria-busy');
        askAbout({
          lat: found.coords.latitude.toFixed(6), lon: found.coords.longitude.toFixed(6),
          accuracy: String(Math.ceil(found.coords.accuracy))
        });
      }, function () {
        button.removeAttribute('aria-busy');
        told.textContent = box.dataset.denied;
      }, {enableHighAccuracy: true, timeout: 20000, maximumAge: 0});
    });
  }

  /* The answer comes from our own server, which encodes every text in it; scripts inside parsed
     documents do not run. */
  function show(text) {
    var page = new DOMParser().parseFromString(text, 'text/html');
    var part = page.querySelector('[data-result]');
    if (!part) { throw new Error('no answer in the response'); }
    fill(result, part);
    fill(more, page.querySelector('[data-more]'));
    markField();
    document.dispatchEvent(new CustomEvent('akcioterulet:answer'));
    var heading = result.querySelector('h2');
    if (completeStreet() || !heading) { return; }
    heading.focus({preventScroll: narrow.matches});
    if (narrow.matches) { result.scrollIntoView({block: 'start'}); }  // the map comes below it
  }

  function fill(place, part) {
    place.replaceChildren.apply(place, Array.from(document.importNode(part, true).childNodes));
  }

  /* Where only the house number is missing, the street stands ready and the number can be typed.
     What was typed meanwhile is the person's, so this happens only as an answer arrives. */
  function completeStreet() {
    var answer = result.querySelector('[data-complete]');
    var field = document.getElementById('q');
    if (!answer || !field) { return false; }
    field.value = answer.dataset.complete;
    caretToEnd(field);
    return true;
  }

  function caretToEnd(field) {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  function markField() {
    var error = result.querySelector('[data-faulty]');
    document.querySelectorAll('[aria-invalid]').forEach(function (field) { field.removeAttribute('aria-invalid'); });
    var field = error && document.getElementById(error.dataset.faulty);
    if (field) { field.setAttribute('aria-invalid', 'true'); }
  }
})();
