/* What the bench shows on the map: legs, gaps, areas to choose from. The page holds it all; a step that was
   made without a reload brings it anew. Words, list and map point at each other. */
(function () {
  'use strict';

  var SURE = {certain: '#0b6e4f', likely: '#0b6e4f', inferred: '#8a5a00', unknown: '#b3261e'};
  var CHOICES = ['#0b3d91', '#b3261e', '#6a1b9a', '#8a5a00'];

  function bench(map, words) {
    var layers = L.layerGroup().addTo(map);
    var lines = {}, areas = [], sketch = window.akcioterulet.drawing(map, words);

    function draw() {
      var work = document.getElementById('bench-work');
      sketch.end();
      var data = JSON.parse(work.dataset.map);
      layers.clearLayers();
      lines = {};
      areas = data.areas.map(function (rings, at) {
        return L.polygon(rings, {
          className: 'bench-area', color: CHOICES[at % CHOICES.length], weight: data.areas.length > 1 ? 4 : 1,
          dashArray: at ? '8 8' : null, fillOpacity: 0.15, interactive: false
        }).addTo(layers);
      });
      data.choices.forEach(function (choice) {
        var sign = window.akcioterulet.textElement('span', words.area.replace('{number}', choice[0]));
        L.tooltip({permanent: true, direction: 'center', className: 'choice choice-' + choice[0]})
          .setLatLng([choice[1], choice[2]]).setContent(sign).addTo(layers);
      });
      data.legs.forEach(function (leg) {
        var line = L.polyline(leg.line, {
          className: 'bench-leg', color: SURE[leg.certainty] || SURE.unknown, weight: 5, opacity: 0.9,
          snapIgnore: String(leg.number) === work.dataset.draw
        }).addTo(layers);
        line.bindTooltip(window.akcioterulet.textElement('span', leg.number + '. ' + leg.name), {sticky: true});
        line.on('click', function () { goTo(leg.number); });
        line.on('mouseover', function () { light(leg.number, true); });
        line.on('mouseout', function () { light(leg.number, false); });
        var element = line.getElement();
        element.setAttribute('tabindex', '0');
        element.setAttribute('role', 'button');
        element.setAttribute('aria-label', leg.number + '. ' + leg.name);
        element.addEventListener('keydown', function (event) {
          if (event.key === 'Enter') { event.preventDefault(); goTo(leg.number); }
        });
        element.addEventListener('focus', function () { light(leg.number, true); });
        element.addEventListener('blur', function () { light(leg.number, false); });
        lines[leg.number] = line;
      });
      data.gaps.forEach(function (gap) {
        L.polyline(gap.line, {className: 'bench-gap', color: '#b3261e', weight: 4, dashArray: '2 8'}).addTo(layers);
        var text = words.gap.replace('{metres}', Math.round(gap.metres));
        L.circleMarker(gap.line[0], {radius: 7, color: '#b3261e', weight: 3, fillOpacity: 0}).addTo(layers)
          .bindTooltip(window.akcioterulet.textElement('span', text), {permanent: true, direction: 'auto'});
      });
      point(work);
      if (work.dataset.draw) { beginDrawing(work, Number(work.dataset.draw), data); }
    }

    /* The map shows the ends that the line shall join. */
    function beginDrawing(work, number, data) {
      var beside = data.legs.filter(function (leg) {
        var away = Math.abs(leg.number - number);
        return away === 1 || away === data.count - 1 || away === 0;
      });
      var ends = beside.map(function (leg) { return leg.line; });
      if (ends.length) { map.fitBounds([].concat.apply([], ends), {maxZoom: 17, padding: [40, 40], animate: false}); }
      sketch.begin(work);
    }

    /* A step that brought the page anew took the focus away with what had it. */
    function refocus() {
      if (document.activeElement && document.activeElement !== document.body) { return; }
      var next = ['faults-title', 'overtaken-title', 'draw-title', 'state'].map(function (id) {
        return document.getElementById(id);
      }).filter(Boolean)[0];
      if (next) { next.focus({preventScroll: next.id === 'state'}); }
    }

    function light(number, on) {
      document.querySelectorAll('#bench-work [data-leg="' + number + '"]').forEach(function (one) {
        one.classList.toggle('lit', on);
      });
      if (lines[number]) { lines[number].setStyle({weight: on ? 9 : 5}); }
    }

    function goTo(number) {
      var row = document.getElementById('leg-' + number);
      if (row) { row.scrollIntoView({block: 'nearest'}); row.focus({preventScroll: true}); }
    }

    function point(work) {
      work.querySelectorAll('[data-leg]').forEach(function (one) {
        var number = one.dataset.leg;
        ['mouseenter', 'focusin'].forEach(function (name) {
          one.addEventListener(name, function () { light(number, true); });
        });
        ['mouseleave', 'focusout'].forEach(function (name) {
          one.addEventListener(name, function () { light(number, false); });
        });
      });
      work.querySelectorAll('[data-choice]').forEach(function (one) {
        var area = areas[Number(one.dataset.choice) - 1];
        if (!area) { return; }
        function show(on) { area.setStyle({fillOpacity: on ? 0.45 : 0.15, weight: on ? 7 : 4}); }
        ['mouseenter', 'focus'].forEach(function (name) { one.addEventListener(name, function () { show(true); }); });
        ['mouseleave', 'blur'].forEach(function (name) { one.addEventListener(name, function () { show(false); }); });
      });
    }

    document.body.addEventListener('htmx:afterSettle', function () { draw(); refocus(); });
    draw();
  }

  window.akcioterulet.bench = bench;
})();
