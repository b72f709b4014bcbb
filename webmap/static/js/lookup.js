/* Look-ups without loading the page again. Without this script the forms work all the same. */
(function () {
  'use strict';

  var result = document.getElementById('result');
  if (!result || !window.fetch || !window.DOMParser) { return; }

  if (result.querySelector('[data-complete]')) { caretToEnd(document.getElementById('q')); }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.matches('form[data-lookup]')) { return; }
    event.preventDefault();
    ask(form);
  });

  function ask(form) {
    var button = form.querySelector('button');
    button.setAttribute('aria-busy', 'true');
    fetch(form.action, {
      method: 'POST', body: new URLSearchParams(new FormData(form)),
      headers: {'X-Answer-Only': '1'}, cache: 'no-store', credentials: 'omit'
    }).then(function (answer) { return answer.text(); })
      .then(show)
      .catch(function () { HTMLFormElement.prototype.submit.call(form); })
      .finally(function () { button.removeAttribute('aria-busy'); });
  }

  /* The answer comes from our own server, which encodes every text in it; scripts inside parsed
     documents do not run. */
  function show(text) {
    var part = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-result]');
    if (!part) { throw new Error('no answer in the response'); }
    result.replaceChildren.apply(result, Array.from(document.importNode(part, true).childNodes));
    markField();
    document.dispatchEvent(new CustomEvent('akcioterulet:answer'));
    var heading = result.querySelector('h2');
    if (!completeStreet() && heading) { heading.focus(); }
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
