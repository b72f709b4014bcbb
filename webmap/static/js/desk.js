/* Questions at the desk without loading the page again. Without this script every form works all
   the same. */
(function () {
  'use strict';

  var result = document.getElementById('result');
  var main = document.querySelector('form[data-main]');
  var field = document.getElementById('q');
  if (!result || !main || !window.fetch || !window.DOMParser) { return; }
  main.querySelectorAll('[data-map-key]').forEach(function (one) { one.defaultValueAtLoad = one.value; });
  var mapKey = keyOf(main);

  note();
  if (result.querySelector('[data-complete]')) { caretToEnd(); }
  if (result.querySelector('.answer')) { lookAtAnswer(); }
  field.addEventListener('focus', function () {
    if (!result.querySelector('[data-complete]')) { field.select(); }
  });

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.matches('form[data-report]')) {
      event.preventDefault();
      report(form);
    } else if (form.matches('form[data-desk]')) {
      // Another day, area or boundary has another map: the whole page is loaded then.
      if (form === main && keyOf(main) !== mapKey) { return; }
      event.preventDefault();
      ask(form, new FormData(form));
    }
  });
  document.addEventListener('akcioterulet:picked', function (event) {
    var form = document.querySelector('form[data-point]');
    ['lat', 'lon', 'east', 'north'].forEach(function (name) {
      form.elements[name].value = event.detail[name] || '';
    });
    form.closest('details').open = true;
    ask(form, new FormData(form));
  });
  document.addEventListener('akcioterulet:ask-again', function (event) {
    var form = hiddenForm(event.detail);
    var same = Array.from(main.querySelectorAll('[data-map-key]')).every(function (one) {
      return event.detail[one.name] === one.defaultValueAtLoad;
    });
    if (same) { ask(form, new FormData(form)); } else { form.submit(); }
  });

  /* A form of what was asked before, with the token of this page. */
  function hiddenForm(fields) {
    var form = document.createElement('form');
    form.method = 'post';
    form.action = main.action;
    form.hidden = true;
    var all = Object.assign({csrf_token: main.elements.csrf_token.value}, fields);
    Object.keys(all).forEach(function (name) {
      var input = document.createElement('input');
      input.name = name;
      input.value = all[name];
      form.appendChild(input);
    });
    document.body.appendChild(form);
    return form;
  }

  function keyOf(form) {
    return Array.from(form.querySelectorAll('[data-map-key]'))
      .map(function (one) { return one.value; }).join('\n');
  }

  function post(form, data) {
    return window.fetch(form.action, {
      method: 'POST', body: new URLSearchParams(data), cache: 'no-store',
      headers: {'X-Answer-Only': '1'}, credentials: 'same-origin'
    }).then(function (answer) { return answer.text(); })
      .then(function (text) { return new DOMParser().parseFromString(text, 'text/html'); });
  }

  function ask(form, data) {
    var button = form.querySelector('button[type=submit]') || main.querySelector('button');
    button.setAttribute('aria-busy', 'true');
    post(form, data).then(function (page) { show(page, data); })
      .catch(function () { HTMLFormElement.prototype.submit.call(form); })
      .finally(function () {
        button.removeAttribute('aria-busy');
        if (form.hidden) { form.remove(); }
      });
  }

  /* The answer comes from our own server, which encodes every text in it; scripts inside parsed
     documents do not run. */
  function show(page, data) {
    var part = page.querySelector('[data-result]');
    if (!part) { throw new Error('no answer in the response'); }
    fill(result, part);
    fill(document.getElementById('programmes'), page.querySelector('[data-programmes]'));
    if (data.get('q')) { field.value = data.get('q'); }
    markField();
    document.dispatchEvent(new CustomEvent('akcioterulet:answer'));
    note(data);
    var street = result.querySelector('[data-complete]');
    var heading = result.querySelector('h2');
    if (street) {
      field.value = street.dataset.complete;
      caretToEnd();
    } else if (heading) { heading.focus(); }
    lookAtAnswer();
  }

  /* On a phone the answer begins at the top of the screen; where its number is still to be typed,
     the field does. */
  function lookAtAnswer() {
    if (!window.matchMedia('(max-width: 599px)').matches) { return; }
    var first = result.querySelector('[data-complete]') ? main : result;
    first.scrollIntoView({block: 'start'});
  }

  function fill(place, part) {
    place.replaceChildren.apply(place, Array.from(document.importNode(part, true).childNodes));
  }

  /* Remember what was asked, in this tab only; see desk-history.js. */
  function note(data) {
    var answer = result.querySelector('[data-answer]');
    if (!answer || !window.akcioteruletHistory) { return; }
    var fields = {};
    new FormData(main).forEach(function (value, name) {
      if (name !== 'csrf_token' && name !== 'q') { fields[name] = value; }
    });
    if (answer.dataset.query) { fields.q = answer.dataset.query; }
    else { fields.lat = answer.dataset.lat; fields.lon = answer.dataset.lon; }
    if (data && data.get('as_of')) { fields.as_of = data.get('as_of'); }
    var shown = fields.q || fields.lat + '; ' + fields.lon;
    window.akcioteruletHistory.note({shown: shown, word: answer.dataset.word, fields: fields});
  }

  function report(form) {
    post(form, new FormData(form)).then(function (page) {
      var part = page.querySelector('[data-reported]');
      if (!part) { throw new Error('no confirmation in the response'); }
      var box = document.importNode(part, true);
      form.replaceWith(box);
      box.firstElementChild.focus();
    }).catch(function () { HTMLFormElement.prototype.submit.call(form); });
  }

  function caretToEnd() {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  function markField() {
    var error = result.querySelector('[data-faulty]');
    document.querySelectorAll('[aria-invalid]').forEach(function (one) { one.removeAttribute('aria-invalid'); });
    var faulty = error && document.getElementById(error.dataset.faulty);
    if (faulty) { faulty.setAttribute('aria-invalid', 'true'); }
  }
})();
