/* Names of streets under the address field: a combobox with a list, after the pattern of the
   WAI-ARIA Authoring Practices. Typing is never held up; Enter asks unless a name is marked. */
(function () {
  'use strict';

  var WAIT_MS = 90;
  var field = document.querySelector('[data-suggest]');
  if (!field || !window.fetch || !window.AbortController) { return; }

  var form = field.form;
  var list = document.createElement('ul');
  var told = document.createElement('p');
  var names = [];
  var marked = -1;
  var timer = 0;
  var running = null;

  list.id = 'q-streets';
  list.className = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.dataset.listName);
  list.hidden = true;
  told.className = 'sr-only';
  told.setAttribute('role', 'status');
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-expanded', 'false');
  field.setAttribute('aria-controls', list.id);
  field.parentNode.appendChild(list);
  field.parentNode.appendChild(told);

  function close() {
    window.clearTimeout(timer);
    if (running) { running.abort(); running = null; }
    list.hidden = true;
    marked = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  }

  function mark(at) {
    marked = at;
    Array.from(list.children).forEach(function (item, place) {
      item.setAttribute('aria-selected', String(place === at));
      if (place === at) { item.scrollIntoView({block: 'nearest'}); }
    });
    if (at < 0) { field.removeAttribute('aria-activedescendant'); }
    else { field.setAttribute('aria-activedescendant', list.children[at].id); }
  }

  function take(at) {
    field.value = names[at] + ' ';
    close();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  function show(found) {
    names = found;
    list.replaceChildren.apply(list, found.map(function (name, place) {
      var item = document.createElement('li');
      item.id = 'q-street-' + place;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      item.textContent = name;
      item.addEventListener('mousedown', function (event) {
        event.preventDefault();
        take(place);
      });
      return item;
    }));
    mark(-1);
    list.hidden = found.length === 0;
    field.setAttribute('aria-expanded', String(found.length > 0));
    told.textContent = found.length ? field.dataset.some.replace('{count}', found.length) : '';
  }

  function fetchNames() {
    var text = field.value;
    if (running) { running.abort(); }
    running = new AbortController();
    var body = {text: text, area: form.elements.area.value, variant: form.elements.variant.value};
    var headers = {'Content-Type': 'application/json'};
    if (form.elements.csrf_token) { headers['X-CSRFToken'] = form.elements.csrf_token.value; }
    window.fetch(field.dataset.suggest, {
      method: 'POST', body: JSON.stringify(body), signal: running.signal, cache: 'no-store',
      headers: headers
    }).then(function (answer) { return answer.ok ? answer.json() : {streets: []}; })
      .then(function (answer) {
        if (field.value === text && document.activeElement === field) { show(answer.streets); }
      })
      .catch(function () { /* names are a help only: without them the field works as before */ });
  }

  field.addEventListener('input', function () {
    window.clearTimeout(timer);
    if (field.value.trim().length < 2) { close(); return; }
    timer = window.setTimeout(fetchNames, WAIT_MS);
  });
  field.addEventListener('keydown', function (event) {
    if (event.isComposing) { return; }
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !list.hidden) {
      event.preventDefault();
      var step = event.key === 'ArrowDown' ? 1 : -1;
      var count = names.length + 1;  // one place more: the field itself
      mark((marked + 1 + step + count) % count - 1);
    } else if (event.key === 'ArrowDown' && field.value.trim().length > 1) {
      event.preventDefault();
      fetchNames();
    } else if (event.key === 'Enter' && !list.hidden && marked >= 0) {
      event.preventDefault();
      take(marked);
    }
  });
  field.addEventListener('blur', close);
  form.addEventListener('submit', close);
})();
