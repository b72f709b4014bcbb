/* Words of a source become a quotation: what is selected in its text is put into the field of the fact
   that is filled in. Without this script they are typed or pasted there. */
(function () {
  'use strict';

  var bench = document.getElementById('bench');
  if (!bench) { return; }
  bench.classList.add('with-script');
  var last = null;

  bench.addEventListener('focusin', function (event) {
    if (event.target.dataset && event.target.dataset.said !== undefined) { last = event.target.id; }
  });
  /* Browsers move no caret in a field that is read only, so that nothing could be selected by keys: the text
     is opened where somebody stands in it, and takes no change all the same. */
  bench.addEventListener('focusin', function (event) {
    if (event.target.matches('textarea[data-source]')) {
      event.target.readOnly = false;
      event.target.setAttribute('aria-readonly', 'true');
      event.target.setAttribute('inputmode', 'none');
    }
  });
  bench.addEventListener('beforeinput', function (event) {
    if (event.target.matches('textarea[data-source]')) { event.preventDefault(); }
  });
  bench.addEventListener('click', function (event) {
    var button = event.target.closest('[data-quote]');
    if (button) { quote(button); }
  });

  function quote(button) {
    var text = document.getElementById('text-' + button.dataset.quote);
    var words = text.value.slice(text.selectionStart, text.selectionEnd).trim();
    var said = document.getElementById('quote-said');
    if (!words) { said.textContent = button.dataset.none; text.focus(); return; }
    said.textContent = '';
    var field = target();
    if (!field) { return; }
    field.value = words;
    var source = document.getElementById('said_' + field.dataset.said + '_source');
    if (source) { source.value = button.dataset.quote; }
    document.getElementById('propose').click();
  }

  /* The field that somebody stood in last where it is empty or that is asked for, else the first empty one. */
  function target() {
    var fields = Array.from(document.querySelectorAll('[data-said]'));
    var empty = fields.find(function (one) { return !one.value.trim(); });
    var stood = fields.find(function (one) { return one.id === last && !one.value.trim(); });
    return stood || empty || fields[fields.length - 1];
  }
}());
