/* The map of an answer: the line of a street whose doors have no place, and points picked by click
   or, by keyboard, in the middle of the map. Comes before the script that makes the map. */
(function () {
  'use strict';

  if (!window.L) { return; }

  var tools = document.querySelector('[data-map-tools]');
  var button = document.querySelector('[data-pick]');
  var help = document.querySelector('[data-pick-help]');

  L.Map.addInitHook(function () {
    var map = this;
    if (map.getContainer().closest('[data-overview]')) { return; }
    map.whenReady(function () {
      followStreet(map);
      if (tools && button && help) { followPick(map); }
    });
  });

  function followStreet(map) {
    var shown = L.layerGroup().addTo(map);
    function show() {
      var answer = document.querySelector('[data-answer]');
      shown.clearLayers();
      if (!answer || !answer.dataset.street) { return; }
      var line = L.polyline(JSON.parse(answer.dataset.street), {
        className: 'searched-street', color: '#ffd54f', weight: 9, opacity: 1, interactive: false
      }).addTo(shown);
      line.bringToBack();
      map.fitBounds(line.getBounds(), {maxZoom: 15, padding: [40, 40]});
    }
    document.addEventListener('akcioterulet:answer', show);
    show();
  }

  function followPick(map) {
    var box = map.getContainer();
    var picking = false;

    function set(on) {
      picking = on;
      button.setAttribute('aria-pressed', String(on));
      help.hidden = !on;
      box.classList.toggle('picking', on);
      if (on) { box.focus({preventScroll: true}); }
    }

    function pick(place) {
      set(false);
      document.dispatchEvent(new CustomEvent('akcioterulet:picked', {
        detail: {lat: place.lat.toFixed(6), lon: place.lng.toFixed(6)}
      }));
    }

    button.addEventListener('click', function () { set(!picking); });
    /* Before the map sees the click: inside the area it would open the popup of the area. */
    box.addEventListener('click', function (event) {
      if (!picking || event.target.closest('.leaflet-control')) { return; }
      event.preventDefault();
      event.stopPropagation();
      pick(map.mouseEventToLatLng(event));
    }, true);
    box.addEventListener('keydown', function (event) {
      if (!picking) { return; }
      if (event.key === 'Escape') { set(false); button.focus(); }
      if (event.key === 'Enter' && event.target === box) {
        event.preventDefault();
        pick(map.getCenter());
      }
    });
    tools.hidden = false;
  }
})();
