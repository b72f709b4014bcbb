/* A button that copies what stands in a field. Without this script the field can be selected. */
(function () {
  'use strict';
  document.querySelectorAll('button[data-copy]').forEach(function (button) {
    var field = document.getElementById(button.dataset.copy);
    var status = button.parentElement.querySelector('[role=status]');
    function done() { status.textContent = button.dataset.done; }
    button.hidden = false;
    button.addEventListener('click', function () {
      field.select();
      if (navigator.clipboard) {
        navigator.clipboard.writeText(field.value).then(done, function () {
          if (document.execCommand('copy')) { done(); }
        });
      } else if (document.execCommand('copy')) { done(); }
    });
    field.addEventListener('focus', function () { field.select(); });
  });
}());
