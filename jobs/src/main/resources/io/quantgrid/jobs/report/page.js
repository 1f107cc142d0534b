/* The samples behind the heat maps. All text reaches the page as text, never as markup. */
(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('data').textContent);
  var samples = JSON.parse(document.getElementById('samples').textContent || '{}');

  function element(tag, className, text) {
    var e = document.createElement(tag);
    if (className) { e.className = className; }
    if (text !== undefined && text !== null) { e.textContent = text; }
    return e;
  }
  function add(parent) {
    for (var i = 1; i < arguments.length; i++) { if (arguments[i]) { parent.appendChild(arguments[i]); } }
    return parent;
  }
  function known(x) { return x !== undefined && x !== null; }
  function figure(x, digits) { return known(x) ? x.toFixed(digits) : '–'; }
  function variant(cell) { return data.variants[cell.v]; }

  /* What a cell says, in words. */
  function facts(cell) {
    var parts = [];
    if (cell.metric) { parts.push(cell.metric + ' ' + figure(cell.value, 4) + ', baseline ' + figure(cell.base, 4)); }
    if (known(cell.recovery)) {
      parts.push('recovery ' + figure(cell.recovery, 1) + ' %' + (known(cell.low) && known(cell.high) ? ' (' + figure(cell.low, 1) + ' to ' + figure(cell.high, 1) + ')' : ''));
    }
    if (cell.verdict) { parts.push(cell.verdict + (known(cell.p) ? ' (p ' + (cell.p < 0.0001 ? 'below 0.0001' : cell.p.toFixed(4)) + ')' : '')); }
    if (known(cell.items)) { parts.push(cell.items.toLocaleString('en') + ' items' + (cell.lost || cell.gained ? ', ' + cell.lost + ' lost, ' + cell.gained + ' gained' : '')); }
    return parts.join('; ') + '.';
  }

  function side(title, ll, pick, target) {
    var box = element('div', 'side');
    add(box, element('h5', '', title));
    if (!ll) { return box; }
    if (ll.length === 1) {
      return add(box, element('p', '', 'log-likelihood ' + figure(ll[0], 3)));
    }
    var list = element('ol', 'choices');
    list.start = 0;
    ll.forEach(function (value, i) {
      var item = element('li', (i === pick ? 'taken' : '') + (String(i) === target ? ' expected' : ''), figure(value, 3));
      if (i === pick) { add(item, element('span', 'note', ' taken')); }
      if (String(i) === target) { add(item, element('span', 'note', ' expected')); }
      add(list, item);
    });
    return add(box, list);
  }
  function text(title, sample, which) {
    var box = add(element('div', 'side'), element('h5', '', title));
    var quote = element('blockquote');
    quote.dir = 'auto';
    var empty = true;
    for (var i = 0; i < sample.diff.length; i += 3) {
      var same = sample.diff[i], other = sample.diff[i + which];
      if (same) { quote.appendChild(document.createTextNode(same)); empty = false; }
      if (other) { add(quote, element(which === 1 ? 'del' : 'ins', '', other)); empty = false; }
    }
    if (empty) { add(quote, element('span', 'note', 'no text')); }
    return add(box, quote);
  }
  var flips = {lost: 'lost: right before, wrong now', gained: 'gained: wrong before, right now'};
  function judged(s) {
    if (flips[s.flip]) { return flips[s.flip]; }
    return s.quant.right === true ? 'right, as before' : s.quant.right === false ? 'wrong, as before' : '';
  }
  function article(cell, s) {
    var box = element('article', s.flip === 'lost' || s.flip === 'gained' ? s.flip : '');
    add(box, element('h4', '', 'Item ' + s.doc + (s.repeat ? ', text ' + s.repeat : '')));
    var meta = [judged(s)];
    if (known(s.kl)) { meta.push('KL ' + s.kl.toPrecision(3)); }
    if (known(s.similar)) { meta.push('similarity ' + s.similar.toFixed(2)); }
    add(box, element('p', 'note', meta.filter(Boolean).join(' · ')));
    if (s.target && cell.kind !== 'multiple_choice') {
      var expected = element('p', 'target', 'Expected: ');
      add(box, add(expected, element('q', '', s.target)));
    }
    var pair = element('div', 'pair');
    var name = variant(cell).name;
    if (s.diff) {
      add(pair, text('baseline', s, 1), text(name, s, 2));
      add(box, pair);
      if (s.length > 1600) { add(box, element('p', 'note', 'Texts are cut around the first difference; the longer one has ' + s.length.toLocaleString('en') + ' characters.')); }
    } else {
      if (s.base) { add(pair, side('baseline', s.base.ll, s.base.pick, s.target)); }
      add(box, add(pair, side(name, s.quant.ll, s.quant.pick, s.target)));
    }
    return box;
  }

  var open = null;
  function close(back) {
    if (!open) { return; }
    open.button.setAttribute('aria-expanded', 'false');
    open.panel.hidden = true;
    open.panel.textContent = '';
    if (back) { open.button.focus(); }
    open = null;
  }
  function show(button) {
    var again = open && open.button === button;
    close(false);
    if (again) { return; }
    var index = button.getAttribute('data-cell'), cell = data.cells[index];
    var panel = button.closest('.scroll').nextElementSibling;
    var v = variant(cell), found = samples[index] || [];
    open = {button: button, panel: panel};
    button.setAttribute('aria-expanded', 'true');
    var title = element('h4', 'title', v.name + ' on ' + data.tasks[cell.t]);
    title.id = 'samples-title';
    title.tabIndex = -1;
    var shut = element('button', 'close', 'Close');
    shut.type = 'button';
    shut.addEventListener('click', function () { close(true); });
    panel.setAttribute('role', 'region');
    panel.setAttribute('aria-labelledby', 'samples-title');
    add(panel, add(element('div', 'bar'), title, shut), element('p', '', facts(cell)));
    if (cell.failure) { add(panel, element('p', 'reason', cell.failure)); }
    found.forEach(function (s) { add(panel, article(cell, s)); });
    var shown = found.length;
    var many = cell.items.toLocaleString('en');
    var rest = shown === 0 ? 'No sample of this cell is in the page. '
      : shown < cell.items ? 'Shown ' + (shown === 1 ? 'is the first' : 'are the first ' + shown) + ' of ' + many + ' samples: lost ones first, then by divergence from the baseline. '
      : 'These are all of its samples. ';
    add(panel, add(element('p', 'note', rest + 'To query them, with OUT for the folder that holds this report:'),
      element('code', '', './quantgrid sql OUT "SELECT * FROM samples WHERE cell = \'' + cell.id + '\' ORDER BY doc_id"')));
    panel.hidden = false;
    title.focus({preventScroll: true});
    panel.scrollIntoView({block: 'nearest'});
  }

  Array.prototype.forEach.call(document.querySelectorAll('#heat table'), function (table) {
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      return Array.prototype.slice.call(row.querySelectorAll('button'));
    }).filter(function (row) { return row.length > 0; });
    rows.forEach(function (row, r) {
      row.forEach(function (button) {
        var cell = data.cells[button.getAttribute('data-cell')];
        button.tabIndex = r === 0 && button === rows[0][0] ? 0 : -1;
        button.setAttribute('aria-expanded', 'false');
        button.setAttribute('aria-label', variant(cell).name + ', ' + data.tasks[cell.t] + ': ' +
          (cell.failure ? 'failed' : known(cell.recovery) ? figure(cell.recovery, 1) + ' %' : 'no recovery') + (cell.verdict ? ', ' + cell.verdict : '') + '; samples');
        button.title = data.tasks[cell.t] + ': ' + facts(cell);
      });
    });
    function at(cell) { return cell && cell.querySelector('button'); }
    table.addEventListener('click', function (event) {
      var button = event.target.closest('button');
      if (button) { move(button); show(button); }
    });
    function move(button) {
      rows.forEach(function (row) { row.forEach(function (b) { b.tabIndex = -1; }); });
      button.tabIndex = 0;
      button.focus();
    }
    var steps = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
    table.addEventListener('keydown', function (event) {
      var step = steps[event.key], button = event.target.closest('button');
      if (!button || (!step && event.key !== 'Home' && event.key !== 'End')) { return; }
      var td = button.parentNode, tr = td.parentNode, next = null;
      if (!step) {
        var row = tr.querySelectorAll('button');
        next = row[event.key === 'Home' ? 0 : row.length - 1];
      } else if (step[0]) {
        do { tr = step[0] < 0 ? tr.previousElementSibling : tr.nextElementSibling; } while (tr && !at(tr.cells[td.cellIndex]));
        next = tr && at(tr.cells[td.cellIndex]);
      } else {
        do { td = step[1] < 0 ? td.previousElementSibling : td.nextElementSibling; } while (td && !at(td));
        next = at(td);
      }
      event.preventDefault();
      if (next) { move(next); }
    });
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') { close(true); }
  });
}());
