/* Files by drag and drop, and progress without loading the page again. Without this script the
   form sends the file all the same, and the page of a running job has a link that loads it anew. */
(function () {
  'use strict';

  var drop = document.querySelector('[data-drop]');
  if (drop && window.DataTransfer) { allowDrop(drop); }
  var progress = document.querySelector('[data-progress]');
  if (progress && window.fetch && window.DOMParser) { follow(progress); }

  function allowDrop(form) {
    var field = form.querySelector('input[type=file]');
    var most = Number(form.dataset.most);
    form.querySelector('[data-drop-hint]').hidden = false;
    form.addEventListener('dragover', function (event) {
      event.preventDefault();
      form.classList.add('drop-over');
    });
    ['dragleave', 'dragend', 'drop'].forEach(function (name) {
      form.addEventListener(name, function () { form.classList.remove('drop-over'); });
    });
    form.addEventListener('drop', function (event) {
      event.preventDefault();
      if (!event.dataTransfer.files.length) { return; }
      field.files = event.dataTransfer.files;
      say();
      field.focus();
    });
    field.addEventListener('change', say);
    form.addEventListener('submit', function (event) {
      if (say()) { event.preventDefault(); field.focus(); return; }
      form.querySelector('button').setAttribute('aria-busy', 'true');
    });

    /* A file that the service would refuse is not sent first. */
    function say() {
      var large = field.files.length > 0 && field.files[0].size > most;
      form.querySelector('[data-drop-fault]').textContent = large ? form.dataset.tooLarge : '';
      return large;
    }
  }

  function follow(place) {
    var said = document.querySelector('[data-progress-said]');
    var link = document.querySelector('.no-script');
    var state = place.querySelector('[data-state]').dataset.state;
    var quarter = 0;
    if (link) { link.hidden = true; }
    window.setTimeout(ask, 1000);

    function ask() {
      fetch(place.dataset.progress, {cache: 'no-store', credentials: 'same-origin'})
        .then(function (answer) {
          if (!answer.ok || answer.redirected) { throw new Error('no progress in the response'); }
          return answer.text();
        })
        .then(show)
        .catch(function () { if (link) { link.hidden = false; } window.setTimeout(ask, 5000); });
    }

    /* The answer comes from our own server, which encodes every text in it. */
    function show(text) {
      var part = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-state]');
      if (!part) { throw new Error('no progress in the response'); }
      if (part.dataset.state !== state) {
        window.location.hash = 'outcome';
        window.location.reload();
        return;
      }
      place.replaceChildren(document.importNode(part, true));
      tell(place.querySelector('[data-said]'));
      window.setTimeout(ask, 1000);
    }

    /* A screen reader hears of every quarter, not of every second. */
    function tell(line) {
      var now = line ? Math.floor(Number(line.dataset.said) / 25) : 0;
      if (now > quarter) { quarter = now; said.textContent = line.textContent; }
    }
  }
})();
