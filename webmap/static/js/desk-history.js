/* What was asked at the desk, kept in this tab of the browser only. It ends with the sign-in
   that it belongs to, can be switched off, and never reaches the server. */
(function () {
  'use strict';

  var KEY = 'akcioterulet.desk';
  var MOST = 30;

  function empty(owner) { return {owner: owner, on: true, asked: []}; }

  function read(owner) {
    try {
      var kept = JSON.parse(window.sessionStorage.getItem(KEY));
      if (kept && kept.owner === owner && Array.isArray(kept.asked)) { return kept; }
    } catch (fault) { /* a browser without storage has no history */ }
    return empty(owner);
  }

  function write(kept) {
    try { window.sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch (fault) { /* as above */ }
  }

  function forget() {
    try { window.sessionStorage.removeItem(KEY); } catch (fault) { /* as above */ }
  }

  var menu = document.querySelector('[data-history-owner]');
  var owner = menu ? menu.dataset.historyOwner : '';
  var kept = read(owner);
  if (kept.asked.length === 0) { write(kept); }  // nothing of another sign-in stays behind

  document.querySelectorAll('form[action*="/account/logout"]').forEach(function (form) {
    form.addEventListener('submit', forget);
  });

  var box = document.querySelector('[data-history]');
  if (!box) { return; }
  var list = box.querySelector('[data-history-list]');
  var toggle = box.querySelector('[data-history-on]');
  var clear = box.querySelector('[data-history-clear]');

  function show() {
    toggle.checked = kept.on;
    list.replaceChildren.apply(list, kept.asked.map(function (one) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'outline';
      button.textContent = one.shown + ' – ' + one.word;
      button.addEventListener('click', function () {
        document.dispatchEvent(new CustomEvent('akcioterulet:ask-again', {detail: one.fields}));
      });
      var item = document.createElement('li');
      item.appendChild(button);
      return item;
    }));
    box.querySelector('[data-history-empty]').hidden = kept.asked.length > 0;
    clear.disabled = kept.asked.length === 0;
  }

  function note(entry) {
    if (!kept.on) { return; }
    var same = JSON.stringify(entry.fields);
    kept.asked = kept.asked.filter(function (one) { return JSON.stringify(one.fields) !== same; });
    kept.asked.unshift(entry);
    kept.asked = kept.asked.slice(0, MOST);
    write(kept);
    show();
  }

  toggle.addEventListener('change', function () {
    kept.on = toggle.checked;
    if (!kept.on) { kept.asked = []; }
    write(kept);
    show();
  });
  clear.addEventListener('click', function () {
    kept.asked = [];
    write(kept);
    show();
    toggle.focus();
  });

  window.akcioteruletHistory = {note: note};
  box.hidden = false;
  show();
})();
